// The tunnels of frame_builder.h: an IP packet into an outer IP packet.
#include <utility>

#include "tests/support/frame_builder.h"

namespace cutoffd::wire {
namespace {

// The tunnel's own ends.
IpAddress near_end(Side side) {
  return ip_of(side == Side::client ? "198.51.100.1" : "203.0.113.2");
}
IpAddress far_end(Side side) {
  return near_end(side == Side::client ? Side::server : Side::client);
}
IpAddress near_end6(Side side) {
  return ip_of(side == Side::client ? "2001:db8:ffff::1" : "2001:db8:eeee::2");
}
IpAddress far_end6(Side side) {
  return near_end6(side == Side::client ? Side::server : Side::client);
}

Octets inner_ethernet(Bytes ip_packet, Side side) {
  const bool up = side == Side::client;
  return ether(up ? server_mac() : client_mac(), up ? client_mac() : server_mac(),
               ether_type_of(ip_packet), ip_packet);
}
Octets inner_tagged_ethernet(Bytes ip_packet, Side side, std::uint16_t vid) {
  const bool up = side == Side::client;
  return ether(up ? server_mac() : client_mac(), up ? client_mac() : server_mac(), 0x8100,
               vlan_tag(vid, ether_type_of(ip_packet), ip_packet));
}
Octets over_ip(std::uint8_t protocol, Bytes payload, Side side) {
  return ip(near_end(side), far_end(side), protocol, payload);
}
Octets over_udp(std::uint16_t from, std::uint16_t to, Bytes payload, Side side) {
  return udp_packet({near_end(side), Port{from}}, {far_end(side), Port{to}}, payload);
}
Octets one_label(std::uint32_t label, Bytes inside) {
  return OctetWriter().u32(label << 12 | 0x100U | 64U).bytes(inside).take();
}

using Wrap = std::function<Octets(Bytes, Side)>;

class TunnelList {
 public:
  // What carries IP, and what carries Ethernet.
  void layer3(std::string name, Wrap wrap) { add({std::move(name), any(std::move(wrap))}); }
  void layer2(std::string name, Wrap wrap, std::vector<std::uint16_t> vlans = {}) {
    add({.name = std::move(name),
         .wrap = any(std::move(wrap)),
         .carries_macs = true,
         .vlans = std::move(vlans)});
  }
  void mirror(std::string name, Wrap wrap, std::vector<std::uint16_t> vlans = {}) {
    layer2(std::move(name), std::move(wrap), std::move(vlans));
    out_.back().mirror = true;
  }
  void only(bool six, std::string name, Wrap wrap) {
    add({std::move(name), [six, wrap = std::move(wrap)](Bytes p, Side s) -> std::optional<Octets> {
           if (is_v6(p) != six) return std::nullopt;
           return wrap(p, s);
         }});
  }
  std::vector<Tunnel> take() { return std::move(out_); }

 private:
  static std::function<std::optional<Octets>(Bytes, Side)> any(Wrap wrap) {
    return [wrap = std::move(wrap)](Bytes p, Side s) { return std::optional(wrap(p, s)); };
  }
  void add(Tunnel tunnel) { out_.push_back(std::move(tunnel)); }

