// A small HTTP/1.1 server (RFC 9112) for what only looks: GET and HEAD, one answer at a time on a
// connection, nothing taken in.
//
// Bounds: so many connections, so many octets a request, so much time for a request and for taking
// its answer; whoever is slow, sends nonsense or opens connections for nothing disturbs nobody
// else. Threads: all of it on the io_context's one thread; the io_context outlives it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "config/page_options.h"
#include "daemon/page/http_message.h"

namespace cutoffd::page {

class HttpServer {
 public:
  struct Limits {
    std::size_t connections = 64;  // the one that has waited longest for its request makes room
    std::size_t request_octets = 8'192;        // request line and headers
    std::size_t requests = 1'000;              // of one connection
    std::chrono::milliseconds request{5'000};  // from its first octet to its last
    std::chrono::milliseconds idle{15'000};    // between two requests
    std::chrono::milliseconds answer{30'000};  // to take one answer
  };
  struct Figures {
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;  // malformed, too long, too slow, or closed to make room
    std::size_t open = 0;
  };
  // Called for each request whose Host is right. What it throws is answered by 500.
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;
  using AllowsHost = std::function<bool(std::string_view host)>;

  // Listens at once; connections are answered as soon as the loop runs. Throws ListenError.
  HttpServer(boost::asio::io_context& io, const config::ListenAddress& listen,
             AllowsHost allows_host, Handler handler);
  HttpServer(boost::asio::io_context& io, const config::ListenAddress& listen,
             AllowsHost allows_host, Handler handler, const Limits& limits);
  ~HttpServer();  // stop()
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] Figures figures() const;
  // Closes all connections and the place where it listens.
  void stop();

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace cutoffd::page
