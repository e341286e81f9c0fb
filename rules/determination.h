// Determinations (what an order prohibits, from which instant, what is exempt) and the operator's
// rules.
//
// Built by config/ from YAML. A cutoff is an instant with a zone, never a date.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/evidence.h"
#include "core/time.h"
#include "rules/exemption.h"
#include "rules/scope.h"
#include "rules/time_window.h"

namespace cutoffd::rules {

// Something that the order prohibits from an instant on.
struct Activity {
  std::string id;  // "update-and-operation"
  std::string title;
  Instant from{};
  std::vector<std::string> services;  // of watchlists; may be empty where the wire cannot show it
  friend bool operator==(const Activity&, const Activity&) = default;
};

struct Determination {
  std::string id;  // file name without extension: "end-of-service-2024"
  std::string title;
  std::string authority;
  std::string citation;  // "99 FR 12345"
  std::string vendor;    // of watchlists
  std::vector<Activity> activities;
  std::vector<std::string> exempt_services;  // never open an incident under this determination
  std::string note;                          // what it does not say; for documentation and reports
  std::vector<std::string> sources;
  friend bool operator==(const Determination&, const Determination&) = default;
};

// A day, then twice as long each time, up to a month.
inline std::vector<Duration> shipped_reminders() {
  std::vector<Duration> waits;
  for (const int days : {1, 2, 4, 8, 16, 30}) waits.push_back(std::chrono::hours(24 * days));
  return waits;
}

// The operator's decision: which determination is enforced, for which services, how loud.
// What an entry whose confidence is inferred may do by itself.
enum class Inferred : std::uint8_t { corroborate, alert };
std::string_view name_of(Inferred inferred);

struct Rule {
  std::string name;                    // unique; alerts bear it
  std::string determination;           // id
  std::vector<std::string> services;   // empty: all that the determination prohibits
  Evidence minimum = Evidence::asked;  // weaker contacts are recorded and not told
  Inferred inferred = Inferred::corroborate;
  // Contacts outside of these are none of this rule's business.
  Scope scope;
  std::vector<TimeWindow> windows;  // none: at all hours
  // How loud a contact is by the evidence reached. A service in `quiet_services` stays at most at
  // notice until `transferred`.
  std::vector<std::string> quiet_services;
  std::map<Evidence, Severity> severity;  // steps left out take the shipped default
  // After each telling, how long until the next reminder; the last one repeats. Empty: none.
  std::vector<Duration> reminders = shipped_reminders();
  std::vector<Exemption> exemptions;
  // Exceptions from `severity` for single services; steps left out take `severity`.
  std::map<std::string, std::map<Evidence, Severity>> service_severity;
  friend bool operator==(const Rule&, const Rule&) = default;
};

// How loud this rule makes a contact with the service once it has gone that far. `quiet_entry`:
// the watchlist entry itself asks for it (WatchEntry::quiet).
Severity severity_of(const Rule& rule, std::string_view service, bool quiet_entry,
                     Evidence reached);

}  // namespace cutoffd::rules
