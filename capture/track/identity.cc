#include "capture/track/identity.h"

#include "capture/dissect/nbns.h"
#include "capture/dissect/ndp.h"

namespace cutoffd::track {

using dissect::Answer;
using dissect::NbnsMessage;

namespace {

InlineText<64> hex(Bytes octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  InlineText<64> out;
  if (octets.size() > 32) return out;
  for (const std::uint8_t octet : octets) {
    out.append(kDigits[octet >> 4]);
    out.append(kDigits[octet & 15]);
  }
  return out;
}

}  // namespace

Identity::Identity(Teller& teller, Bindings& bindings, const HashKey& key)
    : teller_(teller), bindings_(bindings), key_(key), claims_(kClaims) {}

void Identity::on_arp(const Sight& sight, const dissect::ArpMessage& arp) {
  // A probe asks with no address of its own yet (RFC 5227 section 2.1.1).
  if (arp.sender_ip.is_unspecified() || arp.sender_mac.is_zero() || arp.sender_mac.is_group()) {
    return;
  }
  tell(sight, Binding::Source::arp, arp.sender_ip, arp.sender_mac);
}

void Identity::on_icmp(const Sight& sight) {
  const auto binding = dissect::ndp_binding(sight.frame);
  if (binding) tell(sight, Binding::Source::ndp, binding->ip, binding->mac);
}

bool Identity::on_dhcp4(const Sight& sight) {
  dissect::Dhcp4Message message;
  const Answer answer = dissect::read_dhcp4(sight.frame.payload, message);
  if (answer != Answer::certain || !message.client_mac) return answer != Answer::not_mine;
  const std::uint64_t client =
      KeyedHash(key_).add(std::uint64_t{4}).add(Bytes(message.client_mac->octets)).finish();
  // A server's echo of the name is the client's claim too.
  const Claim& claim = remember(client, message.client_mac, message.name(), message.client_id);
  if (const auto ip = message.bound_ip()) {
    tell_lease(sight, Binding::Source::dhcp4, *ip, message.client_mac, claim, message.lease);
  }
  return true;
}

bool Identity::on_dhcp6(const Sight& sight) {
  dissect::Dhcp6Message message;
  const Answer answer = dissect::read_dhcp6(sight.frame.payload, message);
  if (answer != Answer::certain || message.client_duid.empty()) return answer != Answer::not_mine;
  const std::uint64_t client =
      KeyedHash(key_).add(std::uint64_t{6}).add(message.client_duid).finish();
  const Claim& claim =
      remember(client, message.client_mac, message.fqdn.view(), message.client_duid);
  for (const IpAddress& ip : message.bound_ips()) {
    tell_lease(sight, Binding::Source::dhcp6, ip, claim.mac, claim, 0);
  }
  return true;
}

const Identity::Claim& Identity::remember(std::uint64_t client, const std::optional<Mac>& mac,
                                          std::string_view name, Bytes id) {
  Claim& claim = claims_[client % kClaims];
  if (claim.client != client) claim = Claim{client, std::nullopt, {}, {}};
  if (mac) claim.mac = mac;
  if (!name.empty()) claim.name = dissect::HostText(name);
  if (!id.empty()) claim.id = hex(id);
  return claim;
}

void Identity::on_netbios(const Sight& sight) {
  NbnsMessage message;
  if (dissect::parse_nbns(sight.frame.payload, message) != Answer::certain) return;
  if (message.name.empty()) return;
  const bool node_status_question = message.node_status && !message.response;
  if (!node_status_question) {
    Observation observation = Teller::about(sight, ObservationKind::nbns, !message.response);
    const bool domain = DomainName::from_text(message.name.view()).has_value();
    observation.name = {message.name.view(), domain ? NameForm::domain : NameForm::odd};
    teller_.tell(observation);
  }
  const bool claims = message.opcode == NbnsMessage::Opcode::registration ||
                      message.opcode == NbnsMessage::Opcode::refresh || message.response;
  const bool host = message.suffix == 0x00 || message.suffix == 0x20;  // workstation, file server
  if (!claims || message.group || !host || message.rcode != 0) return;
  if (message.node_status) {
    tell(sight, Binding::Source::nbns, sight.frame.source, message.unit_id, message.name.view());
  } else if (message.address) {
    tell(sight, Binding::Source::nbns, *message.address, std::nullopt, message.name.view());
  }
}

void Identity::on_copy(const Sight& sight, const Mac& sender) {
  tell(sight, Binding::Source::mirror, sight.frame.source, sender);
}

void Identity::tell_lease(const Sight& sight, Binding::Source source, const IpAddress& ip,
                          const std::optional<Mac>& mac, const Claim& claim,
                          std::uint32_t seconds) {
  Binding binding;
  binding.time = sight.now;
  binding.ip = ip;
  binding.mac = mac;
  binding.source = source;
  binding.hostname = InlineText<253>(claim.name.view());
  binding.client_id = claim.id;
  binding.lease = seconds;
  binding.vlans = sight.frame.vlans;
  bindings_.tell(binding);
}

void Identity::tell(const Sight& sight, Binding::Source source, const IpAddress& ip,
                    const std::optional<Mac>& mac, std::string_view hostname) {
  Binding binding;
  binding.time = sight.now;
  binding.ip = ip;
  binding.mac = mac;
  binding.source = source;
  binding.hostname = InlineText<253>(hostname);
  binding.vlans = sight.frame.vlans;
  bindings_.tell(binding);
}

}  // namespace cutoffd::track
