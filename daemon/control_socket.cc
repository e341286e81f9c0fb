#include "daemon/control_socket.h"

#include <algorithm>
#include <list>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "core/json.h"

namespace cutoffd {
namespace {

using boost::asio::local::stream_protocol;
using boost::system::error_code;

}  // namespace

std::string error_answer(std::string_view sentence, ExitCode code) {
  std::string out;
  JsonWriter(out)
      .begin_object()
      .member("error", sentence)
      .member("code", static_cast<std::uint64_t>(code))
      .end_object();
  return out;
}

struct ControlSocket::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& io, std::filesystem::path where, const Limits& its_limits)
      : limits(its_limits),
        path(std::move(where)),
        acceptor(io, stream_protocol(), listen_at(path, "control socket", "control")),
        file(path),
        retry(io) {}

  void accept();
  void admit(stream_protocol::socket socket);
  void stop();

  Limits limits;
  std::filesystem::path path;
  stream_protocol::acceptor acceptor;
  SocketFile file;
  boost::asio::steady_timer retry;
  std::map<std::string, LateHandler, std::less<>> handlers;
  std::list<std::shared_ptr<Connection>> connections;  // oldest first
};

class ControlSocket::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::weak_ptr<State> state, stream_protocol::socket socket)
      : state_(std::move(state)), socket_(std::move(socket)), timer_(socket_.get_executor()) {}

  void start(const Limits& limits);
  void close();
  [[nodiscard]] bool reading() const { return reading_; }

 private:
  void expire_after(std::chrono::milliseconds limit);
  void take_request(error_code error, std::size_t octets);
  std::optional<std::string> hand_over(const std::string& line, State& state);
  void reply(std::string answer);

  std::weak_ptr<State> state_;
  stream_protocol::socket socket_;
  boost::asio::steady_timer timer_;
  std::string octets_;
  std::string answer_;
  bool reading_ = true;
  bool replied_ = false;
};

void ControlSocket::Connection::start(const Limits& limits) {
  expire_after(limits.request);
  boost::asio::async_read_until(socket_,
                                boost::asio::dynamic_buffer(octets_, limits.request_octets), '\n',
                                [self = shared_from_this()](error_code error, std::size_t octets) {
                                  self->take_request(error, octets);
                                });
}

void ControlSocket::Connection::expire_after(std::chrono::milliseconds limit) {
  timer_.expires_after(limit);
  timer_.async_wait([self = shared_from_this()](error_code error) {
    if (!error) self->close();
  });
}

void ControlSocket::Connection::close() {
  error_code ignored;
  timer_.cancel();
  socket_.close(ignored);
  if (const auto state = state_.lock()) state->connections.remove(shared_from_this());
}

void ControlSocket::Connection::take_request(error_code error, std::size_t octets) {
  const auto state = state_.lock();
  if (!state || !socket_.is_open()) return;
  reading_ = false;
  expire_after(state->limits.answer);
  if (error == boost::asio::error::not_found) {
    reply(error_answer("the request is longer than " +
                       std::to_string(state->limits.request_octets) +
                       " octets: send a shorter one"));
    return;
  }
  // A peer that closes its side instead of ending the line has said all, too.
  if (error == boost::asio::error::eof) octets = octets_.size();
  if ((error && error != boost::asio::error::eof) || octets == 0) return close();
  octets_.resize(octets);
  if (auto refused = hand_over(octets_, *state)) reply(std::move(*refused));
}

// The answer where there is no handler to give it.
std::optional<std::string> ControlSocket::Connection::hand_over(const std::string& line,
                                                                State& state) {
  const std::optional<JsonValue> request = read_json(line);
  const std::string* name = request ? (*request)["request"].text() : nullptr;
  if (name == nullptr) {
    return error_answer(
        R"(not a request: send one JSON object on one line, {"request": "status"})");
  }
  const auto handler = state.handlers.find(*name);
  if (handler == state.handlers.end()) {
    return error_answer("no such request: '" + *name +
                        "'; the daemon may be older than this command: restart it");
  }
  try {
    handler->second(*request, [weak = weak_from_this()](std::string answer) {
      if (const auto self = weak.lock()) self->reply(std::move(answer));
    });
  } catch (const std::exception& error) {
    return error_answer(error.what());
  }
  return std::nullopt;
}

void ControlSocket::Connection::reply(std::string answer) {
  if (replied_ || !socket_.is_open()) return;
  replied_ = true;
  answer_ = std::move(answer) + '\n';
  boost::asio::async_write(socket_, boost::asio::buffer(answer_),
                           [self = shared_from_this()](error_code, std::size_t) { self->close(); });
}

void ControlSocket::State::accept() {
  acceptor.async_accept(
      [self = shared_from_this()](error_code error, stream_protocol::socket socket) {
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

// Those that were asked for something get their answer; at the bound whoever has not said what he
// wants goes first.
void ControlSocket::State::admit(stream_protocol::socket socket) {
  if (connections.size() >= limits.connections) {
    const auto idle =
        std::find_if(connections.begin(), connections.end(),
                     [](const std::shared_ptr<Connection>& one) { return one->reading(); });
    const auto goes = idle != connections.end() ? *idle : connections.front();
    goes->close();
  }
  connections.push_back(std::make_shared<Connection>(weak_from_this(), std::move(socket)));
  connections.back()->start(limits);
}

void ControlSocket::State::stop() {
  if (!acceptor.is_open()) return;
  error_code ignored;
  acceptor.close(ignored);
  retry.cancel();
  while (!connections.empty()) connections.front()->close();
  file.remove();
}

ControlSocket::ControlSocket(boost::asio::io_context& io, const std::filesystem::path& path)
    : ControlSocket(io, path, Limits{}) {}
ControlSocket::ControlSocket(boost::asio::io_context& io, const std::filesystem::path& path,
                             Limits limits)
    : state_(std::make_shared<State>(io, path, limits)) {
  state_->accept();
}
ControlSocket::~ControlSocket() { stop(); }

void ControlSocket::answer(std::string name, Handler handler) {
  answer_later(std::move(name),
               [handler = std::move(handler)](const JsonValue& request, const Reply& reply) {
                 reply(handler(request));
               });
}

void ControlSocket::answer_later(std::string name, LateHandler handler) {
  state_->handlers.insert_or_assign(std::move(name), std::move(handler));
}

void ControlSocket::stop() { state_->stop(); }

}  // namespace cutoffd
