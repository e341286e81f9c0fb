// pcapng: blocks, each framed by its length (draft-ietf-opsawg-pcapng).
//
// Sections of either byte order, interfaces each with its own link type and clock, enhanced, simple
// and obsolete packet blocks; every other block is skipped, however long.
#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

#include "capture/source/capture_format.h"
#include "capture/source/octet_window.h"
#include "capture/source/pcapng_interface.h"

namespace cutoffd::source {
namespace {

enum BlockType : std::uint32_t {
  kInterface = 1,
  kObsoletePacket = 2,
  kSimplePacket = 3,
  kEnhancedPacket = 6,
  kSection = 0x0a0d0d0a,  // reads the same in both byte orders
};

constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::size_t kFrame = 12;  // type and length before a block's body, the length again after
constexpr std::size_t kSectionBody = 16;        // byte order, version, the section's length
constexpr std::size_t kMaxInterfaces = 65'536;  // a bound of ours; captures have a handful

bool is_packet(std::uint32_t type) {
  return type == kEnhancedPacket || type == kSimplePacket || type == kObsoletePacket;
}
bool is_read(std::uint32_t type) {
  return is_packet(type) || type == kInterface || type == kSection;
}

class PcapngFormat final : public CaptureFormat {
 public:
  explicit PcapngFormat(std::uint16_t index) : index_(index) {}

  Walked walk(Bytes octets, std::span<Packet> out) override {
    Walked walked;
    fault_ = nullptr;
    // A block that is skipped may end behind the octets.
    while (walked.packets < out.size() && walked.octets <= octets.size()) {
      const Bytes rest = octets.subspan(static_cast<std::size_t>(walked.octets));
      if (rest.size() < kFrame || !read_byte_order(rest)) break;
      const auto [type, length] = words<2>(rest, swapped_);
      if (!plausible(type, length)) break;
      if (is_read(type)) {
        if (rest.size() < length) break;
        Packet& packet = out[walked.packets];
        if (!read_block(type, rest.first(length), packet)) break;
        if (is_packet(type)) ++walked.packets;
      }
      walked.octets += length;
    }
    walked.damaged = fault_ != nullptr;
    return walked;
  }

  [[nodiscard]] std::string fault() const override { return std::string(fault_) + ", " + behind(); }
  [[nodiscard]] std::string cut_piece(Bytes rest) const override {
    if (rest.size() >= 4 && is_packet(words<1>(rest, swapped_)[0])) {
      return "packet " + std::to_string(frames_ + 1);
    }
    return "a block " + behind();
  }

 private:
  [[nodiscard]] std::string behind() const {
    return frames_ == 0 ? "before the first packet" : "behind packet " + std::to_string(frames_);
  }
  bool damaged(const char* fault) {
    fault_ = fault;
    return false;
  }

  // A section says its byte order before its own length can be read.
  bool read_byte_order(Bytes block) {
    if (words<1>(block, false)[0] != kSection) return true;
    const std::uint32_t magic = words<1>(block.subspan(8), false)[0];
    if (magic != kByteOrderMagic && magic != __builtin_bswap32(kByteOrderMagic)) {
      return damaged("a section without a byte order");
    }
    swapped_ = magic != kByteOrderMagic;
    return true;
  }

  bool plausible(std::uint32_t type, std::uint32_t length) {
    // libpcap reads on behind a section of any length, and so do we.
    const bool even = length % 4 == 0 || type == kSection;
    if (length < kFrame || !even) return damaged("a block of an impossible length");
    if (is_read(type) && length > OctetWindow::kLongestRecord) {
      return damaged("a block longer than any such block has reason to be");
    }
    return true;
  }

  bool read_block(std::uint32_t type, Bytes block, Packet& packet) {
    // Where only a section's own second length is wrong, libpcap reads on, and so do we.
    if (type != kSection && words<1>(block.last(4), swapped_)[0] != block.size()) {
      return damaged("a block whose two lengths differ");
    }
    const Bytes body = block.subspan(8, block.size() - kFrame);
    switch (type) {
      case kEnhancedPacket:
        return enhanced_packet(body, packet);
      case kSimplePacket:
        return simple_packet(body, packet);
      case kObsoletePacket:
        return obsolete_packet(body, packet);
      case kInterface:
        return interface(body);
      default:
        return section(body);
    }
  }

