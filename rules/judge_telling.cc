// When and what: the agenda of what is due, the alerts, and the way into the ledger.
#include <algorithm>
#include <iterator>

#include "rules/judge_impl.h"
#include "rules/telling.h"

namespace cutoffd::rules {
namespace {

constexpr std::size_t kRelayedFlows = 4096;

// Whoever was told of two incidents is told of the end of both: only what has one id, or none that
// anybody knows, goes into one message.
bool told_as_one(const IncidentRow& a, const IncidentRow& b) {
  return (!a.told_at && !b.told_at) || a.id == b.id;
}

}  // namespace

Judge::Impl::Impl(std::shared_ptr<const RuleSet> rules, const JudgeOptions& options, Ledger& ledger,
                  Counters& counters)
    : rules_(std::move(rules)),
      options_(options),
      ledger_(ledger),
      counters_(counters),
      standings_(rules_),
      devices_({options.max_devices, options.max_contacts, options.max_names}, counters),
      identity_(options.max_bindings, counters,
                [this](const BindingRow& row) {
                  return devices_.find(row.mac ? device_id(*row.mac) : device_id(row.ip)) !=
                         nullptr;
                }),
      forwarders_({options.forwarders, options.nats, options.proxies}),
      flows_(options.max_flows, counters),
      relayed_flows_(kRelayedFlows, counters),
      awaited_(options.max_flows, counters),
      resolver_users_(counters, options.max_resolver_users),
      history_(options.max_history, counters) {
  const Ledger::Rows& rows = ledger.rows();
  identity_.load(rows);
  devices_.load(rows);
  forwarders_.load(rows);
  resolver_users_.load(rows);
  load_relays();
  history_.load(rows);
  sight_.load(rows);
  carried_.load(rows, sight_.seen_until());
  shared_.load(rows);
  come_ = sight_.seen_until().value_or(kBeginning);
  devices_.for_each([this](const Device& device) {
    if (is_proved(device.row) || !device.row.mac) return;
    for (const IpAddress& ip : device.row.ips) remember_bearer(*device.row.mac, ip);
  });
  if (!options_.decide_only) judge_anew();
}

void Judge::Impl::use(std::shared_ptr<const RuleSet> rules) {
  rules_ = std::move(rules);
  standings_ = Standings(rules_);
  judge_anew();
  if (now_) reach(*now_);
}

Course Judge::Impl::course_of(const IncidentRow& row) {
  Course course;
  course.settle = options_.settle;
  course.quiet = options_.quiet;
  const Standing& standing = standings_.of(row.vendor, row.service);
  const auto at = std::find_if(
      standing.prohibitions.begin(), standing.prohibitions.end(),
      [&row](const Prohibition& prohibition) { return prohibition.rule->name == row.rule; });
  course.enforced = at != standing.prohibitions.end();
  if (!course.enforced) return course;
  course.minimum = at->rule->minimum;
  course.reminders = &at->rule->reminders;
  course.exemptions = &at->rule->exemptions;
  return course;
}

Watch Judge::Impl::watch_of(const Device& device, Instant now) const {
  return {sight_.blind(now), sight_.seeing(), device.row.alive, std::nullopt};
}

// For its place in the agenda: while the sensor is blind, what was blind before that.
Watch Judge::Impl::watch_of(const Incident& incident, const Course& course) const {
  Watch watch{sight_.blind_before(), sight_.seeing(), std::nullopt, std::nullopt};
  if (incident.row.muted) watch.exempt_to = exempt_to_of(incident.row, course);
  return watch;
}

// A place that is too early is left: when its time comes, the incident is looked at and put where
// it belongs then. Contacts come by thousands, and each of them puts silence off.
void Judge::Impl::schedule(Incident& incident) {
  const Course course = course_of(incident.row);
  const auto next = next_due(incident.row, course, watch_of(incident, course));
  if (!next) return unschedule(incident);
  if (incident.scheduled && *incident.scheduled <= *next) return;
  unschedule(incident);
  agenda_.emplace(*next, incident.row.key);
  incident.scheduled = next;
}

void Judge::Impl::unschedule(Incident& incident) {
  if (!incident.scheduled) return;
  agenda_.erase({*incident.scheduled, incident.row.key});
  incident.scheduled.reset();
}

void Judge::Impl::reach(Instant now) {
  if (!now_ || *now_ < now) now_ = now;
  if (past_waits_) tell_past(now);
  come_to(now);
  tell_due(now);
  sight_.reach(now);
}

void Judge::Impl::tell_due(Instant now) {
  while (!agenda_.empty() && agenda_.begin()->first <= now) {
    tell(*devices_.incident(agenda_.begin()->second), agenda_.begin()->first);
  }
}

// Only what settles is told before its time; reminders and silence are of a time that did not come.
void Judge::Impl::finish() {
  if (past_waits_ && now_) tell_past(*now_);
  std::set<std::pair<Instant, IncidentKey>> settling;
  for (const auto& [key, incident] : devices_.incidents()) {
    if (incident->row.due) settling.emplace(*incident->row.due, key);
  }
  for (const auto& [due, key] : settling) {
    Incident& incident = *devices_.incident(key);
    if (incident.row.due == due) tell(incident, due);
  }
}

void Judge::Impl::tell(Incident& looked_at, Instant now) {
  unschedule(looked_at);
  const std::shared_ptr<Device> device = devices_.find(looked_at.row.device);
  Contact& contact = *device->contacts.at({looked_at.row.vendor, looked_at.row.service});
  // What ends together is told together.
  for (const auto& incident : contact.incidents) mind_exemptions(*incident, now);
  const Watch watch = watch_of(*device, now);
  const auto due_of = [&](const IncidentRow& row) {
    return due_at(row, course_of(row), watch, now);
  };
  if (const std::optional<Due> due = due_of(looked_at.row)) {
    std::vector<Incident*> together;
    for (const auto& incident : contact.incidents) {
      if (told_as_one(incident->row, looked_at.row) && due_of(incident->row) == due) {
        together.push_back(incident.get());
      }
    }
    settle_due(contact, *device, *due, together, now);
    contact.row.state = state_of(contact);
    contact.changed = true;
    devices_.touch(*device);
  }
  schedule(looked_at);
}

void Judge::Impl::settle_due(Contact& contact, Device& device, const Due& due,
                             const std::vector<Incident*>& together, Instant now) {
  if (due.tell) {
    Scene scene = scene_of(device, contact);
    scene.blind = sight_.blind(now) - together.front()->row.blind_before;
    if (*due.tell == AlertEvent::quiet && coverage_words_) scene.coverage = coverage_words_(now);
    write(alert_of(*due.tell, now, together, scene));
  }
  for (Incident* incident : together) {
    if (due.tell) mark_told(incident->row, *due.tell, now);
    if (due.record) incident->row.state = *due.record;
    if (!due.tell && !due.record) incident->row.due.reset();
    incident->changed = true;
    schedule(*incident);
  }
  if (due.tell) tell_evasion(device, contact);
}

void Judge::Impl::tell_unclassified(Device& device, const Contact& contact, const Step& step) {
  if (!options_.tell_unclassified || device.row.unclassified_told) return;
  // Muted, not erased: the next such name after the exemption's end is told.
  const auto& rules = rules_->rules();
  if (std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
        return borne_with(rule, device.row, contact.row, step.time);
      })) {
    return;
  }
  device.row.unclassified_told = true;
  devices_.touch(device);
  write(unclassified_alert(contact.row, step, scene_of(device, contact)));
}

