// Who is who on the local network: what ARP, NDP, DHCP and NetBIOS prove or claim becomes bindings.
//
// Proofs (ARP, NDP, DHCP) carry a MAC, claims (names) need not. Nothing of it opens a contact.
// Threads: one owner; no state but what was told already (bindings.h).
#pragma once

#include "capture/track/bindings.h"
#include "capture/track/sight.h"
#include "capture/track/teller.h"

namespace cutoffd::track {

class Identity {
 public:
  Identity(Teller& teller, Bindings& bindings) : teller_(teller), bindings_(bindings) {}

  void on_arp(const Sight& sight, const dissect::ArpMessage& arp);
  // A datagram on the port of NetBIOS's name service.
  void on_netbios(const Sight& sight);
  // A copy of a packet showed this MAC to be the sender's candidate.
  void on_copy(const Sight& sight, const Mac& sender);

 private:
  void tell(const Sight& sight, Binding::Source source, const IpAddress& ip,
            const std::optional<Mac>& mac, std::string_view hostname = {});

  Teller& teller_;
  Bindings& bindings_;
};

}  // namespace cutoffd::track
