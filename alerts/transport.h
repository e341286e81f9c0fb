// A transport is one connection, or one attempt at it: open, send, be acknowledged, fail, be gone.
//
// There is no second attempt in it: whoever wants one makes another transport. So each speaks one
// protocol and keeps no history.
// Threads: all on the io_context's one thread. Lifetime: shared, since pending operations of the
// loop hold it; the one who made it calls close() and hears nothing more. Errors: on_failed, once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include "alerts/options.h"
#include "alerts/surroundings.h"
#include "core/alert.h"

namespace cutoffd::alerts {

// How a connection ended: as the peer ends one that it is done with, or otherwise.
enum class ConnectionEnd : std::uint8_t { orderly, broken };

// What a transport has to say. Always from the loop, never from inside open(), send() or close().
class TransportEvents {
 public:
  virtual ~TransportEvents() = default;
  virtual void on_open() = 0;  // the first message may be sent
  virtual void on_sent() = 0;  // the next message may be sent
  // The peer has (or, where the protocol knows no better, the kernel has) this and all before it.
  virtual void on_acknowledged(std::uint64_t sequence) = 0;
  // What was acknowledged from this message on may be lost after all: it is to be sent again. Comes
  // right before on_failed().
  virtual void on_taken_back(std::uint64_t sequence, ConnectionEnd end) = 0;
  // This message can never be sent; counts as on_sent().
  virtual void on_refused(std::uint64_t sequence, const std::string& reason) = 0;
  // Nothing more will be acknowledged. No other event follows.
  virtual void on_failed(const std::string& reason) = 0;
};

// What is sent: the formatted bytes, and the alert for transports that speak in fields.
struct Message {
  const Alert& alert;
  std::string_view bytes;  // one line without its end
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual void open() = 0;
  // After on_open(), one at a time: after each the transport says on_sent() or on_refused(). Copies
  // what it keeps. Sequences grow.
  virtual void send(const Message& message) = 0;
  // Lets go of the connection; no event follows. Safe to call twice, and inside an event.
  virtual void close() = 0;
  // How many messages may wait for their acknowledgement.
  [[nodiscard]] virtual std::size_t window() const { return 1; }
  // What the surroundings say may have changed: time to tell what is no alert (a summary).
  virtual void look() {}
  // The first of the acknowledged messages that on_taken_back() may still name; 0: none.
  [[nodiscard]] virtual std::uint64_t may_take_back() const { return 0; }
};

// The transport of a sink's completed options. `events` outlives close().
std::shared_ptr<Transport> make_transport(boost::asio::io_context& io, const SinkOptions& options,
                                          const Surroundings& surroundings,
                                          TransportEvents& events);

}  // namespace cutoffd::alerts
