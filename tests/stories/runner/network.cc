#include "tests/stories/runner/network.h"

#include <algorithm>

#include "tests/stories/runner/script.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::story {

Host& Network::declare(Host host) {
  if (find(host.name) != nullptr) throw StoryError(host.name + " is declared twice");
  return hosts_.emplace_back(std::move(host));
}

Host* Network::find(std::string_view name) {
  const auto at = std::find_if(hosts_.begin(), hosts_.end(),
                               [name](const Host& host) { return host.name == name; });
  return at == hosts_.end() ? nullptr : &*at;
}

// The latest that took the address.
Host& Network::at(const IpAddress& ip) {
  for (auto host = hosts_.rbegin(); host != hosts_.rend(); ++host) {
    if (std::count(host->ips.begin(), host->ips.end(), ip) > 0) return *host;
  }
  return hosts_.emplace_back(Host{std::string(text(ip).view()), {ip}, {}, {}, 56});
}

Host& Network::named(std::string_view name_or_ip) {
  if (Host* host = find(name_or_ip)) return *host;
  if (const auto ip = IpAddress::parse(name_or_ip)) return at(*ip);
  throw StoryError("nobody is called \"" + std::string(name_or_ip) + "\"");
}

IpAddress Network::address_of(const Host& host, bool six) {
  for (const IpAddress& ip : host.ips) {
    if (ip.is_v6() == six) return ip;
  }
  throw StoryError(host.name + " has no IPv" + (six ? "6" : "4") + " address");
}

void Network::show(const Host& from, const Octets& frame) {
  const Packet packet{frame, static_cast<std::uint32_t>(frame.size()), LinkType{1}, now, ++frames_,
                      0};
  now += step;
  const bool up = from.mac.has_value();
  if (!unseen && (up ? upward : downward)) watcher_(packet);
}

void Network::send_ether(const Host& from, const Mac& to, std::uint16_t type,
                         const Octets& payload) {
  show(from, wire::ether(to, mac_of(from), type, payload));
}

void Network::send(const Host& from, const Host& to, const Octets& ip_packet) {
  std::uint16_t type = wire::ether_type_of(ip_packet);
  Octets payload = ip_packet;
  const auto& vlans = from.vlans.empty() ? to.vlans : from.vlans;
  for (auto vlan = vlans.rbegin(); vlan != vlans.rend(); ++vlan) {
    payload = wire::vlan_tag(*vlan, type, payload);
    type = 0x8100;
  }
  const Mac source = from.mac.value_or(to.gateway.value_or(router));
  const Mac destination = to.mac.value_or(from.gateway.value_or(router));
  show(from, wire::ether(destination, source, type, payload));
}

namespace {

// As a card would fill it in later, or a careless box has left it.
Octets spoilt(Octets octets, std::size_t at) {
  octets.at(at) ^= 0x5a;
  return octets;
}

Octets spoilt_transport(const Octets& payload, std::uint8_t protocol) {
  if (protocol == 6) return spoilt(payload, 16);  // RFC 9293 section 3.1
  if (protocol == 17) return spoilt(payload, 6);  // RFC 768
  return payload;
}

}  // namespace

Octets Network::packet(const Host& from, const IpAddress& source, const IpAddress& destination,
                       std::uint8_t protocol, const Octets& right) {
  const Octets payload = wrong_checksums ? spoilt_transport(right, protocol) : right;
  if (source.is_v6()) return wire::ipv6(source, destination, protocol, payload, from.ttl);
  wire::Ipv4Fields fields;
  fields.id = next_id();
  fields.ttl = from.ttl;
  const Octets packet = wire::ipv4(source, destination, protocol, payload, fields);
  return wrong_checksums ? spoilt(packet, 10) : packet;
}

void Network::udp(const Host& from, const Host& to, const Endpoint& source,
                  const Endpoint& destination, const Octets& payload) {
  send(from, to,
       packet(from, source.ip, destination.ip, 17, wire::udp(source, destination, payload)));
}

Connection& Network::connection(const std::optional<std::string>& label) {
  for (auto at = connections.rbegin(); at != connections.rend(); ++at) {
    if (!label || at->label == *label) return *at;
  }
  throw StoryError(label ? "no connection is called \"" + *label + '"' : "nothing is open yet");
}

}  // namespace cutoffd::story