void Judge::Impl::write(Alert alert) {
  counters_.add(Counter::alerts);
  alerts_.push_back(std::move(alert));
}

// The rows first, then the alerts that tell of them: both wait in the ledger for one commit.
void Judge::Impl::save() {
  devices_.save(ledger_.rows());
  identity_.save(ledger_.rows());
  forwarders_.save(ledger_.rows());
  resolver_users_.save(ledger_.rows());
  history_.save(ledger_.rows());
  sight_.save(ledger_.rows());
  shared_.save(ledger_.rows());
  if (now_) carried_.save(ledger_.rows(), *now_);
  flows_.save(ledger_.rows(), [this](DeviceKey key) { return devices_.find(key) != nullptr; });
  for (const DecisionRow& row : decisions_) ledger_.rows().add(row);
  decisions_.clear();
  for (const Alert& alert : alerts_) ledger_.write_alert(alert);
  alerts_.clear();
}

bool Judge::Impl::found() const {
  const auto& all = devices_.incidents();
  return std::any_of(all.begin(), all.end(), [](const auto& entry) {
    const IncidentRow& row = entry.second->row;
    return row.told_at.has_value() || (row.muted && row.due);
  });
}

std::size_t Judge::Impl::open_incidents() const {
  const auto& all = devices_.incidents();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const auto& entry) { return is_open(entry.second->row); }));
}

}  // namespace cutoffd::rules
