// Syslog over a stream has no acknowledgement, so the kernel's is taken: a message is acknowledged
// when what SIOCOUTQ reports as unacknowledged is no more than what was written after it. (Over TLS
// more octets travel than are written here, so the comparison errs on the safe side.) Everything
// above that floor is sent again by the next connection.
//
// A collector that ends with unread data in its socket takes with it what its kernel had
// acknowledged. One that dies answers with RST; one that says good-bye first ends in order (FIN;
// over TLS close_notify), just as one that had read everything, and no kernel tells which it was.
// So after any end the last `resend_octets` below the floor are taken back too. A collector that is
// only stopped, not dead, loses nothing.
#include "alerts/transport_stream.h"

#include <algorithm>
#include <chrono>
#include <deque>

#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include "alerts/telling.h"
#include "alerts/wire.h"

namespace cutoffd::alerts {
namespace {

using boost::system::error_code;

// How often the floor is looked at while something is above it.
constexpr std::chrono::milliseconds kFirstLook{2};
constexpr std::chrono::milliseconds kLastLook{250};
constexpr std::size_t kStreamWindow = 128;

class StreamTransport final : public TellingTransport {
 public:
  StreamTransport(boost::asio::io_context& io, const SinkOptions& options, TransportEvents& events)
      : TellingTransport(io, events),
        counting_(options.framing == Framing::octet_counting),
        resend_octets_(options.resend_octets),
        wire_(std::make_shared<Wire>(
            io, options.host, options.port,
            options.type == SinkType::tls ? std::optional(options.tls) : std::nullopt,
            std::chrono::duration_cast<std::chrono::steady_clock::duration>(options.timeout))),
        timer_(io) {}

  void open() override {
    wire_->open([this, self = shared_from_this()](const std::string& problem) {
      if (!problem.empty()) return fail(problem);
      listen();
      tell_open();
    });
  }

  void send(const Message& message) override {
    std::string frame;
    if (counting_) frame = std::to_string(message.bytes.size()) + ' ';
    frame += message.bytes;
    if (!counting_) frame += '\n';
    const std::size_t size = frame.size();
    const std::uint64_t sequence = message.alert.sequence;
    wire_->write(std::move(frame),
                 [this, self = shared_from_this(), size, sequence](const error_code& error) {
                   if (error) return fail_with(error);
                   written_ += size;
                   above_.push_back({sequence, written_});
                   interval_ = kFirstLook;
                   look_at_floor();
                   tell_sent();
                 });
  }

  [[nodiscard]] std::size_t window() const override { return kStreamWindow; }
  [[nodiscard]] std::uint64_t may_take_back() const override {
    return below_.empty() || resend_octets_ == 0 ? 0 : below_.front().sequence;
  }

 private:
  struct Mark {
    std::uint64_t sequence;
    std::uint64_t end;  // octets written up to its end
  };

  void let_go() override {
    timer_.cancel();
    wire_->close();
  }

  // Nothing is expected; an end or a reset is news, and must be known before the next write.
  void listen() {
    wire_->read([this, self = shared_from_this()](const error_code& error, std::string_view) {
      if (error) return fail_with(error);
      listen();
    });
  }

  void look_at_floor() {
    const auto unacknowledged = wire_->unacknowledged();
    std::uint64_t acknowledged = 0;
    while (unacknowledged && !above_.empty() && *unacknowledged <= written_ - above_.front().end) {
      acknowledged = above_.front().sequence;
      below_.push_back(above_.front());
      above_.pop_front();
    }
    if (acknowledged != 0) {
      forget_old();
      tell_acknowledged(acknowledged);
    }
    if (listening() && !above_.empty()) look_again();
  }

  void look_again() {
    timer_.expires_after(interval_);
    interval_ = std::min(interval_ * 2, kLastLook);
    timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
      if (!error && listening()) look_at_floor();
    });
  }

  // Only the last resend_octets can be taken back.
  void forget_old() {
    const std::uint64_t floor = below_.back().end;
    while (below_.size() > 1 && floor - below_.front().end > resend_octets_) {
      below_.pop_front();
    }
  }

  void fail_with(const error_code& error) {
    const bool orderly = error == boost::asio::error::eof;
    if (!below_.empty() && resend_octets_ > 0) {
      tell_taken_back(below_.front().sequence,
                      orderly ? ConnectionEnd::orderly : ConnectionEnd::broken);
    }
    if (orderly) return fail("the collector closed the connection");
    fail("the connection broke", error);
  }

  bool counting_;
  std::uint64_t resend_octets_;
  std::shared_ptr<Wire> wire_;
  boost::asio::steady_timer timer_;
  std::chrono::milliseconds interval_ = kFirstLook;
  std::uint64_t written_ = 0;
  std::deque<Mark> above_;  // written, not yet acknowledged
  std::deque<Mark> below_;  // acknowledged, of the last resend_octets
};

}  // namespace

std::shared_ptr<Transport> make_stream_transport(boost::asio::io_context& io,
                                                 const SinkOptions& options,
                                                 TransportEvents& events) {
  return std::make_shared<StreamTransport>(io, options, events);
}

}  // namespace cutoffd::alerts
