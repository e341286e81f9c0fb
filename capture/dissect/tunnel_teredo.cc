#include "capture/dissect/tunnel_teredo.h"

#include "capture/dissect/ip.h"
#include "capture/dissect/ip_protocols.h"
#include "capture/dissect/tunnel.h"

namespace cutoffd::dissect {
namespace {

constexpr std::uint32_t kTeredoPrefix = 0x20010000;     // RFC 4380 section 2.6
constexpr std::uint32_t kLinkLocalPrefix = 0xfe800000;  // of the talk with the server

// The authentication and origin indications that may stand before the packet (section 5.1.1).
bool skip_indications(Cursor& in) {
  Cursor ahead = in;
  if (ahead.u16() == 1) {
    const std::size_t id_length = ahead.u8();
    const std::size_t value_length = ahead.u8();
    ahead.skip(id_length + value_length + 9);  // a nonce and a confirmation
    if (ahead.failed()) return false;
    in = ahead;
  }
  ahead = in;
  if (ahead.u16() == 0) {
    ahead.skip(6);
    if (ahead.failed()) return false;
    in = ahead;
  }
  return true;
}

struct Look {
  bool ipv6 = false;            // version 6, and a length that fits
  bool exact = false;           // nothing behind it
  bool teredo_address = false;  // one of the addresses is of Teredo
  bool usual = false;           // addresses in use, and a next header that is known
};

// Global, unique local and link-local addresses (RFC 4291, 4193); as a destination multicast too.
bool in_use(std::uint32_t first_four, bool as_destination) {
  const std::uint32_t first = first_four >> 24;
  if (first >> 5 == 1 || first >> 1 == 0xfc >> 1) return true;
  return first_four >> 22 == kLinkLocalPrefix >> 22 || (as_destination && first == 0xff);
}

bool is_known_next_header(std::uint8_t next_header) {
  switch (next_header) {
    case 4:
    case 6:
    case 17:
    case 41:
    case 44:
    case 47:
    case 51:
    case 58:
    case 59:
      return true;
    default:
      return is_plain_extension(next_header);
  }
}

Look look_at(Bytes packet, std::uint32_t cut) {
  Cursor in(packet);
  const std::uint32_t first = in.u32();
  const std::size_t length = in.u16();
  const std::uint8_t next_header = in.u8();
  in.skip(1);
  const std::uint32_t source = in.u32();
  in.skip(12);
  const std::uint32_t destination = in.u32();
  in.skip(12);
  if (in.failed()) return {};
  const std::size_t left = in.left() + cut;
  return {.ipv6 = first >> 28 == 6 && length <= left,
          .exact = length == left,
          .teredo_address = source == kTeredoPrefix || destination == kTeredoPrefix,
          .usual = in_use(source, false) && in_use(destination, true) &&
                   is_known_next_header(next_header)};
}

Next enter(Walk& walk, Bytes packet, TunnelKind kind) {
  walk.guess();
  walk.rest = packet;
  return enter_tunnel(walk, kind, 0, {Layer::ipv6});
}

}  // namespace

Next open_teredo(Walk& walk) {
  Cursor in(walk.rest);
  if (!skip_indications(in)) return kPlain;
  const Look look = look_at(in.rest(), walk.cut);
  if (!look.ipv6) return kPlain;
  // Trailers may follow (RFC 6081), but then an address must be Teredo's.
  const bool sure = look.teredo_address || (look.exact && look.usual);
  return sure ? enter(walk, in.rest(), TunnelKind::teredo) : kPlain;
}

Next open_teredo_on_any_port(Walk& walk) {
  if (walk.rest[0] >> 4 != 6) return kPlain;
  const Look look = look_at(walk.rest, walk.cut);
  const bool sure = look.ipv6 && look.exact && look.teredo_address;
  return sure ? enter(walk, walk.rest, TunnelKind::teredo) : kPlain;
}

Next open_ayiya(Walk& walk) {
  constexpr std::uint8_t kForward = 1;
  Cursor in(walk.rest);
  const std::size_t identity = std::size_t{1} << (in.u8() >> 4);
  const std::size_t signature = (in.u8() >> 4) * std::size_t{4};
  const std::uint8_t operation = in.u8() & 0x0f;
  const std::uint8_t next_header = in.u8();
  in.skip(4 + identity + signature);  // the time, and both
  if (in.failed() || operation != kForward || next_header != kIpv6InIp) return kPlain;
  const Look look = look_at(in.rest(), walk.cut);
  return look.ipv6 && look.exact ? enter(walk, in.rest(), TunnelKind::ayiya) : kPlain;
}

}  // namespace cutoffd::dissect
