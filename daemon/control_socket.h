// The control socket: how commands ask the running daemon.
//
// A Unix stream socket, mode 0660. A connection carries one request, a JSON object on one line with
// its name under "request", and one answer, a JSON object on one line; then it is closed. What
// cannot be answered is answered by {"error": "what to do about it"}.
// Bounds: so many connections, so many octets a request, so much time for a connection; whoever is
// slow, sends nonsense or opens connections for nothing disturbs nobody else.
// Threads: all of it on the io_context's one thread; the io_context outlives it.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include "core/json_value.h"
#include "daemon/exit_code.h"
#include "daemon/unix_listener.h"

namespace cutoffd {

// {"error": "...", "code": 64}: what went wrong, and the exit code of the command that asked.
std::string error_answer(std::string_view sentence, ExitCode code = ExitCode::usage);

class ControlSocket {
 public:
  struct Limits {
    std::size_t connections = 16;  // the one that has waited longest for its request makes room
    std::size_t request_octets = 65'536;
    std::chrono::milliseconds request{5'000};  // from the connection to its whole request
    std::chrono::milliseconds answer{60'000};  // from then on, until the answer was taken
  };
  // Called once, with the answer: a JSON object without a line end. May be called later; never
  // after stop().
  using Reply = std::function<void(std::string)>;
  using LateHandler = std::function<void(const JsonValue& request, Reply reply)>;
  using Handler = std::function<std::string(const JsonValue& request)>;

  // Listens at once; connections are answered as soon as the loop runs. A socket that a killed
  // daemon left behind is replaced. Throws ListenError, also where another daemon answers
  // at this path.
  ControlSocket(boost::asio::io_context& io, const std::filesystem::path& path);
  ControlSocket(boost::asio::io_context& io, const std::filesystem::path& path, Limits limits);
  ~ControlSocket();  // stop()
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  // What answers {"request": NAME}. A handler that throws is answered by its error.
  void answer(std::string name, Handler handler);
  void answer_later(std::string name, LateHandler handler);

  // Closes all connections and removes the socket.
  void stop();

 private:
  struct State;
  class Connection;
  std::shared_ptr<State> state_;
};

}  // namespace cutoffd