  std::vector<Tunnel> out_;
};

void add_ip_in_ip(TunnelList& list) {
  list.layer3("IP in IPv4", [](Bytes p, Side s) { return over_ip(is_v6(p) ? 41 : 4, p, s); });
  list.layer3("IP in IPv6", [](Bytes p, Side s) {
    return ipv6(near_end6(s), far_end6(s), is_v6(p) ? 41 : 4, p);
  });
  list.layer3("IP in IPv6 behind every extension header", [](Bytes p, Side s) {
    const Octets inside = OctetWriter()
                              .hex("3c 00 01 04 00000000")  // hop-by-hop: PadN
                              .hex("2b 00 01 04 00000000")  // destination: PadN
                              .hex("2c 02 00 00 00000000")  // routing: one address, all visited
                              .bytes(near_end6(s).octets())
                              .hex("33 00 0000 0000abcd")           // an atomic fragment
                              .hex("3c 04 0000 00001000 00000001")  // AH
                              .fill(12, 0x77)
                              .u8(is_v6(p) ? 41 : 4)
                              .hex("00 01 04 00000000")  // destination again
                              .bytes(p)
                              .take();
    return ipv6(near_end6(s), far_end6(s), 0, inside);
  });
  list.layer3("IP in IPv4 with options, behind AH", [](Bytes p, Side s) {
    const Octets inside = OctetWriter()
                              .u8(is_v6(p) ? 41 : 4)
                              .u8(4)
                              .u16(0)
                              .u32(0x1000)
                              .u32(1)
                              .fill(12)
                              .bytes(p)
                              .take();
    return ipv4(near_end(s), far_end(s), 51, inside,
                {.options = OctetWriter().u8(7).u8(11).u8(4).fill(8).take()});
  });
  list.layer2("EtherIP", [](Bytes p, Side s) {
    return over_ip(97, OctetWriter().u16(0x3000).bytes(inner_ethernet(p, s)).take(), s);
  });
  list.layer3("MPLS in IP", [](Bytes p, Side s) { return over_ip(137, one_label(500, p), s); });
}

void add_gre(TunnelList& list) {
  list.layer3("GRE", [](Bytes p, Side s) {
    return over_ip(47, OctetWriter().u16(0).u16(ether_type_of(p)).bytes(p).take(), s);
  });
  list.layer3("GRE with checksum, key and sequence", [](Bytes p, Side s) {
    return over_ip(47,
                   OctetWriter()
                       .u16(0xb000)
                       .u16(ether_type_of(p))
                       .u32(0)
                       .u32(s == Side::client ? 5 : 6)  // keys may differ by direction
                       .u32(99)
                       .bytes(p)
                       .take(),
                   s);
  });
  list.layer3("GRE with routing", [](Bytes p, Side s) {
    return over_ip(47,
                   OctetWriter()
                       .u16(0x4000)
                       .u16(ether_type_of(p))
                       .u32(0)                      // checksum, offset
                       .hex("0800 00 04 0a000001")  // one source route entry
                       .hex("0000 00 00")           // the end of them
                       .bytes(p)
                       .take(),
                   s);
  });
  list.layer3("GRE around MPLS", [](Bytes p, Side s) {
    return over_ip(47, OctetWriter().u16(0).u16(0x8847).bytes(one_label(3000, p)).take(), s);
  });
  list.layer3("PPTP", [](Bytes p, Side s) {
    const Octets inside = OctetWriter().u16(0xff03).bytes(ppp(p)).take();
    return over_ip(47,
                   OctetWriter()
                       .u16(0x3081)  // key, sequence, acknowledgement; version 1
                       .u16(0x880b)
                       .u16(inside.size())
                       .u16(s == Side::client ? 0x4000 : 0x0001)
                       .u32(11)
                       .u32(10)
                       .bytes(inside)
                       .take(),
                   s);
  });
  list.layer2("EoIP", [](Bytes p, Side s) {
    const Octets inside = inner_ethernet(p, s);
    return over_ip(
        47, OctetWriter().u16(0x2001).u16(0x6400).u16(inside.size()).u16le(7).bytes(inside).take(),
        s);
  });
  list.only(false, "WCCP v1", [](Bytes p, Side s) {
    return over_ip(47, OctetWriter().u16(0).u16(0x883e).bytes(p).take(), s);
  });
  list.only(false, "WCCP v2", [](Bytes p, Side s) {
    return over_ip(47, OctetWriter().u16(0).u16(0x883e).u32(0x00510003).bytes(p).take(), s);
  });
  list.layer2("GRE around Ethernet", [](Bytes p, Side s) {
    return over_ip(47, OctetWriter().u16(0).u16(0x6558).bytes(inner_ethernet(p, s)).take(), s);
  });
  list.layer2("NVGRE", [](Bytes p, Side s) {
    // VSID 0x001234; the flow id in the last octet differs by direction.
    const std::uint32_t key = 0x00123400U | (s == Side::client ? 0x11U : 0x22U);
    return over_ip(
        47, OctetWriter().u16(0x2000).u16(0x6558).u32(key).bytes(inner_ethernet(p, s)).take(), s);
  });
  list.layer3("GRE in UDP", [](Bytes p, Side s) {
    return over_udp(55555, 4754, OctetWriter().u16(0).u16(ether_type_of(p)).bytes(p).take(), s);
  });
}

void add_mirrors(TunnelList& list) {
  list.mirror("ERSPAN I", [](Bytes p, Side s) {
    return over_ip(47, OctetWriter().u16(0).u16(0x88be).bytes(inner_ethernet(p, s)).take(), s);
  });
  list.mirror("ERSPAN II",
              [](Bytes p, Side s) {
                return over_ip(47,
                               OctetWriter()
                                   .u16(0x1000)
                                   .u16(0x88be)
                                   .u32(77)
                                   .u16(0x1005)  // version 1, VLAN 5
                                   .u16(0x1801)  // tag kept, session 1
                                   .u32(0)
                                   .bytes(inner_tagged_ethernet(p, s, 5))
                                   .take(),
                               s);
              },
              {5});
  for (const bool subheader : {false, true}) {
    list.mirror(
        std::string("ERSPAN III") + (subheader ? " with its subheader" : ""),
        [subheader](Bytes p, Side s) {
          OctetWriter out;
          out.u16(0x1000).u16(0x22eb).u32(77).u16(0x2005).u16(0x0001).u32(123456).u16(0).u16(
              0x8000U | (subheader ? 1U : 0U));
          if (subheader) out.u64(0x1400000000000000);
          return over_ip(47, out.bytes(inner_ethernet(p, s)).take(), s);
        });
  }
  list.mirror("TZSP", [](Bytes p, Side s) {
    return over_udp(40000, 37008,
                    OctetWriter()
                        .hex("01 00 0001")  // version, received packet, Ethernet
                        .hex("00")          // padding
                        .hex("29 02 05dc")  // original length
                        .hex("01")          // end of tags
                        .bytes(inner_ethernet(p, s))
                        .take(),
                    s);
  });
}

void add_overlays(TunnelList& list) {
  for (const std::uint16_t port : std::vector<std::uint16_t>{4789, 8472}) {
    list.layer2("VXLAN on port " + std::to_string(port), [port](Bytes p, Side s) {
      return over_udp(
          s == Side::client ? 50001 : 50002, port,
          OctetWriter().u32(0x08000000).u32(5001 << 8).bytes(inner_ethernet(p, s)).take(), s);
    });
  }
  list.layer2("VXLAN with a group policy and a tag inside",
              [](Bytes p, Side s) {
                return over_udp(50001, 4789,
                                OctetWriter()
                                    .u32(0x88000123)
                                    .u32(5001 << 8)
                                    .bytes(inner_tagged_ethernet(p, s, 99))
                                    .take(),
                                s);
              },
              {99});
  list.layer3("VXLAN-GPE around IP", [](Bytes p, Side s) {
    return over_udp(50001, 4790,
                    OctetWriter().u24(0x0c0000).u8(is_v6(p) ? 2 : 1).u32(70 << 8).bytes(p).take(),
                    s);
  });
  list.layer2("VXLAN-GPE around Ethernet", [](Bytes p, Side s) {
    return over_udp(50001, 4790,
                    OctetWriter().u32(0x0c000003).u32(70 << 8).bytes(inner_ethernet(p, s)).take(),
                    s);
  });
  list.layer2("GENEVE", [](Bytes p, Side s) {
    return over_udp(
        50001, 6081,
        OctetWriter().u16(0).u16(0x6558).u32(42 << 8).bytes(inner_ethernet(p, s)).take(), s);
  });
  list.layer3("GENEVE around IP, with options", [](Bytes p, Side s) {
    return over_udp(50001, 6081,
                    OctetWriter()
                        .u8(5)  // options: 20 octets
                        .u8(0)
                        .u16(ether_type_of(p))
                        .u32(0)
                        .hex("0108 01 02 1122334455667788")
                        .hex("0108 03 01 cafebabe")
                        .bytes(p)
                        .take(),
                    s);
  });
  list.layer3("MPLS in UDP",
              [](Bytes p, Side s) { return over_udp(50001, 6635, one_label(500, p), s); });
}

void add_mobile(TunnelList& list) {
  list.layer3("GTP-U", [](Bytes p, Side s) {
    return over_udp(
        2152, 2152,
        OctetWriter().u8(0x30).u8(255).u16(p.size()).u32(s == Side::client ? 1 : 2).bytes(p).take(),
        s);
  });
  list.layer3("GTP-U with sequence and extension headers", [](Bytes p, Side s) {
    return over_udp(40000, 2152,
                    OctetWriter()
                        .u8(0x36)
                        .u8(255)
                        .u16(4 + 4 + 8 + p.size())
                        .u32(s == Side::client ? 1 : 2)
                        .hex("01f4 00 85")  // sequence, N-PDU, next: PDU session container
                        .hex("01 1009 40")
                        .hex("02 000000000000 00")
                        .bytes(p)
                        .take(),
                    s);
  });
  list.layer2("CAPWAP data, 802.3", [](Bytes p, Side s) {
    return over_udp(s == Side::client ? 40001 : 5247, s == Side::client ? 5247 : 40001,
                    OctetWriter().u8(0).u24(0x100200).u32(0).bytes(inner_ethernet(p, s)).take(), s);
  });
}

void add_l2tp(TunnelList& list) {
  list.layer3("L2TPv2, plain", [](Bytes p, Side s) {
    return over_udp(1701, 1701,
                    OctetWriter()
                        .u16(0x0002)
                        .u16(s == Side::client ? 8 : 9)
                        .u16(1)
                        .u16(0xff03)
                        .bytes(ppp(p))
                        .take(),
                    s);
  });
  list.layer3("L2TPv2 with length, sequence and offset", [](Bytes p, Side s) {
    const Octets inside = ppp(p);
    return over_udp(s == Side::client ? 40001 : 1701, s == Side::client ? 1701 : 40001,
                    OctetWriter()
                        .u16(0x4a02)
                        .u16(16 + inside.size())
                        .u16(8)
                        .u16(1)
                        .u32(0x00010001)
                        .u16(2)
                        .u16(0)
                        .bytes(inside)
                        .take(),
                    s);
  });
  for (const std::size_t cookie : {0U, 4U, 8U}) {
    list.layer2("L2TPv3, a cookie of " + std::to_string(cookie), [cookie](Bytes p, Side s) {
      return over_ip(115,
                     OctetWriter()
                         .u32(s == Side::client ? 0x1001 : 0x2002)
                         .fill(cookie, 0xc0)
                         .bytes(inner_ethernet(p, s))
                         .take(),
                     s);
    });
  }
  list.layer2("L2TPv3 in UDP with a sublayer", [](Bytes p, Side s) {
    return over_udp(1701, 1701,
                    OctetWriter()
                        .u16(0x0003)
                        .u16(0)
                        .u32(0x1001)
                        .u32(0x40000001)
                        .bytes(inner_ethernet(p, s))
                        .take(),
                    s);
  });
}

void add_teredo(TunnelList& list) {
  list.only(true, "Teredo", [](Bytes p, Side s) {
    return over_udp(s == Side::client ? 40001 : 3544, s == Side::client ? 3544 : 40001, p, s);
  });
  list.only(true, "Teredo with authentication and origin", [](Bytes p, Side s) {
    return over_udp(3544, 40001,
                    OctetWriter()
                        .hex("0001 02 02 1122 3344 0102030405060708 00")
                        .hex("0000 1234 0a0b0c0d")
                        .bytes(p)
                        .take(),
                    s);
  });
  list.only(true, "AYIYA", [](Bytes p, Side s) {
    return over_udp(40001, 5072,
                    OctetWriter()
                        .u8(0x41)  // identity of 2^4 octets, an integer
                        .u8(0x52)  // signature of 5 * 4 octets, SHA-1
                        .u8(0x11)  // shared secret, forward
                        .u8(41)
                        .u32(1700000000)
                        .fill(16 + 20, 0x5a)
                        .bytes(p)
                        .take(),
                    s);
  });
}

}  // namespace

std::vector<Tunnel> tunnels() {
  TunnelList list;
  add_ip_in_ip(list);
  add_gre(list);
  add_mirrors(list);
  add_overlays(list);
  add_mobile(list);
  add_l2tp(list);
  add_teredo(list);
  return list.take();
}

}  // namespace cutoffd::wire
