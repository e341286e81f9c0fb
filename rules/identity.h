// Who holds an address: what ARP, NDP and DHCP prove, what DHCP and mDNS claim, and which
// link-layer addresses speak for others.
//
// A MAC is a device's own only for the addresses that are proved to be its. A router's MAC carries
// many addresses and proves nothing. docs/judgement.md, "Whom to name". Threads: one. Bounds: so
// many addresses and so many MACs; the oldest that no device needs goes first, counted in
// identities_given_up.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/address.h"
#include "core/alert.h"
#include "core/counters.h"
#include "core/fact.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

// A name that a device claims, with its source: DHCP is believed before mDNS, LLMNR and NBNS.
struct NameClaim {
  std::string name;
  Binding::Source source{};
};
bool outranks(Binding::Source claim, const std::optional<Binding::Source>& held);

class Identity {
 public:
  // `needed`: true for what a device of the ledger stands on; it is forgotten last.
  using Needed = std::function<bool(const BindingRow&)>;
  Identity(std::size_t max_entries, Counters& counters, Needed needed);

  // Takes up what the ledger holds.
  void load(const Ledger::Rows& rows);
  // Hands over what changed.
  void save(Ledger::Rows& rows);

  // True if the holder of the address, or what is known of it, changed.
  bool learn(const Binding& binding);
  // A frame bore this MAC on the side of this address. `outside`: a server beyond the internal
  // networks, so that its MAC is a router's. True if by this the MAC turned out to carry several.
  bool carried(const Mac& mac, const IpAddress& ip, bool outside);

  // The MAC that the address is proved to belong to. `seen` is the frame's: if it is another one
  // and carried this address alone, the proof is stale or the frame was forged: nobody is proved.
  [[nodiscard]] std::optional<Mac> owner(const IpAddress& ip, const std::optional<Mac>& seen) const;
  // The MAC nearest to the address's holder: `seen`, unless a mirror's other copy showed a nearer
  // one.
  [[nodiscard]] std::optional<Mac> nearest(const IpAddress& ip,
                                           const std::optional<Mac>& seen) const;
  // True if the MAC carries, or is proved to hold, another IPv4 address than this one.
  [[nodiscard]] bool speaks_for_others(const Mac& mac, const IpAddress& ip) const;
  // All addresses that are proved to be this MAC's.
  [[nodiscard]] std::vector<IpAddress> addresses_of(const Mac& mac) const;
  [[nodiscard]] std::optional<NameClaim> claim_for(const IpAddress& ip) const;

 private:
  [[nodiscard]] const BindingRow* find(const IpAddress& ip) const;
  static bool take_candidate(BindingRow& row, const Binding& binding);
  bool take_proof(BindingRow& row, const Binding& binding);
  bool take_claim(BindingRow& row, const Binding& binding);
  static bool take_lease(BindingRow& row, const Binding& binding);
  [[nodiscard]] bool claims_too_many(const Mac& mac, const Binding& binding) const;
  void hold(const BindingRow& row);
  void let_go(const BindingRow& row);
  void make_room();
  void forget(const IpAddress& ip);

  std::size_t max_entries_;
  Counters& counters_;
  Needed needed_;
  std::unordered_map<IpAddress, BindingRow> bindings_;
  std::deque<IpAddress> binding_order_;
  std::unordered_map<Mac, std::vector<IpAddress>> held_;  // by owner
  std::unordered_map<Mac, LinkRow> links_;
  std::deque<Mac> link_order_;
  std::unordered_set<IpAddress> changed_bindings_;
  std::unordered_set<Mac> changed_links_;
};

}  // namespace cutoffd::rules
