#include "tests/support/frame_builder.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "core/vlan.h"

namespace cutoffd::wire {
namespace {

template <typename T>
T must(const std::optional<T>& value, std::string_view text) {
  if (!value) {
    std::cerr << "not an address: " << text << '\n';
    std::abort();
  }
  return *value;
}

// RFC 1071.
std::uint16_t checksum(Bytes bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += i % 2 == 0 ? std::uint64_t{bytes[i]} << 8 : bytes[i];
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

void put16(Octets& out, std::size_t offset, std::uint16_t value) {
  out[offset] = static_cast<std::uint8_t>(value >> 8);
  out[offset + 1] = static_cast<std::uint8_t>(value & 0xff);
}

// RFC 9293 section 3.1, RFC 8200 section 8.1.
std::uint16_t transport_checksum(const IpAddress& from, const IpAddress& to, std::uint8_t protocol,
                                 Bytes segment) {
  const Octets covered = OctetWriter()
                             .bytes(from.octets())
                             .bytes(to.octets())
                             .u32(segment.size())
                             .u32(protocol)
                             .bytes(segment)
                             .take();
  return checksum(covered);
}

Octets padded_to_four(Octets options) {
  options.resize((options.size() + 3) / 4 * 4);
  return options;
}

}  // namespace

IpAddress ip_of(std::string_view text) { return must(IpAddress::parse(text), text); }
Endpoint at(std::string_view ip, std::uint16_t port) { return {ip_of(ip), Port{port}}; }
Mac mac_of(std::string_view text) { return must(parse_mac(text), text); }

Octets tcp(const Endpoint& from, const Endpoint& to, const TcpFields& fields, Bytes payload) {
  const Octets options = padded_to_four(fields.options);
  const unsigned flags = (fields.fin ? 1U : 0U) | (fields.syn ? 2U : 0U) | (fields.rst ? 4U : 0U) |
                         (fields.ack ? 16U : 0U);
  Octets out = OctetWriter()
                   .u16(number(from.port))
                   .u16(number(to.port))
                   .u32(fields.sequence)
                   .u32(fields.acknowledgement)
                   .u8((5 + options.size() / 4) << 4)
                   .u8(flags)
                   .u16(0xfaf0)  // window
                   .u16(0)       // checksum, below
                   .u16(0)       // urgent pointer
                   .bytes(options)
                   .bytes(payload)
                   .take();
  put16(out, 16, transport_checksum(from.ip, to.ip, 6, out));
  return out;
}

Octets udp(const Endpoint& from, const Endpoint& to, Bytes payload) {
  Octets out = OctetWriter()
                   .u16(number(from.port))
                   .u16(number(to.port))
                   .u16(8 + payload.size())
                   .u16(0)
                   .bytes(payload)
                   .take();
  const std::uint16_t sum = transport_checksum(from.ip, to.ip, 17, out);
  put16(out, 6, sum == 0 ? 0xffff : sum);  // RFC 768: zero means that there is none
  return out;
}

Octets icmp(const IpAddress& from, const IpAddress& to, std::uint8_t type, std::uint8_t code,
            Bytes body) {
  Octets out = OctetWriter().u8(type).u8(code).u16(0).bytes(body).take();
  put16(out, 2, from.is_v4() ? checksum(out) : transport_checksum(from, to, 58, out));
  return out;
}

Octets ipv4(const IpAddress& from, const IpAddress& to, std::uint8_t protocol, Bytes payload,
            const Ipv4Fields& fields) {
  const Octets options = padded_to_four(fields.options);
  const std::size_t header = 20 + options.size();
  Octets out = OctetWriter()
                   .u8(0x40 | header / 4)
                   .u8(0)
                   .u16(header + payload.size())
                   .u16(fields.id)
                   .u16((fields.more_fragments ? 0x2000U : 0U) | fields.fragment_offset / 8U)
                   .u8(fields.ttl)
                   .u8(protocol)
                   .u16(0)
                   .bytes(from.octets())
                   .bytes(to.octets())
                   .bytes(options)
                   .take();
  put16(out, 10, checksum(out));
  out.insert(out.end(), payload.begin(), payload.end());
  return out;
}

Octets ipv6(const IpAddress& from, const IpAddress& to, std::uint8_t next_header, Bytes payload,
            std::uint8_t hop_limit) {
  return OctetWriter()
      .u32(0x60012345)  // traffic class 0, a flow label
      .u16(payload.size())
      .u8(next_header)
      .u8(hop_limit)
      .bytes(from.octets())
      .bytes(to.octets())
      .bytes(payload)
      .take();
}

Octets ip(const IpAddress& from, const IpAddress& to, std::uint8_t protocol, Bytes payload) {
  return from.is_v4() ? ipv4(from, to, protocol, payload) : ipv6(from, to, protocol, payload);
}

Octets tcp_packet(const Endpoint& from, const Endpoint& to, const TcpFields& fields,
                  Bytes payload) {
  return ip(from.ip, to.ip, 6, tcp(from, to, fields, payload));
}

Octets udp_packet(const Endpoint& from, const Endpoint& to, Bytes payload) {
  return ip(from.ip, to.ip, 17, udp(from, to, payload));
}

std::vector<Octets> fragments(Bytes ip_packet, std::size_t piece, std::uint32_t id) {
  const bool four = ip_packet[0] >> 4 == 4;
  const std::size_t header = four ? (ip_packet[0] & 15U) * 4U : 40;
  const Bytes payload = ip_packet.subspan(header);
  const Bytes addresses = four ? ip_packet.subspan(12, 8) : ip_packet.subspan(8, 32);
  const IpAddress from = IpAddress::from(addresses.first(addresses.size() / 2));
  const IpAddress to = IpAddress::from(addresses.subspan(addresses.size() / 2));
  std::vector<Octets> out;
  for (std::size_t offset = 0; offset < payload.size(); offset += piece) {
    const Bytes part = payload.subspan(offset, std::min(piece, payload.size() - offset));
    const bool more = offset + part.size() < payload.size();
    if (four) {
      out.push_back(ipv4(from, to, ip_packet[9], part,
                         {.id = static_cast<std::uint16_t>(id),
                          .ttl = ip_packet[8],
                          .more_fragments = more,
                          .fragment_offset = static_cast<std::uint16_t>(offset)}));
      continue;
    }
    const Octets with_header = OctetWriter()
                                   .u8(ip_packet[6])
                                   .u8(0)
                                   .u16(offset | (more ? 1U : 0U))
                                   .u32(id)
                                   .bytes(part)
                                   .take();
    out.push_back(ipv6(from, to, 44, with_header, ip_packet[7]));
  }
  return out;
}

Octets ether(const Mac& destination, const Mac& source, std::uint16_t type, Bytes payload) {
  return OctetWriter()
      .bytes(destination.octets)
      .bytes(source.octets)
      .u16(type)
      .bytes(payload)
      .take();
}

Octets vlan_tag(std::uint16_t vid, std::uint16_t next_type, Bytes payload) {
  return OctetWriter().u16(vid).u16(next_type).bytes(payload).take();
}

Octets arp(bool reply, const Mac& sender_mac, const IpAddress& sender_ip, const Mac& target_mac,
           const IpAddress& target_ip) {
  return OctetWriter()
      .u16(1)       // Ethernet
      .u16(0x0800)  // IPv4
      .u8(6)
      .u8(4)
      .u16(reply ? 2 : 1)
      .bytes(sender_mac.octets)
      .bytes(sender_ip.octets())
      .bytes(target_mac.octets)
      .bytes(target_ip.octets())
      .take();
}

bool is_v6(Bytes ip_packet) { return ip_packet[0] >> 4 == 6; }
std::uint16_t ether_type_of(Bytes ip_packet) {
  return is_v6(ip_packet) ? std::uint16_t{0x86dd} : std::uint16_t{0x0800};
}
Octets ppp(Bytes ip_packet) {
  return OctetWriter().u16(is_v6(ip_packet) ? 0x0057 : 0x0021).bytes(ip_packet).take();
}

Packet packet_of(const Built& built, std::uint64_t frame, Instant time, std::uint32_t wire_length) {
  return {.bytes = built.bytes,
          .wire_length =
              wire_length != 0 ? wire_length : static_cast<std::uint32_t>(built.bytes.size()),
          .link = built.link,
          .time = time,
          .frame = frame};
}

std::vector<Wrapping> tunnel_wrappings() {
  std::vector<Wrapping> out;
  for (const Tunnel& tunnel : tunnels()) {
    out.push_back({.name = tunnel.name + " over Ethernet",
                   .wrap = [tunnel](Bytes inner, Side side) -> std::optional<Built> {
                     const auto outer = tunnel.wrap(inner, side);
                     if (!outer) return std::nullopt;
                     const bool up = side == Side::client;
                     return Built{LinkType{1}, ether(up ? server_mac() : client_mac(),
                                                     up ? client_mac() : server_mac(),
                                                     ether_type_of(*outer), *outer)};
                   },
                   .macs = MacsSeen::both,
                   .vlans = tunnel.vlans,
                   .in_tunnel = !tunnel.mirror});
  }
  return out;
}

std::vector<Wrapping> all_wrappings() {
  std::vector<Wrapping> out = link_wrappings();
  for (Wrapping& wrapping : tunnel_wrappings()) out.push_back(std::move(wrapping));
  return out;
}

std::vector<Wrapping> every_combination() {
  std::vector<Wrapping> out;
  for (const Wrapping& link : link_wrappings()) {
    for (const Tunnel& tunnel : tunnels()) {
      Wrapping both{.name = tunnel.name + " over " + link.name,
                    .wrap = [link, tunnel](Bytes inner, Side side) -> std::optional<Built> {
                      const auto outer = tunnel.wrap(inner, side);
                      return outer ? link.wrap(*outer, side) : std::nullopt;
                    },
                    .macs = tunnel.carries_macs ? MacsSeen::both : link.macs,
                    .vlans = tunnel.mirror ? std::vector<std::uint16_t>{} : link.vlans,
                    .in_tunnel = !tunnel.mirror};
      both.vlans.insert(both.vlans.end(), tunnel.vlans.begin(), tunnel.vlans.end());
      if (both.vlans.size() > VlanStack::kMax) both.vlans.resize(VlanStack::kMax);
      out.push_back(std::move(both));
    }
  }
  return out;
}

}  // namespace cutoffd::wire
