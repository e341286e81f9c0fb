#include "daemon/page/evidence_timeline.h"

#include <algorithm>
#include <string>
#include <vector>

#include "daemon/page/frame.h"
#include "daemon/page/words.h"

namespace cutoffd::page {
namespace {

struct Event {
  Instant time{};
  int step = 0;  // 0: the rule's own
  std::string title;
  std::string detail;
  std::string name;
};

std::string_view meaning_of(Evidence evidence) {
  switch (evidence) {
    case Evidence::asked:
      return "asked for the name";
    case Evidence::resolved:
      return "was given an address for it";
    case Evidence::contacted:
      return "opened a connection to it";
    case Evidence::answered:
      return "was answered by the server";
    case Evidence::transferred:
      break;
  }
  return "exchanged data with it";
}

std::string_view meaning_of(rules::Basis basis) {
  switch (basis) {
    case rules::Basis::name:
      return "named in the packet";
    case rules::Basis::address:
      return "known by the address that the device was answered for the name";
    case rules::Basis::outer:
      return "encrypted hello; known by the answered address";
    case rules::Basis::network:
      break;
  }
  return "known by a network of the vendor";
}

Event event_of(Evidence evidence, const rules::Proof& proof) {
  Event event;
  event.time = proof.time;
  event.step = static_cast<int>(evidence) + 1;
  event.title = std::string(name_of(evidence)) + ": " + std::string(meaning_of(evidence));
  event.name = proof.name;
  event.detail = meaning_of(proof.by);
  if (proof.server) {
    const std::string ip(text(proof.server->ip).view());
    event.detail += ", server " + (proof.server->ip.is_v6() ? "[" + ip + "]" : ip) + ":" +
                    std::to_string(number(proof.server->port));
  }
  if (proof.frame > 0) event.detail += ", frame " + std::to_string(proof.frame);
  return event;
}

std::vector<Event> events_of(const rules::IncidentRow& incident) {
  std::vector<Event> events;
  events.push_back({incident.cutoff, 0, "the cutoff of " + incident.determination,
                    "contacts from here on are prohibited", ""});
  for (std::size_t step = 0; step < incident.proofs.size(); ++step) {
    const auto& proof = incident.proofs[step];
    if (proof) events.push_back(event_of(static_cast<Evidence>(step), *proof));
  }
  if (incident.told_at) {
    events.push_back({*incident.told_at, 0, "told to the operator", "the latest alert", ""});
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.time < b.time; });
  return events;
}

}  // namespace

void write_timeline(Html& html, const View& view, const rules::IncidentRow& incident) {
  html.open("ol", {{"class", "timeline"}});
  for (const Event& event : events_of(incident)) {
    const std::string look = event.step == 0 ? "rule" : "t" + std::to_string(event.step);
    html.open("li", {{"class", look}});
    html.element("strong", event.title).empty("br");
    html.open("span", {{"class", "small close"}}).text(moment(event.time) + ", ");
    write_time(html, event.time, view.now());
    html.close("span").empty("br");
    if (!event.name.empty()) html.open("code").wire(event.name).close("code").text(" ");
    html.element("span", event.detail, {{"class", "small"}});
    html.close("li");
  }
  html.close("ol");
}

}  // namespace cutoffd::page
