// Blockers that the operator named: addresses to which a resolver leads what it blocks, and servers
// that show a page in place of what was asked for.
#include <algorithm>
#include <vector>

#include "rules/judge_impl.h"

namespace cutoffd::rules {
namespace {

bool among(const std::vector<Prefix>& networks, const IpAddress& ip) {
  return std::any_of(networks.begin(), networks.end(),
                     [&ip](const Prefix& network) { return network.contains(ip); });
}

}  // namespace

std::optional<Blocked> Judge::Impl::blocker_at(const IpAddress& ip) const {
  if (among(options_.sinkholes, ip)) return Blocked::sinkhole;
  if (among(options_.block_pages, ip)) return Blocked::blockpage;
  return std::nullopt;
}

// An answer that leads to blockers alone resolves nothing; a hello that one of them takes reached
// nobody.
Sighting Judge::Impl::with_blockers(const Sighting& seen) const {
  Sighting sighting = seen;
  if (sighting.kind == ObservationKind::dns_query) return sighting;
  if (sighting.kind != ObservationKind::dns_answer) {
    if (!sighting.blocked) sighting.blocked = blocker_at(sighting.server.at.ip);
    return sighting;
  }
  sighting.addresses = {};
  std::optional<Blocked> how;
  for (const AnsweredAddresses::Entry& entry : seen.addresses.entries()) {
    const std::optional<Blocked> blocker = blocker_at(entry.ip);
    if (!blocker) sighting.addresses.push(entry);
    if (!how) how = blocker;
  }
  if (how && sighting.addresses.entries().empty()) sighting.blocked = how;
  return sighting;
}

}  // namespace cutoffd::rules
