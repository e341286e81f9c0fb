// The VLAN tags of a frame, outermost first (IEEE 802.1Q-2018 section 9.6). At most eight are kept.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cutoffd {

class VlanStack {
 public:
  static constexpr std::size_t kMax = 8;

  // False when a ninth tag is met.
  constexpr bool push(std::uint16_t vid) {
    if (count_ == kMax) return false;
    ids_[count_++] = vid;
    return true;
  }
  [[nodiscard]] constexpr std::span<const std::uint16_t> ids() const {
    return {ids_.data(), count_};
  }
  [[nodiscard]] constexpr bool empty() const { return count_ == 0; }
  friend constexpr bool operator==(const VlanStack&, const VlanStack&) = default;

 private:
  std::array<std::uint16_t, kMax> ids_{};  // 12 bits each
  std::uint8_t count_ = 0;
};

}  // namespace cutoffd
