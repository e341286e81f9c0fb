// UDP promises nothing, but a connected socket hears when a port is refused (ICMP). So the first
// datagram to each address is acknowledged only after a short silence, and where it is refused the
// next address of the name is tried; later datagrams are acknowledged when the kernel took them,
// in bursts with a pause after each.
#include "alerts/transport_udp.h"

#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "alerts/name_lookups.h"
#include "alerts/telling.h"

namespace cutoffd::alerts {
namespace {

using boost::asio::ip::udp;
using boost::system::error_code;

// Longer than a round trip on a local network, short enough that nobody waits for it.
constexpr std::chrono::milliseconds kRefusalWait{250};

// What waited through an outage must not overflow the collector's socket (some 90 alerts at Linux's
// default): a thousand a second.
constexpr unsigned kBurst = 16;
constexpr std::chrono::milliseconds kBurstPause{16};

class UdpTransport final : public TellingTransport {
 public:
  UdpTransport(boost::asio::io_context& io, const SinkOptions& options, TransportEvents& events)
      : TellingTransport(io, events),
        host_(options.host),
        port_(options.port),
        lookups_(NameLookups::of(io)),
        socket_(io),
        timer_(io) {}

  void open() override {
    lookup_ = lookups_.start(host_, [this, self = shared_from_this()](const FoundAddresses& found) {
      for (const auto& address : found.addresses) addresses_.emplace_back(address, port_);
      if (addresses_.empty()) return fail("cannot resolve " + host_ + ": " + found.problem);
      if (const error_code refused = connect_next()) return fail("connect", refused);
      tell_open();
    });
  }

  void send(const Message& message) override {
    sequence_ = message.alert.sequence;
    bytes_.assign(message.bytes);
    transmit();
  }

 private:
  void let_go() override {
    lookups_.cancel(lookup_);
    timer_.cancel();
    error_code ignored;
    socket_.close(ignored);
  }

  // To the next address that can be connected; connecting sends nothing.
  error_code connect_next() {
    error_code error = boost::asio::error::host_not_found;
    while (next_address_ < addresses_.size()) {
      const udp::endpoint& address = addresses_[next_address_++];
      error_code ignored;
      socket_.close(ignored);
      socket_.open(address.protocol(), error);
      if (!error) socket_.connect(address, error);
      if (error) continue;
      proven_ = false;
      listen_for_refusal();
      return error;
    }
    return error;
  }

  // Nothing is expected; what comes is thrown away, and an error is news.
  void listen_for_refusal() {
    socket_.async_receive(boost::asio::buffer(unexpected_),
                          [this, self = shared_from_this()](const error_code& error, std::size_t) {
                            if (!listening() || error == boost::asio::error::operation_aborted)
                              return;
                            if (error) return on_error(error);
                            listen_for_refusal();
                          });
  }

  void transmit() {
    socket_.async_send(boost::asio::buffer(bytes_),
                       [this, self = shared_from_this()](const error_code& error, std::size_t) {
                         if (!listening() || error == boost::asio::error::operation_aborted) return;
                         if (error) return on_error(error);
                         proven_ ? delivered() : await_refusal();
                       });
  }

  void await_refusal() {
    timer_.expires_after(kRefusalWait);
    timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
      if (error || !listening()) return;
      proven_ = true;
      delivered();
    });
  }

  void delivered() {
    const std::uint64_t sequence = std::exchange(sequence_, 0);
    tell_acknowledged(sequence);
    if (++burst_ % kBurst != 0) return tell_sent();
    timer_.expires_after(kBurstPause);
    timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
      if (!error && listening()) tell_sent();
    });
  }

  void on_error(const error_code& error) {
    if (error == boost::asio::error::message_size) {
      return tell_refused(std::exchange(sequence_, 0), "longer than a datagram may be here");
    }
    timer_.cancel();
    const bool another = !proven_ && sequence_ != 0 && !connect_next();
    if (another) return transmit();
    fail("send", error);
  }

  std::string host_;
  std::uint16_t port_;
  NameLookups& lookups_;
  NameLookups::Ticket lookup_ = 0;
  udp::socket socket_;
  boost::asio::steady_timer timer_;
  std::vector<udp::endpoint> addresses_;
  std::size_t next_address_ = 0;
  bool proven_ = false;         // this address did not refuse
  std::uint64_t sequence_ = 0;  // of the message under way; 0: none
  unsigned burst_ = 0;          // messages since the last pause, and before
  std::string bytes_;
  std::array<char, 512> unexpected_{};
};

}  // namespace

std::shared_ptr<Transport> make_udp_transport(boost::asio::io_context& io,
                                              const SinkOptions& options, TransportEvents& events) {
  return std::make_shared<UdpTransport>(io, options, events);
}

}  // namespace cutoffd::alerts
