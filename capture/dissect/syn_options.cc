#include "capture/dissect/syn_options.h"

namespace cutoffd::dissect {
namespace {

enum Kind : std::uint8_t { kEndOfOptions = 0, kNoOperation = 1 };

// 1 to 4; 0: not one that every system sends.
std::uint16_t place_of(std::uint8_t kind) {
  switch (kind) {
    case 2:  // maximum segment size
      return 1;
    case 3:  // window scale
      return 2;
    case 4:  // selective acknowledgements permitted
      return 3;
    case 8:  // timestamps
      return 4;
    default:
      return 0;
  }
}

}  // namespace

std::uint16_t syn_layout(Bytes options) {
  constexpr unsigned kBits = 3;
  constexpr std::uint16_t kLeast = 1U << (2 * kBits);  // with three of them
  Cursor in(options);
  std::uint16_t layout = 0;
  unsigned seen = 0;
  while (in.left() > 0) {
    const std::uint8_t kind = in.u8();
    if (kind == kEndOfOptions) break;
    if (kind == kNoOperation) continue;
    const std::size_t length = in.u8();
    if (in.failed() || length < 2) return 0;
    in.skip(length - 2);
    if (in.failed()) return 0;
    const std::uint16_t place = place_of(kind);
    if (place == 0) continue;
    if ((seen >> place & 1U) != 0) return 0;
    seen |= 1U << place;
    layout = static_cast<std::uint16_t>(layout << kBits | place);
  }
  return layout < kLeast ? 0 : layout;
}

}  // namespace cutoffd::dissect
