#include "rules/identity.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace cutoffd::rules {
namespace {

// More IPv4 addresses than this, claimed by ARP within the hour, are not one host's own: a proxy
// (RFC 1027) or a wireless repeater answers for others. Hosts with a few addresses are common.
constexpr std::size_t kOwnAddresses = 8;
constexpr Duration kOwnWithin = std::chrono::hours(1);
// Addresses of one MAC. A host with privacy addresses (RFC 8981) has a new one each day.
constexpr std::size_t kMaxHeld = 256;
// How many needed entries are passed over in search of one that can be forgotten.
constexpr int kEvictionTries = 64;

bool from_dhcp(Binding::Source source) {
  return source == Binding::Source::dhcp4 || source == Binding::Source::dhcp6;
}

// Addresses that no single device holds for long, or at all.
bool says_nothing(const IpAddress& ip) {
  return ip.is_unspecified() || ip.is_multicast() || ip.is_loopback();
}
bool says_nothing(const Mac& mac) { return mac.is_group() || mac.is_zero(); }

int rank(Binding::Source source) {
  switch (source) {
    case Binding::Source::dhcp4:
    case Binding::Source::dhcp6:
      return 3;
    case Binding::Source::mdns:
      return 2;
    case Binding::Source::llmnr:
    case Binding::Source::nbns:
      return 1;
    case Binding::Source::arp:
    case Binding::Source::ndp:
    case Binding::Source::mirror:
      return 0;
  }
  return 0;
}

}  // namespace

bool outranks(Binding::Source claim, const std::optional<Binding::Source>& held) {
  return !held || rank(claim) >= rank(*held);
}

Identity::Identity(std::size_t max_entries, Counters& counters, Needed needed)
    : max_entries_(max_entries), counters_(counters), needed_(std::move(needed)) {}

void Identity::load(const Ledger::Rows& rows) {
  std::vector<BindingRow> bindings = rows.bindings();
  std::sort(bindings.begin(), bindings.end(), [](const BindingRow& a, const BindingRow& b) {
    return std::tie(a.time, a.ip) < std::tie(b.time, b.ip);
  });
  for (BindingRow& row : bindings) {
    binding_order_.push_back(row.ip);
    hold(row);
    bindings_.emplace(row.ip, std::move(row));
  }
  for (LinkRow& row : rows.links()) {
    link_order_.push_back(row.mac);
    links_.emplace(row.mac, row);
  }
}

void Identity::save(Ledger::Rows& rows) {
  for (const IpAddress& ip : changed_bindings_) {
    const auto at = bindings_.find(ip);
    if (at != bindings_.end()) {
      rows.put(at->second);
    } else {
      rows.erase_binding(ip);
    }
  }
  for (const Mac& mac : changed_links_) {
    const auto at = links_.find(mac);
    if (at != links_.end()) {
      rows.put(at->second);
    } else {
      rows.erase_link(mac);
    }
  }
  changed_bindings_.clear();
  changed_links_.clear();
}

bool Identity::learn(const Binding& binding) {
  if (says_nothing(binding.ip)) return false;
  BindingRow row;
  if (const BindingRow* known = find(binding.ip)) {
    row = *known;
  } else {
    row.ip = binding.ip;
    row.source = binding.source;
    row.time = binding.time;
  }
  const bool proved = binding.source == Binding::Source::mirror ? take_candidate(row, binding)
                                                                : take_proof(row, binding);
  const bool claimed = take_claim(row, binding);
  const bool leased = take_lease(row, binding);
  if (!proved && !claimed && !leased) return false;
  if (const BindingRow* known = find(binding.ip)) {
    let_go(*known);
  } else {
    make_room();
    binding_order_.push_back(binding.ip);
  }
  hold(row);
  bindings_.insert_or_assign(binding.ip, std::move(row));
  changed_bindings_.insert(binding.ip);
  return true;
}

void Identity::hold(const BindingRow& row) {
  if (!row.mac) return;
  std::vector<IpAddress>& held = held_[*row.mac];
  if (held.size() >= kMaxHeld) forget(held.front());
  held_[*row.mac].push_back(row.ip);
}

void Identity::let_go(const BindingRow& row) {
  if (!row.mac) return;
  const auto at = held_.find(*row.mac);
  if (at == held_.end()) return;
  std::erase(at->second, row.ip);
  if (at->second.empty()) held_.erase(at);
}

// Its place in the order goes when its turn comes.
void Identity::forget(const IpAddress& ip) {
  const auto at = bindings_.find(ip);
  if (at == bindings_.end()) return;
  let_go(at->second);
  bindings_.erase(at);
  changed_bindings_.insert(ip);
  counters_.add(Counter::identities_given_up);
}

bool Identity::take_candidate(BindingRow& row, const Binding& binding) {
  if (!binding.mac || says_nothing(*binding.mac) || row.nearest == binding.mac) return false;
  row.nearest = binding.mac;
  return true;
}

bool Identity::take_proof(BindingRow& row, const Binding& binding) {
  if (!binding.mac || says_nothing(*binding.mac)) return false;
  const Mac& mac = *binding.mac;
  if (row.mac == mac) {
    if (!from_dhcp(binding.source) || from_dhcp(row.source)) return false;
    row.source = binding.source;  // the same holder, better proved
    return true;
  }
  if (row.mac && binding.time < row.time) return false;  // told late; a newer proof stands
  // A lease is the word of whoever gives the address out; a repeater's ARP answer is not.
  const bool leased = row.mac && from_dhcp(row.source) && !from_dhcp(binding.source);
  if ((leased && speaks_for_others(mac, binding.ip)) || claims_too_many(mac, binding)) {
    counters_.add(Counter::proofs_refused);
    return false;
  }
  row.mac = mac;
  row.source = binding.source;
  row.time = binding.time;
  row.client_id.clear();
  row.lease = 0;
  row.hostname.clear();  // the name was the former holder's
  row.hostname_source.reset();
  return true;
}

