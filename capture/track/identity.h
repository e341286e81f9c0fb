// Who is who on the local network: what ARP, NDP, DHCP and NetBIOS prove or claim becomes bindings.
//
// Proofs (ARP, NDP, DHCP) carry a MAC, claims (names) need not. A client says its name when it asks
// for an address and the server binds the address when it answers, so the names of those who asked
// lately are remembered in a fixed table. Nothing of it opens a contact. Threads: one owner. No
// allocation after construction.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "capture/dissect/dhcp.h"
#include "capture/track/bindings.h"
#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "capture/track/sight.h"
#include "capture/track/teller.h"

namespace cutoffd::track {

class Identity {
 public:
  Identity(Teller& teller, Bindings& bindings, const HashKey& key);

  void on_arp(const Sight& sight, const dissect::ArpMessage& arp);
  // Neighbour discovery, if it is that.
  void on_icmp(const Sight& sight);
  // A datagram on the ports of DHCP or DHCPv6. False if it is none.
  bool on_dhcp4(const Sight& sight);
  bool on_dhcp6(const Sight& sight);
  // A datagram on the port of NetBIOS's name service.
  void on_netbios(const Sight& sight);
  // A copy of a packet showed this MAC to be the sender's candidate.
  void on_copy(const Sight& sight, const Mac& sender);

 private:
  // What a client said of itself: version 4 by MAC, version 6 by DUID.
  struct Claim {
    std::uint64_t client = 0;
    std::optional<Mac> mac;
    dissect::HostText name;
    InlineText<64> id;  // in hex
  };
  static constexpr std::size_t kClaims = 1024;

  // The client's claim, with what this message adds to it.
  const Claim& remember(std::uint64_t client, const std::optional<Mac>& mac, std::string_view name,
                        Bytes id);
  void tell_lease(const Sight& sight, Binding::Source source, const IpAddress& ip,
                  const std::optional<Mac>& mac, const Claim& claim, std::uint32_t seconds);
  void tell(const Sight& sight, Binding::Source source, const IpAddress& ip,
            const std::optional<Mac>& mac, std::string_view hostname = {});

  Teller& teller_;
  Bindings& bindings_;
  HashKey key_;
  LazyArray<Claim> claims_;
};

}  // namespace cutoffd::track
