#include "capture/dissect/ndp.h"

namespace cutoffd::dissect {
namespace {

enum Type : std::uint8_t {
  kRouterSolicitation = 133,
  kRouterAdvertisement = 134,
  kNeighbourSolicitation = 135,
  kNeighbourAdvertisement = 136,
  kRedirect = 137,
};
enum NdpOption : std::uint8_t { kSourceLinkLayer = 1, kTargetLinkLayer = 2 };

// The MAC in the option of this kind. Every option must hold, or the message is not valid.
std::optional<Mac> link_layer_option(Cursor options, std::uint8_t wanted) {
  std::optional<Mac> found;
  while (options.left() > 0) {
    const std::uint8_t kind = options.u8();
    const std::size_t length = options.u8() * std::size_t{8};
    if (length == 0) return std::nullopt;
    const Bytes value = options.take(length - 2);
    if (options.failed()) return std::nullopt;
    if (kind == wanted && value.size() == 6) found = Mac::from(value);
  }
  return found;
}

std::optional<AddressBinding> bind(const IpAddress& ip, Cursor options, std::uint8_t wanted) {
  if (options.failed() || ip.is_unspecified() || ip.is_multicast()) return std::nullopt;
  const auto mac = link_layer_option(options, wanted);
  if (!mac || mac->is_zero() || mac->is_group()) return std::nullopt;
  return AddressBinding{ip, *mac};
}

}  // namespace

std::optional<AddressBinding> ndp_binding(const Frame& frame) {
  constexpr std::uint8_t kFromThisLink = 255;
  const auto* icmp = std::get_if<IcmpMessage>(&frame.transport);
  if (icmp == nullptr || !frame.source.is_v6() || icmp->code != 0) return std::nullopt;
  if (frame.ttl != kFromThisLink || frame.payload_cut != 0) return std::nullopt;
  Cursor in(frame.payload);
  switch (icmp->type) {
    case kRouterSolicitation:
      in.skip(4);
      return bind(frame.source, in, kSourceLinkLayer);
    case kRouterAdvertisement:
      in.skip(12);
      return bind(frame.source, in, kSourceLinkLayer);
    case kNeighbourSolicitation:
      in.skip(20);
      return bind(frame.source, in, kSourceLinkLayer);
    case kNeighbourAdvertisement:
    case kRedirect: {
      in.skip(4);
      const Bytes target = in.take(16);
      if (in.failed()) return std::nullopt;
      if (icmp->type == kRedirect) in.skip(16);  // the destination that it is about
      return bind(IpAddress::from(target), in, kTargetLinkLayer);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace cutoffd::dissect
