// EtherTypes (IEEE 802.3-2018 section 3.2.6; the registry of IEEE and IANA), which GRE carries too
// (RFC 2784 section 2.4).
#pragma once

#include <cstdint>

namespace cutoffd::dissect {

enum EtherType : std::uint16_t {
  kIpv4 = 0x0800,
  kArp = 0x0806,
  kErspan3 = 0x22eb,  // type III
  kEoip = 0x6400,
  kBridged = 0x6558,
  kVlan = 0x8100,
  kIpv6 = 0x86dd,
  kPpp = 0x880b,
  kWccp = 0x883e,
  kMpls = 0x8847,
  kMplsUpstream = 0x8848,
  kPppoeSession = 0x8864,
  kJumboLlc = 0x8870,
  kProviderVlan = 0x88a8,
  kErspan = 0x88be,  // types I and II
  kMacsec = 0x88e5,
  kBackbone = 0x88e7,
  kSecurityGroup = 0x8909,
  kVnTag = 0x8926,
  kNsh = 0x894f,
  kOldProviderVlan = 0x9100,
  kOlderProviderVlan = 0x9200,
};

}  // namespace cutoffd::dissect
