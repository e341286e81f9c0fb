#include "daemon/page/http_server.h"

#include <algorithm>
#include <array>
#include <list>
#include <optional>
#include <utility>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <netinet/in.h>

#include "daemon/page/http_head.h"
#include "daemon/page/tcp_listener.h"
#include "daemon/unix_listener.h"

namespace cutoffd::page {
namespace {

namespace http = boost::beast::http;
using boost::asio::generic::stream_protocol;
using boost::system::error_code;
using Acceptor = boost::asio::basic_socket_acceptor<stream_protocol>;
using Socket = stream_protocol::socket;

// After the last answer, so that a reset does not overtake it (RFC 9112 section 9.6).
constexpr std::chrono::milliseconds kLinger{1'000};
constexpr std::size_t kLingerOctets = 65'536;

}  // namespace

class Connection;

struct HttpServer::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& io, const config::ListenAddress& listen, AllowsHost allows,
        Handler handles, const Limits& its_limits)
      : limits(its_limits),
        allows_host(std::move(allows)),
        handler(std::move(handles)),
        acceptor(io),
        retry(io) {
    if (listen.path.empty()) {
      acceptor.assign(stream_protocol(listen.ip.is_v6() ? AF_INET6 : AF_INET, IPPROTO_TCP),
                      listen_at(listen));
    } else {
      acceptor.assign(stream_protocol(AF_UNIX, 0),
                      cutoffd::listen_at(listen.path, "page", "page.listen"));
      file = SocketFile(listen.path);
    }
  }

  void accept();
  void admit(Socket socket);
  void stop();

  Limits limits;
  AllowsHost allows_host;
  Handler handler;
  Acceptor acceptor;
  SocketFile file;
  boost::asio::steady_timer retry;
  std::list<std::shared_ptr<Connection>> connections;  // oldest first
  Figures figures;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::weak_ptr<HttpServer::State> state, Socket socket)
      : state_(std::move(state)), socket_(std::move(socket)), timer_(socket_.get_executor()) {}

  void start(std::chrono::milliseconds first) { begin_request(first); }
  void close();
  [[nodiscard]] bool waiting() const { return waiting_; }

 private:
  using Parser = http::request_parser<http::empty_body>;

  void begin_request(std::chrono::milliseconds patience);
  void expire_after(std::chrono::milliseconds limit);
  void read_some();
  void take(error_code error, std::size_t octets);
  void consume();
  void answer(HttpServer::State& state);
  [[nodiscard]] HttpAnswer answer_to(HttpServer::State& state) const;
  void refuse(unsigned status, std::string sentence);
  void send(const HttpAnswer& answer, bool with_body, bool keep);
  void linger();

  std::weak_ptr<HttpServer::State> state_;
  Socket socket_;
  boost::asio::steady_timer timer_;
  std::optional<Parser> parser_;
  std::array<char, 4096> piece_{};
  std::string in_;   // not parsed yet
  std::string out_;  // on its way
  std::size_t requests_ = 0;
  std::size_t lingered_ = 0;
  bool waiting_ = true;  // for a request
  bool begun_ = false;   // something of it has come
};

void Connection::begin_request(std::chrono::milliseconds patience) {
  const auto state = state_.lock();
  if (!state || !socket_.is_open()) return;
  waiting_ = true;
  begun_ = false;
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(state->limits.request_octets));
  expire_after(patience);
  consume();
}

void Connection::expire_after(std::chrono::milliseconds limit) {
  timer_.expires_after(limit);
  timer_.async_wait([self = shared_from_this()](error_code error) {
    if (error) return;
    const auto state = self->state_.lock();
    if (state && self->waiting_ && self->begun_) ++state->figures.refused;
    self->close();
  });
}

void Connection::close() {
  error_code ignored;
  timer_.cancel();
  socket_.close(ignored);
  if (const auto state = state_.lock()) state->connections.remove(shared_from_this());
}

void Connection::read_some() {
  socket_.async_read_some(boost::asio::buffer(piece_),
                          [self = shared_from_this()](error_code error, std::size_t octets) {
                            self->take(error, octets);
                          });
}

void Connection::take(error_code error, std::size_t octets) {
  if (!socket_.is_open()) return;
  if (error) return close();
  in_.append(piece_.data(), octets);
  consume();
}

void Connection::consume() {
  const auto state = state_.lock();
  if (!state) return;
  if (!in_.empty() && !begun_) {
    begun_ = true;
    // The whole of it, however slowly it comes: not anew with each octet.
    expire_after(state->limits.request);
  }
  while (!in_.empty()) {
    error_code error;
    const std::size_t taken = parser_->put(boost::asio::buffer(in_), error);
    in_.erase(0, taken);
    if (error == http::error::need_more) break;
    if (error == http::error::header_limit)
      return refuse(431, "The request is longer than is read here.");
    if (error == http::error::unexpected_body || error == http::error::body_limit)
      return refuse(413, "Nothing is taken in here: send no body.");
    if (error) return refuse(400, "This is no request that can be understood.");
    if (parser_->is_done()) return answer(*state);
    if (parser_->is_header_done()) return refuse(413, "Nothing is taken in here: send no body.");
  }
  read_some();
}

