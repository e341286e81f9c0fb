#include "capture/source/digest.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>
#include <vector>

#include "capture/source/file_source.h"

namespace cutoffd::source {
namespace {

// Odd, with about half of the bits set: fractional parts of the roots of 2, 3, 5 and 7.
constexpr std::array<std::uint64_t, 4> kMultipliers{0x6a09e667f3bcc909, 0xbb67ae8584caa73b,
                                                    0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1};
constexpr std::size_t kStride = 32;

std::uint64_t little_endian(const std::uint8_t* octets) {
  std::uint64_t word = 0;
  std::memcpy(&word, octets, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

__extension__ using Product = unsigned __int128;

// Both halves of the product: every bit of the word reaches all bits of the result.
std::uint64_t mix(std::uint64_t state, std::uint64_t word, std::uint64_t multiplier) {
  const Product product = Product{state ^ word} * multiplier;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

using Lanes = std::array<std::uint64_t, 4>;

// Four lanes, so that four multiplications are under way at once.
void stride(Lanes& lanes, const Lanes& words) {
  for (std::size_t i = 0; i < lanes.size(); ++i)
    lanes[i] = mix(lanes[i], words[i], kMultipliers[i]);
}
void stride(Lanes& lanes, const std::uint8_t* octets) {
  stride(lanes, {little_endian(octets), little_endian(octets + 8), little_endian(octets + 16),
                 little_endian(octets + 24)});
}

}  // namespace

void PacketDigest::add(const Packet& packet) {
  Lanes lanes = kMultipliers;
  stride(lanes, {static_cast<std::uint64_t>(ns_since_epoch(packet.time)), packet.wire_length,
                 packet.bytes.size(), static_cast<std::uint64_t>(packet.link)});
  Bytes rest = packet.bytes;
  for (; rest.size() >= kStride; rest = rest.subspan(kStride)) stride(lanes, rest.data());
  // The length is in the lanes already: padding cannot be mistaken for content.
  std::array<std::uint8_t, kStride> last{};
  std::copy(rest.begin(), rest.end(), last.begin());
  stride(lanes, last.data());
  for (std::size_t i = 0; i < lanes.size(); ++i)
    state_ = mix(state_ + 1, lanes[i], kMultipliers[i]);
}

Result<DigestMark, OpenError> furthest_mark(const std::string& path,
                                            std::span<const DigestMark> marks) {
  class Comparison final : public PacketHandler {
   public:
    explicit Comparison(std::span<const DigestMark> sorted) : rest_(sorted) {}
    void on_packets(std::span<const Packet> packets) override {
      for (const Packet& packet : packets) {
        if (done()) return;
        digest_.add(packet);
        for (; !done() && rest_.front().frames == packet.frame; rest_ = rest_.subspan(1)) {
          if (rest_.front().digest == digest_.value()) furthest = rest_.front();
        }
      }
    }
    [[nodiscard]] bool done() const { return rest_.empty(); }
    DigestMark furthest;

   private:
    std::span<const DigestMark> rest_;
    PacketDigest digest_;
  };

  std::vector<DigestMark> sorted(marks.begin(), marks.end());
  std::erase_if(sorted, [](const DigestMark& mark) { return mark.frames == 0; });
  std::sort(sorted.begin(), sorted.end(),
            [](const DigestMark& a, const DigestMark& b) { return a.frames < b.frames; });
  Comparison comparison(sorted);
  if (comparison.done() || !can_be_read_twice(path)) return comparison.furthest;
  auto source = open_file(path, 0);
  if (!source) return Failure{source.error()};
  ReadStatus status = ReadStatus::packets;
  while (!comparison.done() && (status == ReadStatus::packets || status == ReadStatus::idle)) {
    status = (*source)->read(comparison);
  }
  return comparison.furthest;
}

}  // namespace cutoffd::source
