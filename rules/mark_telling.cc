#include "rules/mark_telling.h"

#include "rules/sentence.h"
#include "rules/stable_id.h"

namespace cutoffd::rules {
namespace {

Alert alert_about(AlertEvent event, const MarkRow& row, Instant time, const Scene& scene) {
  Alert alert;
  alert.event = event;
  alert.time = time;
  alert.group = group_id(scene.device.id, row.vendor, row.service);
  alert.sensor = scene.sensor;
  alert.vendor = row.vendor;
  alert.service = row.service;
  alert.severity = Severity::notice;
  alert.device = view_of(scene.device);
  alert.relay = scene.relay;
  alert.server = row.server;
  alert.first = row.span.first;
  alert.last = row.span.last;
  alert.count = row.span.count;
  return alert;
}

std::string who(const Alert& alert) { return called(*alert.device); }

std::string times(const Alert& alert) {
  const std::string since(rfc3339(*alert.first, 0).view());
  if (alert.count == 1) return "; once, at " + since;
  return "; " + std::to_string(alert.count) + " times since " + since;
}

}  // namespace

std::string text_of(const MarkRow& mark) {
  if (mark.kind == MarkKind::resolver) return mark.text;
  const MarkKind kind = mark.kind == MarkKind::relay ? MarkKind::port : mark.kind;
  return std::string(name_of(kind)) + ' ' + mark.text;
}

Alert suspected_alert(const MarkRow& row, const std::string& marks, Instant time,
                      const Scene& scene) {
  Alert alert = alert_about(AlertEvent::suspected, row, time, scene);
  alert.incident = incident_id(scene.sensor, scene.device.id, "suspected", row.vendor, row.service,
                               row.span.first);
  alert.message = who(alert) + " shows marks of " + std::string(scene.standing.title) +
                  ", and no name proves a contact: " + marks + times(alert);
  return alert;
}

Alert managed_alert(const MarkRow& row, Instant time, const Scene& scene) {
  Alert alert = alert_about(AlertEvent::suspected, row, time, scene);
  alert.incident = incident_id(scene.sensor, scene.device.id, "managed", row.vendor, row.service,
                               row.span.first);
  alert.relay = row.relay;
  const std::string relay(text(*row.relay).view());
  alert.message = who(alert) + " is managed behind " + relay + ", which itself contacts " +
                  std::string(scene.standing.title) + ": it opens connections to " + row.text +
                  " of " + relay + times(alert);
  return alert;
}

Alert evasion_alert(const MarkRow& row, const IncidentRow& incident, const Scene& scene) {
  Alert alert = alert_about(AlertEvent::evasion, row, row.span.last, scene);
  alert.incident = incident.id;
  alert.rule = incident.rule;
  alert.determination = incident.determination;
  alert.cutoff = incident.cutoff;
  alert.severity = Severity::warning;
  alert.evidence = Evidence::asked;
  alert.name = row.text.substr(0, row.text.find(' '));
  alert.message = who(alert) + " goes around the DNS block of " +
                  std::string(scene.standing.title) + " (" + row.service + "): " + row.text +
                  times(alert);
  alert.behind = incident.behind;
  if (alert.behind) {
    alert.message += "; " + std::string(text(*alert.behind).view()) +
                     " acts for others: the client is not visible from here";
  }
  return alert;
}

}  // namespace cutoffd::rules
