// Blockers that the operator named: addresses to which a resolver leads what it blocks, and servers
// that show a page in place of what was asked for. And such pages told by what they answer.
#include <algorithm>
#include <string_view>
#include <vector>

#include "rules/judge_impl.h"

namespace cutoffd::rules {
namespace {

// RFC 9110 section 15.5.4, RFC 7725.
constexpr std::uint16_t kForbidden = 403;
constexpr std::uint16_t kForLegalReasons = 451;

// The domain that one organisation registers, as near as it can be told without a list of public
// suffixes: two labels, or three below a country's short second level (co.uk, com.au).
std::string_view registered(std::string_view name) {
  std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return name;
  const bool country = name.size() - dot - 1 == 2;
  std::size_t before = name.rfind('.', dot - 1);
  if (before == std::string_view::npos) return name;
  if (country && dot - before - 1 <= 3) {
    before = before == 0 ? std::string_view::npos : name.rfind('.', before - 1);
    if (before == std::string_view::npos) return name;
  }
  return name.substr(before + 1);
}

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

// Whoever answers so may be the service itself: the contact stays what it is, and only how it was
// answered is noted.
void Judge::Impl::take(const HttpAnswer& answer) {
  WatchedFlow* flow = watched(answer.flow, answer.time);
  if (flow == nullptr) return;
  flows_.touch(answer.flow);
  const auto step = step_of(*flow, answer, is_page(*flow, answer));
  if (step) add(*flow, *step);
}

bool Judge::Impl::is_page(const WatchedFlow& flow, const HttpAnswer& answer) const {
  if (answer.status == kForbidden || answer.status == kForLegalReasons) return true;
  return leads_elsewhere(flow, answer);
}

// A redirect to another host of the vendor's, or to the same one by TLS, is the vendor's own.
bool Judge::Impl::leads_elsewhere(const WatchedFlow& flow, const HttpAnswer& answer) const {
  if (answer.leads == HttpAnswer::Leads::to_address) return answer.address != flow.server.ip;
  if (answer.leads != HttpAnswer::Leads::to_name) return false;
  if (registered(answer.name.view()) == registered(flow.name)) return false;
  const std::vector<Subject> subjects = subjects_of(*rules_, answer.name);
  return std::none_of(subjects.begin(), subjects.end(), [&flow](const Subject& subject) {
    return std::any_of(flow.targets.begin(), flow.targets.end(), [&subject](const auto& target) {
      return target.contact->row.vendor == subject.vendor;
    });
  });
}

}  // namespace cutoffd::rules
