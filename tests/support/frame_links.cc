// The link types and link encapsulations of frame_builder.h, one function each.
#include <utility>

#include "tests/support/frame_builder.h"

namespace cutoffd::wire {
namespace {

constexpr LinkType kEthernet{1};

Mac source_mac(Side side) { return side == Side::client ? client_mac() : server_mac(); }
Mac destination_mac(Side side) { return side == Side::client ? server_mac() : client_mac(); }

Octets with_type(Bytes ip_packet) {
  return OctetWriter().u16(ether_type_of(ip_packet)).bytes(ip_packet).take();
}
Octets ethernet_around(Bytes after_macs, Side side) {
  return OctetWriter()
      .bytes(destination_mac(side).octets)
      .bytes(source_mac(side).octets)
      .bytes(after_macs)
      .take();
}
Octets plain_ethernet(Bytes ip_packet, Side side) {
  return ethernet_around(with_type(ip_packet), side);
}

// The tags, outermost first, then the packet's own type.
Octets tagged_ethernet(Bytes ip_packet, Side side,
                       const std::vector<std::pair<std::uint16_t, std::uint16_t>>& tags) {
  OctetWriter out;
  for (const auto& [type, vid] : tags) out.u16(type).u16(0xa000U | vid);  // with a priority
  return ethernet_around(out.bytes(with_type(ip_packet)).take(), side);
}

// LLC and SNAP with an EtherType (RFC 1042).
Octets snap(Bytes ip_packet) {
  return OctetWriter().u24(0xaaaa03).u24(0).bytes(with_type(ip_packet)).take();
}

struct LabelStack {
  std::vector<std::uint32_t> labels;
  [[nodiscard]] Octets around(Bytes inside) const {
    OctetWriter out;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      out.u32(labels[i] << 12 | (i + 1 == labels.size() ? 0x100U : 0U) | 63U);
    }
    return out.bytes(inside).take();
  }
};

Octets pppoe(Bytes ip_packet) {
  const Octets inside = ppp(ip_packet);
  return OctetWriter().u8(0x11).u8(0).u16(0x2b67).u16(inside.size()).bytes(inside).take();
}

using Wrap = std::function<Octets(Bytes, Side)>;

class LinkList {
 public:
  void add(std::string name, std::uint32_t link, Wrap wrap, MacsSeen macs = MacsSeen::none,
           std::vector<std::uint16_t> vlans = {}) {
    out_.push_back({.name = std::move(name),
                    .wrap = [link, wrap = std::move(wrap)](Bytes ip_packet,
                                                           Side side) -> std::optional<Built> {
                      return Built{LinkType{link}, wrap(ip_packet, side)};
                    },
                    .macs = macs,
                    .vlans = std::move(vlans)});
  }
  void ethernet(std::string name, Wrap wrap, std::vector<std::uint16_t> vlans = {}) {
    add(std::move(name), static_cast<std::uint32_t>(kEthernet), std::move(wrap), MacsSeen::both,
        std::move(vlans));
  }
  void add_any(Wrapping wrapping) { out_.push_back(std::move(wrapping)); }
  std::vector<Wrapping> take() { return std::move(out_); }

