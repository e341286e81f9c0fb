#include "rules/telling.h"

#include <algorithm>

#include "rules/sentence.h"
#include "rules/stable_id.h"

namespace cutoffd::rules {
namespace {

const Rule* find_rule(const RuleSet& rules, const std::string& name) {
  const auto at = std::find_if(rules.rules().begin(), rules.rules().end(),
                               [&name](const Rule& rule) { return rule.name == name; });
  return at == rules.rules().end() ? nullptr : &*at;
}

Severity severity_of(const IncidentRow& row, const RuleSet& rules) {
  // A rule that is gone since: as loud as rules are by default.
  const Rule* rule = find_rule(rules, row.rule);
  return rules::severity_of(rule != nullptr ? *rule : Rule{}, row.service, row.quiet_entries,
                            row.evidence);
}

// The proof of the most that was reached. A step may have been proved without the one before it.
const Proof* best_proof(const IncidentRow& row) {
  for (auto proof = row.proofs.rbegin(); proof != row.proofs.rend(); ++proof) {
    if (*proof) return &**proof;
  }
  return nullptr;
}

// What rose is told as of the packet that raised it; a reminder and silence as of their own time.
Instant caused_at(AlertEvent event, const IncidentRow& row, Instant now) {
  if (event == AlertEvent::continuing || event == AlertEvent::quiet) return now;
  return row.risen.value_or(row.span.last);
}

std::string what_was_seen(Duration blind, const std::string& coverage) {
  std::string seen = "; the device was seen since, and the sensor ";
  if (blind < std::chrono::seconds(1)) {
    seen += "was up all the time";
  } else {
    seen +=
        "was blind for another " + duration_text(std::chrono::floor<std::chrono::seconds>(blind));
  }
  return coverage.empty() ? seen : seen + "; " + coverage;
}

void append(std::string& list, const std::string& word) {
  if (!list.empty()) list += ", ";
  list += word;
}

}  // namespace

Alert alert_of(AlertEvent event, Instant now, std::span<Incident* const> incidents,
               const Scene& scene) {
  IncidentRow& lead = incidents.front()->row;
  if (lead.id.empty()) {
    lead.id = incident_id(scene.sensor, scene.device.id, lead.rule, lead.vendor, lead.service,
                          lead.span.first);
  }
  Alert alert;
  alert.event = event;
  alert.time = caused_at(event, lead, now);
  alert.incident = lead.id;
  alert.group = group_id(scene.device.id, lead.vendor, lead.service);
  alert.sensor = scene.sensor;
  alert.cutoff = lead.cutoff;
  alert.severity = Severity::debug;
  for (Incident* incident : incidents) {
    IncidentRow& row = incident->row;
    if (!row.told_at) row.id = lead.id;
    append(alert.rule, row.rule);
    append(alert.determination, row.determination);
    alert.cutoff = std::min(*alert.cutoff, row.cutoff);
    alert.severity = std::min(alert.severity, severity_of(row, scene.rules));
  }
  // Good news is never loud.
  if (event == AlertEvent::quiet) alert.severity = std::max(alert.severity, Severity::notice);
  alert.vendor = lead.vendor;
  alert.service = lead.service;
  alert.evidence = lead.evidence;
  alert.blocked = lead.blocked;
  alert.name = lead.name;
  const Proof* proof = best_proof(lead);
  if (proof != nullptr) alert.server = proof->server;
  alert.device = view_of(scene.device);
  alert.via = lead.via;
  // Whoever opens a connection itself is the one that calls.
  if (lead.evidence < Evidence::contacted) alert.behind = scene.forwarder;
  if (lead.behind) alert.behind = lead.behind;
  // Kept, so that reports say it too; what it does itself later takes it away (feed).
  for (Incident* incident : incidents) incident->row.behind = alert.behind;
  alert.first = lead.span.first;
  alert.last = lead.span.last;
  alert.count = lead.span.count;
  alert.bytes_up = lead.bytes_up;
  alert.bytes_down = lead.bytes_down;
  alert.retroactive = event == AlertEvent::opened && lead.past;
  const std::string_view proved = proof != nullptr ? std::string_view(proof->name) : lead.name;
  alert.relay = scene.relay;
  alert.message =
      sentence_of(alert, scene.standing.title, proved, proof != nullptr ? proof->by : Basis::name);
  if (scene.clients > 0) {
    alert.message += "; " + std::to_string(scene.clients) +
                     (scene.clients == 1 ? " device uses" : " devices use") +
                     " it as the vendor's server on the inside";
  }
  if (event == AlertEvent::quiet) alert.message += what_was_seen(scene.blind, scene.coverage);
  return alert;
}

namespace {

Alert contact_alert(AlertEvent event, const ContactRow& contact, const Step& step,
                    const Scene& scene) {
  Alert alert;
  alert.event = event;
  alert.time = step.time;
  alert.incident =
      incident_id(scene.sensor, scene.device.id, "", contact.vendor, contact.service, step.when);
  alert.group = group_id(scene.device.id, contact.vendor, contact.service);
  alert.sensor = scene.sensor;
  alert.vendor = contact.vendor;
  alert.service = contact.service;
  alert.severity = Severity::notice;
  alert.evidence = contact.after.evidence;
  alert.blocked = contact.after.blocked;
  alert.name = step.name;
  alert.server = step.server;
  alert.device = view_of(scene.device);
  // Whoever opens a connection itself is the one that calls.
  alert.behind = step.behind;
  if (!alert.behind && !step.server) alert.behind = scene.forwarder;
  alert.via = step.via;
  alert.first = contact.after.span.first;
  alert.last = contact.after.span.last;
  alert.count = contact.after.span.count;
  alert.message = sentence_of(alert, scene.standing.title, alert.name);
  return alert;
}

}  // namespace

Alert unclassified_alert(const ContactRow& contact, const Step& step, const Scene& scene) {
  return contact_alert(AlertEvent::unclassified, contact, step, scene);
}

Alert decoy_alert(const ContactRow& contact, const Step& step, const Scene& scene) {
  return contact_alert(AlertEvent::decoy, contact, step, scene);
}

}  // namespace cutoffd::rules