bool Identity::take_claim(BindingRow& row, const Binding& binding) {
  if (binding.hostname.empty() || !outranks(binding.source, row.hostname_source)) return false;
  // A claim that comes with another MAC than the one proved is not this holder's.
  if (binding.mac && row.mac && binding.mac != row.mac) return false;
  if (row.hostname == binding.hostname.view() && row.hostname_source == binding.source) {
    return false;
  }
  row.hostname = binding.hostname.view();
  row.hostname_source = binding.source;
  return true;
}

bool Identity::take_lease(BindingRow& row, const Binding& binding) {
  if (!from_dhcp(binding.source) || !row.mac || row.mac != binding.mac) return false;
  const bool id = !binding.client_id.empty() && row.client_id != binding.client_id.view();
  const bool lease = binding.lease != 0 && row.lease != binding.lease;
  if (id) row.client_id = binding.client_id.view();
  if (lease) row.lease = binding.lease;
  return id || lease;
}

bool Identity::claims_too_many(const Mac& mac, const Binding& binding) const {
  if (binding.source != Binding::Source::arp) return false;
  const auto held = held_.find(mac);
  if (held == held_.end()) return false;
  const auto recent =
      std::count_if(held->second.begin(), held->second.end(), [&](const IpAddress& ip) {
        const BindingRow* row = find(ip);
        return row != nullptr && ip.is_v4() && row->source == Binding::Source::arp &&
               row->time + kOwnWithin > binding.time;
      });
  return static_cast<std::size_t>(recent) >= kOwnAddresses;
}

bool Identity::carried(const Mac& mac, const IpAddress& ip, bool outside) {
  // A host may use a link-local address beside its own.
  if (says_nothing(mac) || says_nothing(ip) || ip.is_link_local()) return false;
  // Many IPv6 addresses are the custom of one host (RFC 8981): they prove nothing.
  if (!outside && ip.is_v6()) return false;
  const auto known = links_.find(mac);
  if (known != links_.end() && (known->second.shared || (!outside && known->second.ip == ip))) {
    return false;
  }
  if (known == links_.end()) {
    if (links_.size() >= max_entries_) {
      links_.erase(link_order_.front());
      changed_links_.insert(link_order_.front());
      link_order_.pop_front();
      counters_.add(Counter::identities_given_up);
    }
    link_order_.push_back(mac);
  }
  LinkRow& link = links_.try_emplace(mac, LinkRow{mac, {}, false}).first->second;
  link.shared = outside || link.ip.has_value();
  if (!link.ip && ip.is_v4()) link.ip = ip;
  changed_links_.insert(mac);
  return link.shared;
}

std::optional<Mac> Identity::owner(const IpAddress& ip, const std::optional<Mac>& seen) const {
  const BindingRow* row = find(ip);
  if (row == nullptr || !row->mac) return std::nullopt;
  // IPv6 addresses are not handed from one host to another, so a frame that bears another MAC came
  // by way of a router.
  if (!seen || seen == row->mac || ip.is_v6() || speaks_for_others(*seen, ip)) return row->mac;
  return std::nullopt;
}

std::optional<Mac> Identity::nearest(const IpAddress& ip, const std::optional<Mac>& seen) const {
  const BindingRow* row = find(ip);
  return row != nullptr && row->nearest ? row->nearest : seen;
}

bool Identity::speaks_for_others(const Mac& mac, const IpAddress& ip) const {
  const auto link = links_.find(mac);
  if (link != links_.end()) {
    if (link->second.shared) return true;
    if (ip.is_v4() && link->second.ip && link->second.ip != ip) return true;
  }
  const auto held = held_.find(mac);
  return held != held_.end() &&
         std::find(held->second.begin(), held->second.end(), ip) == held->second.end();
}

std::vector<IpAddress> Identity::addresses_of(const Mac& mac) const {
  const auto held = held_.find(mac);
  return held == held_.end() ? std::vector<IpAddress>{} : held->second;
}

std::optional<NameClaim> Identity::claim_for(const IpAddress& ip) const {
  const BindingRow* row = find(ip);
  if (row == nullptr || !row->hostname_source) return std::nullopt;
  return NameClaim{row->hostname, *row->hostname_source};
}

const BindingRow* Identity::find(const IpAddress& ip) const {
  const auto at = bindings_.find(ip);
  return at == bindings_.end() ? nullptr : &at->second;
}

void Identity::make_room() {
  if (bindings_.size() < max_entries_) return;
  for (int tries = 0; tries < kEvictionTries && !binding_order_.empty(); ++tries) {
    const IpAddress oldest = binding_order_.front();
    binding_order_.pop_front();
    const BindingRow* row = find(oldest);
    if (row == nullptr) continue;  // forgotten before
    if (tries + 1 < kEvictionTries && needed_(*row)) {
      binding_order_.push_back(oldest);
      continue;
    }
    forget(oldest);
    return;
  }
}

}  // namespace cutoffd::rules
