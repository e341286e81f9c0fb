// pcap: a header of 24 octets, then records (draft-ietf-opsawg-pcap).
#include <bit>
#include <cstring>
#include <optional>

#include "capture/source/capture_format.h"

namespace cutoffd::source {
namespace {

constexpr std::size_t kHeader = 24;

// Some early writers put the two lengths of a record the wrong way round.
enum class Lengths : std::uint8_t { captured_first, wire_first, smaller_is_captured };

struct Dialect {
  bool swapped = false;            // written by a machine of the other byte order
  std::int64_t ns_per_tick = 0;    // of the fraction of a second
  std::size_t record_header = 16;  // octets
};

std::optional<Dialect> dialect_of(std::uint32_t magic, bool swapped) {
  switch (magic) {
    case 0xa1b2c3d4:
      return Dialect{swapped, 1000, 16};
    case 0xa1b23c4d:
      return Dialect{swapped, 1, 16};
    case 0xa1b2cd34:  // Kuznetzov's patches of 1999: interface, protocol and direction follow
      return Dialect{swapped, 1000, 24};
    default:
      return std::nullopt;
  }
}

class PcapFormat final : public CaptureFormat {
 public:
  PcapFormat(const Dialect& dialect, Lengths lengths, LinkType link, std::uint16_t index)
      : dialect_(dialect), lengths_(lengths), link_(link), index_(index) {}

  Walked walk(Bytes octets, std::span<Packet> out) override {
    Walked walked;
    if (!header_passed_) {
      header_passed_ = true;
      walked.octets = kHeader;
    }
    while (walked.packets < out.size()) {
      const Bytes rest = octets.subspan(walked.octets);
      if (rest.size() < dialect_.record_header) break;
      const Record record = read_record(rest);
      if (record.captured > kLongestPacket) {
        walked.damaged = true;
        claimed_ = record.captured;
        break;
      }
      if (rest.size() - dialect_.record_header < record.captured) break;
      Packet& packet = out[walked.packets++];
      packet.bytes = rest.subspan(dialect_.record_header, record.captured);
      packet.wire_length = record.wire;
      packet.link = link_;
      packet.time = record.time;
      packet.frame = ++frames_;
      packet.source = index_;
      walked.octets += dialect_.record_header + record.captured;
    }
    return walked;
  }

  [[nodiscard]] std::string fault() const override {
    return "packet " + std::to_string(frames_ + 1) + " claims " + std::to_string(claimed_) +
           " octets, more than any packet has";
  }
  [[nodiscard]] std::string cut_piece(Bytes) const override {
    return "packet " + std::to_string(frames_ + 1);
  }

 private:
  struct Record {
    Instant time;
    std::uint32_t captured;
    std::uint32_t wire;
  };

  [[nodiscard]] std::uint32_t word(Bytes octets, std::size_t at) const {
    std::uint32_t number = 0;
    std::memcpy(&number, octets.data() + at, sizeof number);
    return dialect_.swapped ? __builtin_bswap32(number) : number;
  }
  [[nodiscard]] Record read_record(Bytes octets) const {
    const std::uint32_t seconds = word(octets, 0);
    const std::uint32_t ticks = word(octets, 4);
    const std::uint32_t first = word(octets, 8);
    const std::uint32_t second = word(octets, 12);
    // Both are unsigned 32 bits: the sum cannot leave Instant's range.
    const std::int64_t ns = std::int64_t{seconds} * 1'000'000'000 + ticks * dialect_.ns_per_tick;
    const bool wire_first = lengths_ == Lengths::wire_first ||
                            (lengths_ == Lengths::smaller_is_captured && first > second);
    return wire_first ? Record{instant_from_ns(ns), second, first}
                      : Record{instant_from_ns(ns), first, second};
  }

  Dialect dialect_;
  Lengths lengths_;
  LinkType link_;
  std::uint16_t index_;
  bool header_passed_ = false;
  std::uint64_t frames_ = 0;
  std::uint32_t claimed_ = 0;
};

}  // namespace

std::unique_ptr<CaptureFormat> pcap_format(Bytes first, std::uint16_t index) {
  if (first.size() < kHeader) return nullptr;
  auto dialect = dialect_of(words<1>(first, false)[0], false);
  if (!dialect) dialect = dialect_of(words<1>(first, true)[0], true);
  if (!dialect) return nullptr;

  Cursor version(first.subspan(4, 4));
  const bool little = (std::endian::native == std::endian::little) != dialect->swapped;
  const std::uint16_t major = little ? version.u16le() : version.u16();
  const std::uint16_t minor = little ? version.u16le() : version.u16();
  // 543.0 is DG/UX tcpdump.
  if (!(major == 2 && minor <= 4) && !(major == 543 && minor == 0)) return nullptr;
  const Lengths lengths = major == 543 || minor < 3 ? Lengths::wire_first
                          : minor == 3              ? Lengths::smaller_is_captured
                                                    : Lengths::captured_first;
  // The upper six bits tell of frame check sequences, which dissectors find by IP's own length.
  const std::uint32_t link = words<1>(first.subspan(20), dialect->swapped)[0] & 0x03ffffff;
  return std::make_unique<PcapFormat>(*dialect, lengths, registered_link_type(link), index);
}

}  // namespace cutoffd::source
