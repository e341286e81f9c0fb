#include "capture/dissect/dhcp.h"
#include "capture/dissect/dhcp_names.h"

namespace cutoffd::dissect {
namespace {

enum Dhcp6Option : std::uint16_t {
  kClientId6 = 1,
  kNonTemporary = 3,  // IA_NA
  kTemporary = 4,     // IA_TA
  kAddress = 5,
  kRelayMessage = 9,
  kFqdn6 = 39,
  kClientLinkLayer = 79,
};
constexpr unsigned kMaxRelays = 8;  // RFC 8415 section 7.6: HOP_COUNT_LIMIT

// DUIDs that hold a link-layer address: with a time, or by itself (RFC 8415 sections 11.2, 11.4).
std::optional<Mac> mac_of_duid(Bytes duid) {
  constexpr std::uint16_t kWithTime = 1;
  constexpr std::uint16_t kByItself = 3;
  constexpr std::uint16_t kEthernet = 1;
  Cursor in(duid);
  const std::uint16_t kind = in.u16();
  const std::uint16_t hardware = in.u16();
  if (kind == kWithTime) in.skip(4);
  const Bytes address = in.take(6);
  const bool holds = (kind == kWithTime || kind == kByItself) && hardware == kEthernet;
  if (!holds || !in.at_end()) return std::nullopt;
  return Mac::from(address);
}

// RFC 6939 section 4.
std::optional<Mac> mac_from_relay(Cursor value) {
  constexpr std::uint16_t kEthernet = 1;
  const std::uint16_t hardware = value.u16();
  const Bytes address = value.take(6);
  if (!value.at_end() || hardware != kEthernet) return std::nullopt;
  return Mac::from(address);
}

// Splits off one option. A failure stays with `in`.
struct OptionValue {
  std::uint16_t kind = 0;
  Cursor value;
};
OptionValue next_option(Cursor& in) {
  const std::uint16_t kind = in.u16();
  return {kind, in.block16()};
}

// The addresses of an identity association; what was withdrawn has a valid lifetime of 0.
bool read_association(Dhcp6Message& message, Cursor in, std::size_t header) {
  in.skip(header);
  while (in.left() > 0) {
    OptionValue option = next_option(in);
    if (option.kind != kAddress) continue;
    const Bytes address = option.value.take(16);
    option.value.skip(4);
    const std::uint32_t valid_lifetime = option.value.u32();
    if (option.value.failed()) return false;
    if (valid_lifetime == 0 || message.address_count == Dhcp6Message::kMaxAddresses) continue;
    message.addresses[message.address_count++] = IpAddress::from(address);
  }
  return in.ok();
}

bool read_option(Dhcp6Message& message, OptionValue option) {
  switch (option.kind) {
    case kClientId6:
      message.client_duid = option.value.rest();
      if (!message.mac_from_relay) message.client_mac = mac_of_duid(message.client_duid);
      return true;
    case kNonTemporary:
      return read_association(message, option.value, 12);
    case kTemporary:
      return read_association(message, option.value, 4);
    case kFqdn6:
      option.value.skip(1);
      message.fqdn = host_labels(option.value.rest());
      return option.value.ok();
    default:
      return true;
  }
}

bool is_relay(Dhcp6Message::Type type) {
  return type == Dhcp6Message::Type::relay_forward || type == Dhcp6Message::Type::relay_reply;
}

// The message inside a relay's; `in` then stands at it.
Answer unwrap(Dhcp6Message& message, Cursor& in) {
  in.skip(1 + 16 + 16);  // hop count, link address, peer address
  std::optional<Cursor> inside;
  while (in.left() > 0) {
    const OptionValue option = next_option(in);
    if (in.failed()) return Answer::unsure;
    if (option.kind == kRelayMessage) inside = option.value;
    if (option.kind != kClientLinkLayer) continue;
    // The relay nearest to the client is the innermost: its word is read last and stays.
    if (const auto mac = mac_from_relay(option.value)) {
      message.client_mac = mac;
      message.mac_from_relay = true;
    }
  }
  if (in.failed() || !inside) return Answer::unsure;
  in = *inside;
  return Answer::certain;
}

}  // namespace

std::span<const IpAddress> Dhcp6Message::bound_ips() const {
  if (type != Type::reply) return {};
  return {addresses.data(), address_count};
}

Answer read_dhcp6(Bytes payload, Dhcp6Message& message) {
  constexpr std::uint8_t kLastType = 13;
  message = Dhcp6Message{};
  Cursor in(payload);
  for (unsigned relays = 0; relays <= kMaxRelays; ++relays) {
    const std::uint8_t type = in.u8();
    if (in.failed()) return Answer::unsure;
    if (type == 0 || type > kLastType) return relays == 0 ? Answer::not_mine : Answer::fault;
    message.type = Dhcp6Message::Type{type};
    if (is_relay(message.type)) {
      if (const Answer answer = unwrap(message, in); answer != Answer::certain) return answer;
      continue;
    }
    in.skip(3);  // transaction
    while (in.left() > 0) {
      const OptionValue option = next_option(in);
      if (in.failed()) return Answer::unsure;
      if (!read_option(message, option)) return Answer::fault;
    }
    return in.failed() ? Answer::unsure : Answer::certain;
  }
  return Answer::fault;
}

}  // namespace cutoffd::dissect