  bool section(Bytes body) {
    if (body.size() < kSectionBody) return damaged("a section header cut short");
    Cursor version(body.subspan(4));
    if ((big_endian() ? version.u16() : version.u16le()) != 1) {
      return damaged("a section of an unknown version of pcapng");
    }
    interfaces_.clear();
    return true;
  }

  bool interface(Bytes body) {
    if (interfaces_.size() == kMaxInterfaces) return damaged("more interfaces than are kept");
    const auto read = read_pcapng_interface(body, big_endian());
    if (!read) return damaged("an interface description that contradicts itself");
    interfaces_.push_back(*read);
    return true;
  }

  bool enhanced_packet(Bytes body, Packet& packet) {
    constexpr std::size_t kFixed = 20;
    if (body.size() < kFixed) return damaged("a packet block cut short");
    const auto [interface, high, low, captured, wire] = words<5>(body, swapped_);
    return timed_packet(interface, std::uint64_t{high} << 32 | low, captured, wire,
                        body.subspan(kFixed), packet);
  }

  // The enhanced block's forerunner: 16 bits for the interface, 16 for packets dropped.
  bool obsolete_packet(Bytes body, Packet& packet) {
    constexpr std::size_t kFixed = 20;
    if (body.size() < kFixed) return damaged("a packet block cut short");
    Cursor in(body);
    const std::uint32_t interface = big_endian() ? in.u16() : in.u16le();
    const auto [high, low, captured, wire] = words<4>(body.subspan(4), swapped_);
    return timed_packet(interface, std::uint64_t{high} << 32 | low, captured, wire,
                        body.subspan(kFixed), packet);
  }

  bool timed_packet(std::uint32_t interface, std::uint64_t ticks, std::uint32_t captured,
                    std::uint32_t wire, Bytes data, Packet& packet) {
    if (interface >= interfaces_.size()) return damaged("a packet of an interface never described");
    if (captured > std::min<std::size_t>(data.size(), kLongestPacket)) {
      return damaged("a packet longer than its block");
    }
    const PcapngInterface& on = interfaces_[interface];
    last_time_ = on.clock.at(ticks);
    packet = {data.first(captured), wire, on.link, last_time_, ++frames_, index_};
    return true;
  }

  // No time and no captured length of its own: it is cut at the first interface's snap length, and
  // the packet before it is the best clock there is.
  bool simple_packet(Bytes body, Packet& packet) {
    constexpr std::size_t kFixed = 4;
    if (body.size() < kFixed) return damaged("a packet block cut short");
    if (interfaces_.empty()) return damaged("a packet of an interface never described");
    const PcapngInterface& on = interfaces_.front();
    const std::uint32_t wire = words<1>(body, swapped_)[0];
    const std::uint32_t captured = on.snap_length == 0 ? wire : std::min(wire, on.snap_length);
    const Bytes data = body.subspan(kFixed);
    if (captured > std::min<std::size_t>(data.size(), kLongestPacket)) {
      return damaged("a packet longer than its block");
    }
    packet = {data.first(captured), wire, on.link, last_time_, ++frames_, index_};
    return true;
  }

  [[nodiscard]] bool big_endian() const {
    return (std::endian::native == std::endian::big) != swapped_;
  }

  std::uint16_t index_;
  bool swapped_ = false;
  std::vector<PcapngInterface> interfaces_;  // of this section
  std::uint64_t frames_ = 0;
  Instant last_time_{};
  const char* fault_ = nullptr;
};

}  // namespace

std::unique_ptr<CaptureFormat> pcapng_format(Bytes first, std::uint16_t index) {
  constexpr std::size_t kSeen = 12;
  if (first.size() < kSeen || words<1>(first, false)[0] != kSection) return nullptr;
  const std::uint32_t magic = words<1>(first.subspan(8), false)[0];
  if (magic != kByteOrderMagic && magic != __builtin_bswap32(kByteOrderMagic)) return nullptr;
  return std::make_unique<PcapngFormat>(index);
}

}  // namespace cutoffd::source
