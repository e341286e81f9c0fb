// Datagrams, as rsyslog and journald listen; a stream where the socket is one (syslog-ng's
// unix-stream, BusyBox), with a NUL after each message as glibc's syslog(3) does it.
#include "alerts/transport_unix.h"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include "alerts/telling.h"

namespace cutoffd::alerts {
namespace {

using boost::asio::local::datagram_protocol;
using boost::asio::local::stream_protocol;
using boost::system::error_code;

class UnixTransport final : public TellingTransport {
 public:
  UnixTransport(boost::asio::io_context& io, const SinkOptions& options, TransportEvents& events)
      : TellingTransport(io, events), path_(options.path), datagram_(io), stream_(io) {}

  // Connecting to a local socket never waits for a datagram; a stream's backlog may be full, which
  // is a failure like another.
  void open() override {
    later([this] {
      if (!listening()) return;
      const error_code error = connect();
      if (error) return fail(path_, error);
      tell_open();
      if (streaming_) listen_for_end();
    });
  }

  void send(const Message& message) override {
    sequence_ = message.alert.sequence;
    bytes_.assign(message.bytes);
    auto sent = [this, self = shared_from_this()](const error_code& error, std::size_t) {
      if (listening() && error != boost::asio::error::operation_aborted) on_sent(error);
    };
    if (streaming_) {
      bytes_ += '\0';
      boost::asio::async_write(stream_, boost::asio::buffer(bytes_), std::move(sent));
    } else {
      datagram_.async_send(boost::asio::buffer(bytes_), std::move(sent));
    }
  }

 private:
  void let_go() override {
    error_code ignored;
    datagram_.close(ignored);
    stream_.close(ignored);
  }

  error_code connect() {
    error_code error;
    datagram_.open(datagram_protocol(), error);
    if (!error) datagram_.connect(datagram_protocol::endpoint(path_), error);
    if (error != boost::system::errc::wrong_protocol_type) return error;
    streaming_ = true;
    stream_.open(stream_protocol(), error);
    if (!error) stream_.non_blocking(true, error);
    if (!error) stream_.connect(stream_protocol::endpoint(path_), error);
    return error;
  }

  void on_sent(const error_code& error) {
    if (error == boost::asio::error::message_size) {
      return tell_refused(sequence_, "longer than a datagram may be here");
    }
    if (error) return fail(path_, error);
    tell_acknowledged(sequence_);
    tell_sent();
  }

  // A daemon that goes away is noticed before the next message is lost in its buffer.
  void listen_for_end() {
    stream_.async_read_some(
        boost::asio::buffer(unexpected_),
        [this, self = shared_from_this()](const error_code& error, std::size_t) {
          if (!listening()) return;
          if (error) return fail(path_, error);
          listen_for_end();
        });
  }

  std::string path_;
  datagram_protocol::socket datagram_;
  stream_protocol::socket stream_;
  bool streaming_ = false;
  std::uint64_t sequence_ = 0;
  std::string bytes_;
  std::array<char, 64> unexpected_{};
};

}  // namespace

std::shared_ptr<Transport> make_unix_transport(boost::asio::io_context& io,
                                               const SinkOptions& options,
                                               TransportEvents& events) {
  return std::make_shared<UnixTransport>(io, options, events);
}

}  // namespace cutoffd::alerts
