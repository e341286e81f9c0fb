#include "capture/source/pcapng_interface.h"

#include "capture/source/capture_format.h"

namespace cutoffd::source {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kEarliest = -2'208'988'800;  // 1900-01-01T00:00:00Z
constexpr std::int64_t kLatest = 7'258'118'400;     // 2200-01-01T00:00:00Z

enum Option : std::uint16_t { kEndOfOptions = 0, kTimeResolution = 9, kTimeOffset = 14 };

// Reads numbers in the section's byte order.
class SectionCursor {
 public:
  SectionCursor(Bytes octets, bool big_endian) : cursor_(octets), big_(big_endian) {}
  std::uint16_t u16() { return big_ ? cursor_.u16() : cursor_.u16le(); }
  std::uint32_t u32() { return big_ ? cursor_.u32() : cursor_.u32le(); }
  std::uint64_t u64() {
    const std::uint64_t first = u32();
    const std::uint64_t second = u32();
    return big_ ? first << 32 | second : second << 32 | first;
  }
  Bytes take(std::size_t n) { return cursor_.take(n); }
  [[nodiscard]] bool at_end() const { return cursor_.at_end(); }
  [[nodiscard]] bool failed() const { return cursor_.failed(); }

 private:
  Cursor cursor_;
  bool big_;
};

struct TimeOptions {
  std::uint8_t resolution = 6;
  std::int64_t offset_seconds = 0;
};

std::optional<TimeOptions> read_options(SectionCursor& in, bool big_endian) {
  TimeOptions options;
  while (!in.at_end()) {
    const std::uint16_t code = in.u16();
    const std::uint16_t length = in.u16();
    const Bytes value = in.take((std::size_t{length} + 3) / 4 * 4);
    if (in.failed()) return std::nullopt;
    switch (code) {
      case kEndOfOptions:
        return options;
      case kTimeResolution:
        if (length != 1) return std::nullopt;
        options.resolution = value[0];
        break;
      case kTimeOffset:
        if (length != 8) return std::nullopt;
        options.offset_seconds = static_cast<std::int64_t>(SectionCursor(value, big_endian).u64());
        break;
      default:
        break;
    }
  }
  return options;
}

}  // namespace

std::optional<TickClock> TickClock::with(std::uint8_t resolution, std::int64_t offset_seconds) {
  const unsigned exponent = resolution & 0x7fU;
  const bool binary = (resolution & 0x80) != 0;
  if (exponent > (binary ? 63U : 19U)) return std::nullopt;
  TickClock clock;
  clock.offset_seconds_ = offset_seconds;
  clock.ticks_per_second_ = 1;
  for (unsigned i = 0; i < exponent; ++i) clock.ticks_per_second_ *= binary ? 2 : 10;
  const bool whole = offset_seconds == 0 && kSecond % clock.ticks_per_second_ == 0;
  clock.ns_per_tick_ = whole ? kSecond / static_cast<std::int64_t>(clock.ticks_per_second_) : 0;
  return clock;
}

Instant TickClock::at(std::uint64_t ticks) const {
  if (ns_per_tick_ == 0) return at_odd_rate(ticks);
  if (ticks >= static_cast<std::uint64_t>(kLatest) * ticks_per_second_) {
    return instant_from_ns(kLatest * kSecond);
  }
  return instant_from_ns(static_cast<std::int64_t>(ticks) * ns_per_tick_);
}

Instant TickClock::at_odd_rate(std::uint64_t ticks) const {
  const Wide seconds = Wide{ticks / ticks_per_second_} + offset_seconds_;
  if (seconds < kEarliest) return instant_from_ns(kEarliest * kSecond);
  if (seconds >= kLatest) return instant_from_ns(kLatest * kSecond);
  const Wide fraction = Wide{ticks % ticks_per_second_} * kSecond / ticks_per_second_;
  return instant_from_ns(static_cast<std::int64_t>(seconds * kSecond + fraction));
}

std::optional<PcapngInterface> read_pcapng_interface(Bytes body, bool big_endian) {
  SectionCursor in(body, big_endian);
  PcapngInterface interface;
  interface.link = registered_link_type(in.u16());
  in.u16();  // reserved
  interface.snap_length = in.u32();
  if (in.failed()) return std::nullopt;
  const auto options = read_options(in, big_endian);
  if (!options) return std::nullopt;
  const auto clock = TickClock::with(options->resolution, options->offset_seconds);
  if (!clock) return std::nullopt;
  interface.clock = *clock;
  return interface;
}

}  // namespace cutoffd::source
