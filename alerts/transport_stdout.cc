// Standard output: the line and its end; the kernel's acceptance is the acknowledgement.
//
// The descriptor is shared with whoever started us, so it must not be made non-blocking, and a
// reader that stalls must not stall the loop. Therefore: ask poll(2) first, and write no more than
// a pipe takes in one piece when it says that it is writable.
#include "alerts/transport_stdout.h"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <boost/asio/steady_timer.hpp>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alerts/telling.h"

namespace cutoffd::alerts {
namespace {

constexpr std::chrono::milliseconds kLookAgain{20};

class StdoutTransport final : public TellingTransport {
 public:
  StdoutTransport(boost::asio::io_context& io, TransportEvents& events, int descriptor)
      : TellingTransport(io, events), descriptor_(descriptor), timer_(io) {}

  void open() override {
    later([this] { tell_open(); });
  }

  void send(const Message& message) override {
    sequence_ = message.alert.sequence;
    rest_.assign(message.bytes);
    rest_ += '\n';
    later([this] { write_what_fits(); });
  }

 private:
  void let_go() override { timer_.cancel(); }

  void write_what_fits() {
    while (listening() && !rest_.empty()) {
      if (!writable()) return look_again();
      const std::size_t piece = std::min<std::size_t>(rest_.size(), PIPE_BUF);
      const ssize_t written = ::write(descriptor_, rest_.data(), piece);
      if (written >= 0) {
        rest_.erase(0, static_cast<std::size_t>(written));
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        return look_again();
      } else if (errno != EINTR) {
        return fail("write", {errno, boost::system::system_category()});
      }
    }
    tell_acknowledged(sequence_);
    tell_sent();
  }

  // A reader that went away counts as writable: the write then says so.
  [[nodiscard]] bool writable() const {
    pollfd asked{descriptor_, POLLOUT, 0};
    return ::poll(&asked, 1, 0) != 0;
  }

  void look_again() {
    timer_.expires_after(kLookAgain);
    timer_.async_wait([this, self = shared_from_this()](const boost::system::error_code& error) {
      if (!error && listening()) write_what_fits();
    });
  }

  int descriptor_;
  boost::asio::steady_timer timer_;
  std::uint64_t sequence_ = 0;
  std::string rest_;
};

}  // namespace

std::shared_ptr<Transport> make_stdout_transport(boost::asio::io_context& io,
                                                 TransportEvents& events, int descriptor) {
  return std::make_shared<StdoutTransport>(io, events, descriptor);
}

}  // namespace cutoffd::alerts
