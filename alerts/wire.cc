#include "alerts/wire.h"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "alerts/tls.h"

namespace cutoffd::alerts {
namespace {

// What the kernel may hold that the peer has not: all of it is sent again after a failure, so it is
// small; and all of it is lost with the connection for a peer that is not resent to.
constexpr int kSendBuffer = 64 * 1024;
// A peer that vanished without a word: data unacknowledged for this long ends the connection
// (TCP_USER_TIMEOUT, RFC 5482), and an idle connection is probed.
constexpr unsigned kUserTimeoutMilliseconds = 20 * 1000;
constexpr int kIdleSeconds = 60;
constexpr int kProbeSeconds = 10;
constexpr std::chrono::seconds kGoodbye{1};

void set_option(int socket, int level, int name, int value) {
  // An option that this kernel lacks makes trouble be noticed later; no reason not to connect.
  (void)::setsockopt(socket, level, name, &value, sizeof value);
}

}  // namespace

Wire::Wire(boost::asio::io_context& io, std::string host, std::uint16_t port,
           std::optional<TlsOptions> tls, std::chrono::steady_clock::duration timeout)
    : host_(std::move(host)),
      port_(port),
      tls_options_(std::move(tls)),
      timeout_(timeout),
      lookups_(NameLookups::of(io)),
      socket_(io),
      timer_(io),
      context_(boost::asio::ssl::context::tls_client) {}

void Wire::open(OpenHandler handler) {
  on_open_ = std::move(handler);
  give_up_after(timeout_);
  lookup_ = lookups_.start(host_, [self = shared_from_this()](const FoundAddresses& found) {
    for (const auto& address : found.addresses) {
      self->addresses_.emplace_back(address, self->port_);
    }
    self->connect_next("cannot resolve " + self->host_ + ": " + found.problem);
  });
}

void Wire::connect_next(const std::string& last_problem) {
  if (next_address_ == addresses_.size()) return finish_open(last_problem);
  const tcp::endpoint address = addresses_[next_address_++];
  error_code ignored;
  socket_.close(ignored);
  socket_.async_connect(address, [self = shared_from_this(), address](const error_code& error) {
    if (self->closed_) return;
    if (error) {
      return self->connect_next("connect to " + address.address().to_string() + ": " +
                                error.message());
    }
    self->set_options();
    if (self->tls_options_) return self->shake_hands();
    self->finish_open({});
  });
}

void Wire::set_options() {
  const int socket = socket_.native_handle();
  set_option(socket, SOL_SOCKET, SO_SNDBUF, kSendBuffer);
  set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, kIdleSeconds);
  set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, kProbeSeconds);
  set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(kUserTimeoutMilliseconds));
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
}

void Wire::shake_hands() {
  if (const auto problem = prepare_tls(context_, *tls_options_)) return finish_open(*problem);
  tls_.emplace(socket_, context_);
  expect_peer(tls_->native_handle(), *tls_options_);
  tls_->async_handshake(
      boost::asio::ssl::stream_base::client, [self = shared_from_this()](const error_code& error) {
        if (self->closed_) return;
        SSL* const tls = self->tls_->native_handle();
        if (error) {
          return self->finish_open("TLS with " + self->host_ + ": " +
                                   handshake_problem(tls, error.message()));
        }
        if (!fingerprint_matches(tls, *self->tls_options_)) {
          return self->finish_open("TLS with " + self->host_ +
                                   ": the server's certificate has none of the fingerprints");
        }
        self->shaken_ = true;
        self->finish_open({});
      });
}

void Wire::finish_open(const std::string& problem) {
  timer_.cancel();
  if (const auto handler = std::exchange(on_open_, nullptr)) handler(problem);
}

void Wire::give_up_after(std::chrono::steady_clock::duration limit) {
  timer_.expires_after(limit);
  timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (error) return;
    error_code ignored;
    self->socket_.close(ignored);
    if (!self->closed_) self->finish_open("no connection in time");
  });
}

void Wire::write(std::string bytes, WriteHandler handler) {
  outgoing_.push_back({std::move(bytes), std::move(handler)});
  if (outgoing_.size() == 1) write_first();
}

void Wire::write_first() {
  auto done = [self = shared_from_this()](const error_code& error, std::size_t) {
    const WriteHandler handler = std::move(self->outgoing_.front().handler);
    self->outgoing_.pop_front();
    if (self->closed_) return;
    if (!error && !self->outgoing_.empty()) self->write_first();
    handler(error);
  };
  const auto bytes = boost::asio::buffer(outgoing_.front().bytes);
  if (tls_) {
    boost::asio::async_write(*tls_, bytes, std::move(done));
  } else {
    boost::asio::async_write(socket_, bytes, std::move(done));
  }
}

void Wire::read(ReadHandler handler) {
  auto done = [self = shared_from_this(), handler = std::move(handler)](const error_code& error,
                                                                        std::size_t size) {
    if (!self->closed_) handler(error, {self->incoming_.data(), size});
  };
  if (tls_) {
    tls_->async_read_some(boost::asio::buffer(incoming_), std::move(done));
  } else {
    socket_.async_read_some(boost::asio::buffer(incoming_), std::move(done));
  }
}

void Wire::close() {
  if (closed_) return;
  closed_ = true;
  on_open_ = nullptr;
  // What waits here may hold its owner, and so this wire: none of it is told or written any more.
  // The first one's bytes are in the hands of the operation that writes them.
  if (!outgoing_.empty()) {
    outgoing_.resize(1);
    outgoing_.front().handler = nullptr;
  }
  lookups_.cancel(lookup_);
  timer_.cancel();
  error_code ignored;
  if (!shaken_) {
    socket_.close(ignored);
    return;
  }
  // The close_notify goes out at once where there is room; the peer's is not waited for long.
  socket_.cancel(ignored);
  give_up_after(kGoodbye);
  tls_->async_shutdown([self = shared_from_this()](const error_code&) {
    error_code ignored_too;
    self->timer_.cancel();
    self->socket_.close(ignored_too);
  });
}

std::optional<std::size_t> Wire::unacknowledged() {
  int octets = 0;
  if (!socket_.is_open() || ::ioctl(socket_.native_handle(), SIOCOUTQ, &octets) != 0) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(octets);
}

}  // namespace cutoffd::alerts