 private:
  std::vector<Wrapping> out_;
};

void add_vlans(LinkList& list) {
  for (const std::uint16_t type : std::vector<std::uint16_t>{0x8100, 0x88a8, 0x9100, 0x9200}) {
    list.ethernet("Ethernet, one tag of type " + std::to_string(type),
                  [type](Bytes p, Side s) {
                    return tagged_ethernet(p, s, {{type, 7}});
                  },
                  {7});
  }
  list.ethernet("Ethernet, QinQ",
                [](Bytes p, Side s) {
                  return tagged_ethernet(p, s, {{0x88a8, 4000}, {0x8100, 12}});
                },
                {4000, 12});
  list.ethernet("Ethernet, eight tags",
                [](Bytes p, Side s) {
                  std::vector<std::pair<std::uint16_t, std::uint16_t>> tags;
                  for (std::uint16_t vid = 1; vid <= 8; ++vid) tags.emplace_back(0x8100, vid);
                  return tagged_ethernet(p, s, tags);
                },
                {1, 2, 3, 4, 5, 6, 7, 8});
}

void add_ethernet(LinkList& list) {
  list.ethernet("Ethernet", plain_ethernet);
  list.ethernet("Ethernet with padding and FCS", [](Bytes p, Side s) {
    return OctetWriter().bytes(plain_ethernet(p, s)).fill(46).u32(0xdeadbeef).take();
  });
  list.ethernet("802.3 with LLC and SNAP", [](Bytes p, Side s) {
    const Octets inside = snap(p);
    // A length field; a jumbo frame has none, so such a packet keeps to EtherType.
    if (inside.size() > 1500) return plain_ethernet(p, s);
    return ethernet_around(OctetWriter().u16(inside.size()).bytes(inside).take(), s);
  });
  list.ethernet("MPLS, one label", [](Bytes p, Side s) {
    return ethernet_around(OctetWriter().u16(0x8847).bytes(LabelStack{{1000}}.around(p)).take(), s);
  });
  list.ethernet("MPLS, four labels", [](Bytes p, Side s) {
    return ethernet_around(
        OctetWriter().u16(0x8847).bytes(LabelStack{{16, 17, 18, 1048575}}.around(p)).take(), s);
  });
  list.ethernet("MPLS pseudowire with a control word", [](Bytes p, Side s) {
    const Octets inside = OctetWriter().u32(0x00000007).bytes(plain_ethernet(p, s)).take();
    return ethernet_around(
        OctetWriter().u16(0x8847).bytes(LabelStack{{9, 77}}.around(inside)).take(), s);
  });
  list.ethernet("MPLS pseudowire without a control word", [](Bytes p, Side s) {
    return ethernet_around(
        OctetWriter().u16(0x8848).bytes(LabelStack{{77}}.around(plain_ethernet(p, s))).take(), s);
  });
  list.ethernet("PPPoE session", [](Bytes p, Side s) {
    return ethernet_around(OctetWriter().u16(0x8864).bytes(pppoe(p)).take(), s);
  });
  list.ethernet("Provider backbone bridging (802.1ah)", [](Bytes p, Side s) {
    return ethernet_around(
        OctetWriter().u16(0x88e7).u32(0x00abcdef).bytes(plain_ethernet(p, s)).take(), s);
  });
}

void add_raw(LinkList& list) {
  for (const std::uint32_t link : {101U, 12U, 14U}) {
    list.add("raw IP " + std::to_string(link), link,
             [](Bytes p, Side) { return Octets(p.begin(), p.end()); });
  }
  list.add_any({.name = "raw, one family", .wrap = [](Bytes p, Side) -> std::optional<Built> {
                  return Built{LinkType{is_v6(p) ? 229U : 228U}, Octets(p.begin(), p.end())};
                }});
  for (const std::uint32_t six : {10U, 24U, 28U, 30U}) {
    list.add("NULL, IPv6 is " + std::to_string(six), 0, [six](Bytes p, Side) {
      return OctetWriter().u32le(is_v6(p) ? six : 2).bytes(p).take();
    });
  }
  list.add("NULL, big-endian", 0,
           [](Bytes p, Side) { return OctetWriter().u32(is_v6(p) ? 28 : 2).bytes(p).take(); });
  list.add("LOOP", 108,
           [](Bytes p, Side) { return OctetWriter().u32(is_v6(p) ? 24 : 2).bytes(p).take(); });
}

void add_cooked(LinkList& list) {
  list.add(
      "Linux cooked v1", 113,
      [](Bytes p, Side s) {
        return OctetWriter()
            .u16(s == Side::client ? 0 : 4)
            .u16(1)
            .u16(6)
            .bytes(source_mac(s).octets)
            .u16(0)
            .bytes(with_type(p))
            .take();
      },
      MacsSeen::source_only);
  list.add("Linux cooked v1 with a tag", 113,
           [](Bytes p, Side s) {
             return OctetWriter()
                 .u16(3)
                 .u16(1)
                 .u16(6)
                 .bytes(source_mac(s).octets)
                 .u16(0)
                 .u16(0x8100)
                 .u16(33)
                 .bytes(with_type(p))
                 .take();
           },
           MacsSeen::source_only, {33});
  list.add(
      "Linux cooked v2", 276,
      [](Bytes p, Side s) {
        return OctetWriter()
            .u16(ether_type_of(p))
            .u16(0)
            .u32(3)
            .u16(1)
            .u8(0)
            .u8(6)
            .bytes(source_mac(s).octets)
            .u16(0)
            .bytes(p)
            .take();
      },
      MacsSeen::source_only);
}

void add_ppp(LinkList& list) {
  list.add("PPP", 9, [](Bytes p, Side) { return OctetWriter().u16(0xff03).bytes(ppp(p)).take(); });
  list.add("PPP without address and control", 9, [](Bytes p, Side) { return ppp(p); });
  list.add("PPP with a short protocol field", 9,
           [](Bytes p, Side) { return OctetWriter().u8(is_v6(p) ? 0x57 : 0x21).bytes(p).take(); });
  list.add("PPP in HDLC", 50,
           [](Bytes p, Side) { return OctetWriter().u16(0xff03).bytes(ppp(p)).take(); });
  list.add("Cisco HDLC as PPP in HDLC", 50,
           [](Bytes p, Side) { return OctetWriter().u16(0x0f00).bytes(with_type(p)).take(); });
  list.add("PPP with direction", 204, [](Bytes p, Side s) {
    return OctetWriter().u8(s == Side::client ? 1 : 0).u16(0xff03).bytes(ppp(p)).take();
  });
  list.add("PPPoE without Ethernet", 51, [](Bytes p, Side) { return pppoe(p); });
  list.add("Cisco HDLC", 104,
           [](Bytes p, Side) { return OctetWriter().u16(0x0f00).bytes(with_type(p)).take(); });
  list.add("Cisco HDLC with direction", 205, [](Bytes p, Side) {
    return OctetWriter().u8(0).u16(0x8f00).bytes(with_type(p)).take();
  });
}

void add_frame_relay(LinkList& list) {
  list.add("Frame Relay, NLPID", 107, [](Bytes p, Side) {
    return OctetWriter().u16(0x1841).u8(3).u8(is_v6(p) ? 0x8e : 0xcc).bytes(p).take();
  });
  list.add("Frame Relay, SNAP", 107, [](Bytes p, Side) {
    return OctetWriter().u16(0x1841).u8(3).u8(0).u8(0x80).u24(0).bytes(with_type(p)).take();
  });
  list.add("Frame Relay, four-octet address, Cisco's type", 107,
           [](Bytes p, Side) { return OctetWriter().u32(0x18408001).bytes(with_type(p)).take(); });
  list.add(
      "Frame Relay, bridged Ethernet", 107,
      [](Bytes p, Side s) {
        return OctetWriter()
            .u16(0x1841)
            .u8(3)
            .u8(0)
            .u8(0x80)
            .u24(0x0080c2)
            .u16(7)
            .bytes(plain_ethernet(p, s))
            .take();
      },
      MacsSeen::both);
}

// ---- 802.11 ----------------------------------------------------------------------------------
struct Wifi {
  bool to_ds = false, from_ds = false, qos = false, ht_control = false, amsdu = false;
  bool pad_header = false;  // radiotap's data pad: the body begins on a multiple of four
};

Octets wifi(const Wifi& how, Bytes p, Side side) {
  const Mac source = source_mac(side);
  const Mac destination = destination_mac(side);
  const Mac bssid = mac_of("02:00:00:00:b5:5d");
  const bool four = how.to_ds && how.from_ds;
  // IEEE 802.11-2020 table 9-30: which address stands where.
  const Mac a1 = how.to_ds ? bssid : destination;
  const Mac a2 = how.from_ds ? bssid : source;
  const Mac a3 = how.to_ds ? destination : how.from_ds ? source : bssid;
  OctetWriter out;
  out.u8(how.qos ? 0x88 : 0x08)
      .u8((how.to_ds ? 1U : 0U) | (how.from_ds ? 2U : 0U) | (how.ht_control ? 0x80U : 0U))
      .u16(0)
      .bytes(a1.octets)
      .bytes(a2.octets)
      .bytes(a3.octets)
      .u16le(0x0120);
  if (four) out.bytes(source.octets);
  if (how.qos) out.u16le(how.amsdu ? 0x0080 : 0x0000);
  if (how.ht_control) out.u32(0);
  if (how.pad_header) out.u16(0);
  if (!how.amsdu) return out.bytes(snap(p)).take();
  const Octets body = snap(p);
  return out.bytes(destination.octets).bytes(source.octets).u16(body.size()).bytes(body).take();
}

Octets radiotap(std::uint8_t flags, Bytes frame) {
  return OctetWriter()
      .u8(0)
      .u8(0)
      .u16le(17)
      .u32le(0x00000003)  // TSFT and flags
      .fill(8, 0x55)
      .u8(flags)
      .bytes(frame)
      .take();
}

void add_wifi(LinkList& list) {
  const std::vector<std::pair<std::string, Wifi>> kinds{
      {"802.11 to the access point", {.to_ds = true}},
      {"802.11 from the access point, QoS", {.from_ds = true, .qos = true}},
      {"802.11 ad hoc", {}},
      {"802.11 with four addresses, QoS, HT control",
       {.to_ds = true, .from_ds = true, .qos = true, .ht_control = true}},
      {"802.11 A-MSDU", {.from_ds = true, .qos = true, .amsdu = true}},
  };
  for (const auto& [name, how] : kinds) {
    const auto build = [how = how](Bytes p, Side s) { return wifi(how, p, s); };
    list.add(name, 105, build, MacsSeen::both);
    list.add(
        name + " after radiotap with FCS", 127,
        [build](Bytes p, Side s) {
          return OctetWriter().bytes(radiotap(0x10, build(p, s))).u32(0xfc5fc5fc).take();
        },
        MacsSeen::both);
  }
  list.add(
      "802.11 after radiotap, padded header", 127,
      [](Bytes p, Side s) {
        return radiotap(0x20, wifi({.to_ds = true, .qos = true, .pad_header = true}, p, s));
      },
      MacsSeen::both);
  list.add(
      "802.11 after Prism", 119,
      [](Bytes p, Side s) {
        return OctetWriter()
            .u32le(0x44)
            .u32le(144)
            .fill(136)
            .bytes(wifi({.to_ds = true}, p, s))
            .take();
      },
      MacsSeen::both);
  for (const std::uint32_t link : {119U, 163U}) {
    list.add(
        "802.11 after AVS " + std::to_string(link), link,
        [](Bytes p, Side s) {
          return OctetWriter()
              .u32(0x80211001)
              .u32(64)
              .fill(56)
              .bytes(wifi({.from_ds = true}, p, s))
              .take();
        },
        MacsSeen::both);
  }
}

// ---- Headers that name another link type, and the rare ones -------------------------------------
void add_wrapped(LinkList& list) {
  list.add(
      "PPI around Ethernet", 192,
      [](Bytes p, Side s) {
        return OctetWriter().u16(0).u16le(8).u32le(1).bytes(plain_ethernet(p, s)).take();
      },
      MacsSeen::both);
  list.add(
      "PPI around 802.11", 192,
      [](Bytes p, Side s) {
        return OctetWriter()
            .u16(0)
            .u16le(16)
            .u32le(105)
            .u16le(30000)
            .u16le(4)
            .u32(0)
            .bytes(wifi({.to_ds = true}, p, s))
            .take();
      },
      MacsSeen::both);
  list.add(
      "NFLOG", 239,
      [](Bytes p, Side s) {
        const std::size_t length = 4 + p.size();
        return OctetWriter()
            .u8(is_v6(p) ? 10 : 2)
            .u8(0)
            .u16(1)
            .u16le(16)  // NFULA_HWADDR
            .u16le(8)
            .u16(6)
            .u16(0)
            .bytes(source_mac(s).octets)
            .u16(0)
            .u16le(5)  // NFULA_PREFIX, one octet and its padding
            .u16le(10)
            .u32(0)
            .u16le(length)  // NFULA_PAYLOAD
            .u16le(9)
            .bytes(p)
            .fill((4 - length % 4) % 4)
            .take();
      },
      MacsSeen::source_only);
  const auto pktap = [](std::uint32_t dlt) {
    return OctetWriter().u32le(108).u32le(1).u32le(dlt).fill(24, 'e').fill(108 - 36).take();
  };
  list.add(
      "PKTAP around Ethernet", 258,
      [pktap](Bytes p, Side s) {
        return OctetWriter().bytes(pktap(1)).bytes(plain_ethernet(p, s)).take();
      },
      MacsSeen::both);
  list.add("PKTAP around raw IP", 258,
           [pktap](Bytes p, Side) { return OctetWriter().bytes(pktap(12)).bytes(p).take(); });
}

void add_rare(LinkList& list) {
  list.add("IPNET", 226, [](Bytes p, Side) {
    return OctetWriter().u8(1).u8(is_v6(p) ? 26 : 2).u16(1).u32(p.size()).fill(16).bytes(p).take();
  });
  list.add("ATM, routed", 100, [](Bytes p, Side) { return snap(p); });
  list.add(
      "ATM, bridged", 100,
      [](Bytes p, Side s) {
        return OctetWriter()
            .u24(0xaaaa03)
            .u24(0x0080c2)
            .u16(7)
            .u16(0)
            .bytes(plain_ethernet(p, s))
            .take();
      },
      MacsSeen::both);
  list.add("SLIP", 8, [](Bytes p, Side) { return OctetWriter().fill(16).bytes(p).take(); });
  list.add("MPLS without Ethernet", 219, [](Bytes p, Side) { return LabelStack{{44}}.around(p); });
  list.add(
      "NetANALYZER", 240,
      [](Bytes p, Side s) {
        return OctetWriter().u32(0).bytes(plain_ethernet(p, s)).u32(0xfc5fc5fc).take();
      },
      MacsSeen::both);
  list.add(
      "Token Ring", 6,
      [](Bytes p, Side s) {
        return OctetWriter()
            .u16(0x1040)
            .bytes(destination_mac(s).octets)
            .bytes(source_mac(s).octets)
            .bytes(snap(p))
            .take();
      },
      MacsSeen::both);
  list.add(
      "FDDI", 10,
      [](Bytes p, Side s) {
        return OctetWriter()
            .u8(0x50)
            .bytes(destination_mac(s).octets)
            .bytes(source_mac(s).octets)
            .bytes(snap(p))
            .take();
      },
      MacsSeen::both);
}

}  // namespace

std::vector<Wrapping> link_wrappings() {
  LinkList list;
  add_ethernet(list);
  add_vlans(list);
  add_raw(list);
  add_cooked(list);
  add_ppp(list);
  add_frame_relay(list);
  add_wifi(list);
  add_wrapped(list);
  add_rare(list);
  return list.take();
}

}  // namespace cutoffd::wire
