// What a pcapng file says of an interface: how its packets' octets and times are to be read.
//
// Pure. Source: draft-ietf-opsawg-pcapng sections 3.5 (options) and 4.2. A clock may claim any
// time; what lies outside the years 1900 to 2200 is put at that end, so that durations can be added
// to it safely.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/packet.h"
#include "core/time.h"

namespace cutoffd::source {

// 64-bit counts of an interface's own tick, to instants.
class TickClock {
 public:
  TickClock() = default;  // microseconds since 1970, the default of the format
  // `resolution` as if_tsresol has it: a negative power of ten, or of two where the top bit is set.
  // Nothing if the ticks of a second do not fit 64 bits.
  static std::optional<TickClock> with(std::uint8_t resolution, std::int64_t offset_seconds);

  [[nodiscard]] Instant at(std::uint64_t ticks) const;

 private:
  [[nodiscard]] Instant at_odd_rate(std::uint64_t ticks) const;

  std::uint64_t ticks_per_second_ = 1'000'000;
  std::int64_t ns_per_tick_ = 1'000;  // 0 if not a whole number, or with an offset
  std::int64_t offset_seconds_ = 0;
};

struct PcapngInterface {
  LinkType link{};
  std::uint32_t snap_length = 0;  // 0: no limit
  TickClock clock;
};

// The body of an Interface Description Block. Nothing if it contradicts itself: its packets' times
// would be wrong.
std::optional<PcapngInterface> read_pcapng_interface(Bytes body, bool big_endian);

}  // namespace cutoffd::source
