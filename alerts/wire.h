// A byte stream to a collector: TCP, with TLS on it where asked.
//
// Resolves the name anew, tries each address in turn, shakes hands, then reads and writes. What is
// not done within the timeout is given up. Writes queue; one read at a time.
// Threads: the io_context's one. Lifetime: shared; pending operations hold it, close() makes their
// handlers silent. Errors: a text for people from open(), error codes from read and write.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include "alerts/name_lookups.h"
#include "alerts/options.h"

namespace cutoffd::alerts {

class Wire : public std::enable_shared_from_this<Wire> {
 public:
  using error_code = boost::system::error_code;
  // An empty text: the stream is open.
  using OpenHandler = std::function<void(const std::string& problem)>;
  using WriteHandler = std::function<void(const error_code&)>;
  using ReadHandler = std::function<void(const error_code&, std::string_view bytes)>;

  // `tls` absent: plain TCP.
  Wire(boost::asio::io_context& io, std::string host, std::uint16_t port,
       std::optional<TlsOptions> tls, std::chrono::steady_clock::duration timeout);

  void open(OpenHandler handler);
  // All of the bytes, after those of earlier calls. The caller bounds how many it has under way.
  void write(std::string bytes, WriteHandler handler);
  // Some bytes, valid during the call.
  void read(ReadHandler handler);
  // Says good-bye where TLS wants it, without waiting for long.
  void close();

  // Octets that the peer's kernel has not acknowledged (SIOCOUTQ); nothing where the kernel does
  // not say.
  [[nodiscard]] std::optional<std::size_t> unacknowledged();

 private:
  using tcp = boost::asio::ip::tcp;

  struct Outgoing {
    std::string bytes;
    WriteHandler handler;
  };

  void write_first();
  void connect_next(const std::string& last_problem);
  void set_options();
  void shake_hands();
  void finish_open(const std::string& problem);
  void give_up_after(std::chrono::steady_clock::duration limit);

  std::string host_;
  std::uint16_t port_;
  std::optional<TlsOptions> tls_options_;
  std::chrono::steady_clock::duration timeout_;
  NameLookups& lookups_;
  NameLookups::Ticket lookup_ = 0;
  tcp::socket socket_;
  boost::asio::steady_timer timer_;
  boost::asio::ssl::context context_;
  std::optional<boost::asio::ssl::stream<tcp::socket&>> tls_;
  std::vector<tcp::endpoint> addresses_;
  std::size_t next_address_ = 0;
  OpenHandler on_open_;
  std::deque<Outgoing> outgoing_;  // the first is being written
  std::array<char, 4096> incoming_{};
  bool shaken_ = false;  // the TLS handshake is done
  bool closed_ = false;
};

}  // namespace cutoffd::alerts
