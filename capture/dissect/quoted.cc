#include "capture/dissect/quoted.h"

#include "capture/dissect/ip.h"
#include "capture/dissect/ip_protocols.h"

namespace cutoffd::dissect {
namespace {

constexpr unsigned kMaxQuotedHeaders = 16;

constexpr std::uint8_t kUnreachable4 = 3;
constexpr std::uint8_t kFragmentationNeeded = 4;
constexpr std::uint8_t kUnreachable6 = 1;

bool is_error(const Frame& frame, std::uint8_t type) {
  if (frame.source.is_v6()) return type >= 1 && type <= 4;
  return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

// Ports stand at the same place in TCP and UDP.
std::optional<QuotedFlow> with_ports(QuotedFlow flow, Cursor in, bool first_fragment) {
  const bool has_ports = first_fragment && (flow.protocol == kTcp || flow.protocol == kUdp);
  if (!has_ports) return flow;
  flow.source_port = Port{in.u16()};
  flow.destination_port = Port{in.u16()};
  return in.ok() ? std::optional(flow) : std::nullopt;
}

std::optional<QuotedFlow> quoted_ipv4(Cursor in) {
  const std::size_t header = (in.u8() & 0x0fU) * 4U;
  in.skip(5);
  const std::uint16_t fragment = in.u16();
  in.skip(1);
  QuotedFlow flow;
  flow.protocol = in.u8();
  in.skip(2);
  flow.source = IpAddress::v4(in.u32());
  flow.destination = IpAddress::v4(in.u32());
  if (in.failed() || header < 20) return std::nullopt;
  in.skip(header - 20);
  return with_ports(flow, in, (fragment & 0x1fff) == 0);
}

std::optional<QuotedFlow> quoted_ipv6(Cursor in) {
  in.skip(6);
  QuotedFlow flow;
  flow.protocol = in.u8();
  in.skip(1);
  const Bytes source = in.take(16);
  const Bytes destination = in.take(16);
  if (in.failed()) return std::nullopt;
  flow.source = IpAddress::from(source);
  flow.destination = IpAddress::from(destination);
  bool first_fragment = true;
  for (unsigned headers = 0; headers < kMaxQuotedHeaders && in.ok(); ++headers) {
    const std::uint8_t kind = flow.protocol;
    if (kind != kFragment && kind != kAuthentication && !is_plain_extension(kind)) {
      return with_ports(flow, in, first_fragment);
    }
    flow.protocol = in.u8();
    const std::size_t length = in.u8();
    if (kind == kFragment) {
      first_fragment = first_fragment && (in.u16() & 0xfff8) == 0;
      in.skip(4);
      if (!first_fragment) return in.ok() ? std::optional(flow) : std::nullopt;
    } else {
      in.skip(kind == kAuthentication ? length * 4 + 6 : length * 8 + 6);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<QuotedFlow> quoted_flow(const Frame& frame) {
  const auto* icmp = std::get_if<IcmpMessage>(&frame.transport);
  if (icmp == nullptr || !is_error(frame, icmp->type)) return std::nullopt;
  Cursor in(frame.payload);
  in.skip(4);  // unused, or what is peculiar to the error
  if (in.failed() || in.left() == 0) return std::nullopt;
  const unsigned version = in.rest()[0] >> 4;
  if (version != (frame.source.is_v6() ? 6U : 4U)) return std::nullopt;
  return version == 6 ? quoted_ipv6(in) : quoted_ipv4(in);
}

bool is_unreachable(const Frame& frame) {
  const auto* icmp = std::get_if<IcmpMessage>(&frame.transport);
  if (icmp == nullptr) return false;
  if (frame.source.is_v6()) return icmp->type == kUnreachable6;
  return icmp->type == kUnreachable4 && icmp->code != kFragmentationNeeded;
}

}  // namespace cutoffd::dissect
