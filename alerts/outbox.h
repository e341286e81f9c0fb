// Where alerts are written down; the ledger, behind a bridge in daemon/.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "core/alert.h"

namespace cutoffd::alerts {

// It cannot be read or written now: a disk that fails, a file that another process holds.
class OutboxError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Called on the io_context's thread only, with no call inside another. What it cannot do now is an
// OutboxError: a sink bears it and asks again. Anything else that it throws reaches the one who
// runs the loop.
class Outbox {
 public:
  virtual ~Outbox() = default;
  // At most `limit` alerts with a greater sequence, in order. Only committed ones: what is told
  // must not be forgotten.
  virtual std::vector<Alert> alerts_after(std::uint64_t sequence, std::size_t limit) = 0;
  // How many alerts have a greater sequence.
  virtual std::uint64_t count_after(std::uint64_t sequence) = 0;
  // The sequence of the last alert that the sink's transport has; 0 for a new sink.
  virtual std::uint64_t cursor(std::string_view sink) = 0;
  // May become durable a few alerts later: what is lost is told twice. One that goes back (taken
  // back by the transport) is durable at once: what is lost would not be told again.
  virtual void set_cursor(std::string_view sink, std::uint64_t sequence) = 0;
  // When the alert was committed; nothing if that is not known.
  virtual std::optional<std::chrono::steady_clock::time_point> committed_at(
      std::uint64_t /*sequence*/) {
    return std::nullopt;
  }
};

}  // namespace cutoffd::alerts
