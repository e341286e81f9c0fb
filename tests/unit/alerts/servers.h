// Collectors inside the test: a server on a loopback port, plain or with TLS, that does what the
// test says, on the same loop as the sinks. Nothing here runs on a thread of its own.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

namespace cutoffd::alerts::test {

using boost::asio::ip::tcp;
using boost::system::error_code;

// One accepted connection.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, boost::asio::ssl::context* tls) : socket_(std::move(socket)) {
    if (tls != nullptr) tls_.emplace(socket_, *tls);
  }

  void start(std::function<void(Session&)> on_data) {
    on_data_ = std::move(on_data);
    if (!tls_) return read();
    tls_->async_handshake(boost::asio::ssl::stream_base::server,
                          [self = shared_from_this()](const error_code& error) {
                            self->handshake_failed = bool(error);
                            if (!error) self->read();
                          });
  }
  void send(std::string text) {
    const auto kept = std::make_shared<std::string>(std::move(text));
    const auto done = [self = shared_from_this(), kept](const error_code&, std::size_t) {};
    if (tls_) {
      boost::asio::async_write(*tls_, boost::asio::buffer(*kept), done);
    } else {
      boost::asio::async_write(socket_, boost::asio::buffer(*kept), done);
    }
  }
  void close() {
    error_code ignored;
    socket_.close(ignored);
  }
  // Says good-bye first (FIN; over TLS close_notify) and then closes, whatever is still unread.
  void end_in_order() {
    error_code ignored;
    if (tls_) {
      return tls_->async_shutdown(
          [self = shared_from_this()](const error_code&) { self->close(); });
    }
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    socket_.close(ignored);
  }
  // The connection ends by RST: what was in flight is gone.
  void reset() {
    error_code ignored;
    socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
  }
  [[nodiscard]] SSL* tls() { return tls_ ? tls_->native_handle() : nullptr; }

  std::string received;
  bool reads = true;  // false: what comes stays in the kernel
  bool ended = false;
  bool handshake_failed = false;

 private:
  void read() {
    if (!reads) return;
    auto done = [self = shared_from_this()](const error_code& error, std::size_t size) {
      self->ended = bool(error);
      self->received.append(self->buffer_.data(), size);
      if (size > 0) self->on_data_(*self);
      if (!error && self->socket_.is_open()) self->read();
    };
    if (tls_) {
      tls_->async_read_some(boost::asio::buffer(buffer_), std::move(done));
    } else {
      socket_.async_read_some(boost::asio::buffer(buffer_), std::move(done));
    }
  }

  tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<tcp::socket&>> tls_;
  std::array<char, 4096> buffer_{};
  std::function<void(Session&)> on_data_;
};

class StreamServer {
 public:
  using OnData = std::function<void(Session&)>;
  using OnAccept = std::function<void(Session&)>;

  explicit StreamServer(boost::asio::io_context& io, const char* address = "127.0.0.1")
      : io_(io), acceptor_(io), endpoint_(boost::asio::ip::make_address(address), 0) {}
  ~StreamServer() { stop(); }
  StreamServer(const StreamServer&) = delete;
  StreamServer& operator=(const StreamServer&) = delete;

  // The same port again after stop().
  void start() {
    acceptor_.open(endpoint_.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    if (receive_buffer) {
      acceptor_.set_option(boost::asio::socket_base::receive_buffer_size(*receive_buffer));
    }
    acceptor_.bind(endpoint_);
    acceptor_.listen();
    endpoint_ = acceptor_.local_endpoint();
    accept();
  }
  // The port is refused, and connections end.
  void stop() {
    error_code ignored;
    acceptor_.close(ignored);
    for (const auto& session : sessions) session->close();
  }
  [[nodiscard]] std::uint16_t port() const { return endpoint_.port(); }

  OnData on_data = [](Session&) {};
  OnAccept on_accept = [](Session&) {};
  std::shared_ptr<boost::asio::ssl::context> tls;  // for connections from now on
  std::optional<int> receive_buffer;               // octets that the kernel takes unread
  std::vector<std::shared_ptr<Session>> sessions;

 private:
  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error) return;
      contexts_.push_back(tls);
      sessions.push_back(std::make_shared<Session>(std::move(socket), tls.get()));
      on_accept(*sessions.back());
      sessions.back()->start([this](Session& session) { on_data(session); });
      accept();
    });
  }

  boost::asio::io_context& io_;
  tcp::acceptor acceptor_;
  tcp::endpoint endpoint_;
  std::vector<std::shared_ptr<boost::asio::ssl::context>> contexts_;  // outlive their sessions
};

}  // namespace cutoffd::alerts::test
