#include "capture/dissect/tunnel_capwap.h"

#include "capture/dissect/tunnel.h"

namespace cutoffd::dissect {
namespace {

// A DTLS record follows the preamble and three zero octets.
bool is_dtls(Cursor in) {
  const std::uint32_t reserved = in.u24();
  const std::uint8_t type = in.u8();
  const std::uint16_t version = in.u16();
  return in.ok() && reserved == 0 && type >= 20 && type <= 25 && version >= 0xfefc;
}

}  // namespace

Next open_capwap(Walk& walk) {
  constexpr std::uint8_t kDtlsPreamble = 1;
  constexpr std::uint32_t kNative = 0x100;  // a frame of the radio, else Ethernet
  constexpr std::uint32_t kIsFragment = 0x080;
  constexpr std::uint32_t kKeepAlive = 0x008;
  constexpr std::uint32_t kReserved = 0x007;
  constexpr std::uint32_t kWifiBinding = 1;
  Cursor in(walk.rest);
  const std::uint8_t preamble = in.u8();
  if (preamble == kDtlsPreamble && is_dtls(in)) return fault(Counter::opaque_packets);
  const std::uint32_t fields = in.u24();
  const std::uint32_t fragment = in.u32();
  const std::size_t header = (fields >> 19) * 4U;
  const std::uint32_t binding = fields >> 9 & 0x1f;
  if (in.failed() || preamble != 0 || header < 8 || binding != kWifiBinding) return kPlain;
  if ((fields & (kIsFragment | kKeepAlive | kReserved)) != 0 || (fragment & 0xfff8) != 0) {
    return kPlain;
  }
  in.skip(header - 8);
  if (in.failed() || in.left() == 0) return kPlain;
  walk.guess();
  walk.rest = in.rest();
  const bool native = (fields & kNative) != 0;
  return enter_tunnel(walk, TunnelKind::capwap, 0, {native ? Layer::capwap_wifi : Layer::ethernet});
}

}  // namespace cutoffd::dissect
