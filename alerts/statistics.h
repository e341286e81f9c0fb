// What a sink has done so far, for status and metrics.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/time.h"

namespace cutoffd::alerts {

// How long acknowledgements took, from the commit that made the alert (or from the first send, if
// that was before this start): counts per bucket, the last without bound.
struct LatencyHistogram {
  using Clock = std::chrono::steady_clock;
  static constexpr std::array<std::chrono::milliseconds, 7> kBounds{
      std::chrono::milliseconds(1),     std::chrono::milliseconds(10),
      std::chrono::milliseconds(100),   std::chrono::milliseconds(1000),
      std::chrono::milliseconds(10000), std::chrono::milliseconds(60000),
      std::chrono::milliseconds(600000)};
  std::array<std::uint64_t, kBounds.size() + 1> buckets{};
  std::uint64_t count = 0;
  std::chrono::nanoseconds sum{};
  std::chrono::nanoseconds longest{};

  void add(Clock::duration taken) {
    std::size_t i = 0;
    while (i < kBounds.size() && taken > kBounds[i]) ++i;
    ++buckets[i];
    ++count;
    sum += taken;
    longest = std::max<std::chrono::nanoseconds>(longest, taken);
  }
};

struct SinkStatistics {
  std::string name;
  std::string destination;         // "udp 192.0.2.1:514"
  bool connected = false;          // the transport is open
  std::uint64_t queued = 0;        // in the outbox after the cursor, before its filter
  std::uint64_t in_hand = 0;       // of those, read and not yet acknowledged
  std::uint64_t sent = 0;          // handed to the transport, repeats included
  std::uint64_t acknowledged = 0;  // alerts, each counted once
  std::uint64_t retried = 0;       // of `sent`, those sent before
  std::uint64_t filtered = 0;      // not meant for this sink
  std::uint64_t dropped = 0;   // gone from the outbox, or folded there, before the sink had them
  std::uint64_t refused = 0;   // can never be sent: too long, say
  std::uint64_t failures = 0;  // times that the transport failed
  std::uint64_t cursor = 0;    // sequence of the last alert that is done with
  std::optional<Instant> last_success;
  std::string last_error;  // text of the last failure; stays after recovery
  LatencyHistogram latency;
};

}  // namespace cutoffd::alerts
