// What operators decide of incidents and devices.
#include <algorithm>
#include <array>

#include "core/words.h"
#include "rules/judge_impl.h"

namespace cutoffd::rules {
namespace {

constexpr std::array<std::string_view, 4> kVerbs{"ack", "close", "exempt", "forget"};

// Host names and those of the inventory are found in any case.
bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char one, char other) { return lower(one) == lower(other); });
}

bool is_called(const DeviceRow& row, std::string_view text) {
  if (row.id == text || (!row.name.empty() && same_letters(row.name, text))) return true;
  if (const auto mac = parse_mac(text)) return row.mac == mac;
  const auto ip = IpAddress::parse(text);
  return ip && std::find(row.ips.begin(), row.ips.end(), *ip) != row.ips.end();
}

DecisionRow row_of(const std::string& subject, const Decision& decision) {
  return {0,
          subject,
          decision.at,
          std::string(name_of(decision.verb)),
          decision.who,
          decision.why,
          decision.until};
}

}  // namespace

std::string_view name_of(Decision::Verb verb) { return word_of<Decision::Verb>(kVerbs, verb); }
std::optional<Decision::Verb> parse_decision(std::string_view word) {
  return from_word<Decision::Verb>(kVerbs, word);
}

// Those with the id; where there is none, those with the only id that begins so.
std::vector<Incident*> Judge::Impl::bearing(std::string_view id) {
  std::vector<Incident*> found;
  std::set<std::string> ids;
  for (const auto& [key, incident] : devices_.incidents()) {
    if (id.empty() || !incident->row.id.starts_with(id)) continue;
    found.push_back(incident);
    ids.insert(incident->row.id);
  }
  if (ids.size() > 1) {
    std::erase_if(found, [id](const Incident* incident) { return incident->row.id != id; });
  }
  std::sort(found.begin(), found.end(),
            [](const Incident* a, const Incident* b) { return a->row.key < b->row.key; });
  return found;
}

std::optional<std::string> Judge::Impl::decide(std::string_view id, const Decision& decision) {
  const std::vector<Incident*> found = bearing(id);
  if (found.empty()) {
    return "no incident that is not over has the id " + std::string(id) +
           ", or several begin so: see cutoffd incident list";
  }
  if (decision.verb == Decision::Verb::exempt && !decision.until) {
    return "an exemption needs an end: --until 2025-01-31T00:00:00Z";
  }
  decisions_.push_back(row_of(found.front()->row.id, decision));
  for (Incident* incident : found) decide(*incident, decision);
  return std::nullopt;
}

void Judge::Impl::decide(Incident& incident, const Decision& decision) {
  const DevicePtr device = devices_.find(incident.row.device);
  Contact& contact = *device->contacts.at({incident.row.vendor, incident.row.service});
  devices_.touch(*device);
  incident.changed = true;
  switch (decision.verb) {
    case Decision::Verb::acknowledge:
      incident.row.acknowledged = true;
      break;
    case Decision::Verb::exempt:
      incident.row.exempt_until = decision.until;
      mind_exemptions(incident, std::max(come_, incident.row.span.last));
      break;
    case Decision::Verb::close:
    case Decision::Verb::forget:
      contact.closed_at(incident.row.span.last);
      unschedule(incident);
      devices_.close(contact, incident);
      return restate(*device, contact);
  }
  schedule(incident);
  restate(*device, contact);
}

std::optional<std::string> Judge::Impl::forget_device(std::string_view called,
                                                      const Decision& decision) {
  std::vector<Device*> found;
  devices_.for_each([&](Device& device) {
    if (is_called(device.row, called)) found.push_back(&device);
  });
  if (found.empty()) return "no device is called " + std::string(called);
  if (found.size() > 1) {
    return "several devices are called " + std::string(called) +
           ": give the id that cutoffd devices --json shows";
  }
  Decision noted = decision;
  noted.verb = Decision::Verb::forget;
  decisions_.push_back(row_of(found.front()->row.id, noted));
  forget(*found.front());
  return std::nullopt;
}

}  // namespace cutoffd::rules