HttpAnswer Connection::answer_to(HttpServer::State& state) const {
  const auto& request = parser_->get();
  const auto text = [](auto view) { return std::string_view(view.data(), view.size()); };
  if (request.count(http::field::host) != 1)
    return plain(400, "Say in one Host header who is asked.");
  if (!state.allows_host(text(request[http::field::host]))) {
    return plain(421, "This sensor is not asked for under that name: add it to page.hosts.");
  }
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    HttpAnswer answer = plain(405, "Here is only something to look at: GET and HEAD.");
    answer.headers.emplace_back("Allow", "GET, HEAD");
    return answer;
  }
  auto parsed = parse_target(text(request.target()));
  if (!parsed) return plain(400, "This is no address of a page here.");
  parsed->accept = text(request[http::field::accept]);
  parsed->authorization = text(request[http::field::authorization]);
  try {
    return state.handler(*parsed);
  } catch (const std::exception& error) {
    return plain(500, error.what());
  }
}

void Connection::answer(HttpServer::State& state) {
  ++state.figures.answered;
  const bool head = parser_->get().method() == http::verb::head;
  const HttpAnswer made = answer_to(state);
  const bool keep = parser_->get().keep_alive() && ++requests_ < state.limits.requests &&
                    made.status != 400 && made.status != 405;
  send(made, !head, keep);
}

// What follows on this connection means nothing any more.
void Connection::refuse(unsigned status, std::string sentence) {
  if (const auto state = state_.lock()) ++state->figures.refused;
  send(plain(status, std::move(sentence)), true, false);
}

void Connection::send(const HttpAnswer& answer, bool with_body, bool keep) {
  const auto state = state_.lock();
  if (!state) return;
  waiting_ = false;
  expire_after(state->limits.answer);
  out_ = http_head(answer, keep);
  if (with_body) out_ += answer.body;
  boost::asio::async_write(socket_, boost::asio::buffer(out_),
                           [self = shared_from_this(), keep](error_code error, std::size_t) {
                             const auto server = self->state_.lock();
                             if (error || !server) return self->close();
                             self->out_ = {};
                             if (keep) return self->begin_request(server->limits.idle);
                             error_code ignored;
                             self->socket_.shutdown(Socket::shutdown_send, ignored);
                             self->expire_after(kLinger);
                             self->linger();
                           });
}

void Connection::linger() {
  socket_.async_read_some(boost::asio::buffer(piece_),
                          [self = shared_from_this()](error_code error, std::size_t octets) {
                            self->lingered_ += octets;
                            if (error || self->lingered_ > kLingerOctets) return self->close();
                            self->linger();
                          });
}

void HttpServer::State::accept() {
  acceptor.async_accept([self = shared_from_this()](error_code error, Socket socket) {
    if (error == boost::asio::error::operation_aborted || !self->acceptor.is_open()) return;
    if (!error) {
      self->admit(std::move(socket));
      self->accept();
      return;
    }
    // Out of descriptors, say: no reason to turn the loop round at full speed.
    self->retry.expires_after(std::chrono::milliseconds(200));
    self->retry.async_wait([self](error_code stopped) {
      if (!stopped) self->accept();
    });
  });
}

// At the bound whoever has not said what he wants goes first.
void HttpServer::State::admit(Socket socket) {
  if (connections.size() >= limits.connections) {
    const auto idle = std::find_if(connections.begin(), connections.end(),
                                   [](const auto& one) { return one->waiting(); });
    const auto goes = idle != connections.end() ? *idle : connections.front();
    ++figures.refused;
    goes->close();
  }
  connections.push_back(std::make_shared<Connection>(weak_from_this(), std::move(socket)));
  connections.back()->start(limits.request);
}

void HttpServer::State::stop() {
  if (!acceptor.is_open()) return;
  error_code ignored;
  acceptor.close(ignored);
  retry.cancel();
  while (!connections.empty()) connections.front()->close();
  file.remove();
}

HttpServer::HttpServer(boost::asio::io_context& io, const config::ListenAddress& listen,
                       AllowsHost allows_host, Handler handler)
    : HttpServer(io, listen, std::move(allows_host), std::move(handler), Limits{}) {}
HttpServer::HttpServer(boost::asio::io_context& io, const config::ListenAddress& listen,
                       AllowsHost allows_host, Handler handler, const Limits& limits)
    : state_(
          std::make_shared<State>(io, listen, std::move(allows_host), std::move(handler), limits)) {
  state_->accept();
}
HttpServer::~HttpServer() { stop(); }

HttpServer::Figures HttpServer::figures() const {
  Figures now = state_->figures;
  now.open = state_->connections.size();
  return now;
}

void HttpServer::stop() { state_->stop(); }

}  // namespace cutoffd::page
