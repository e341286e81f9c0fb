// The keys of a rule in cutoffd.yaml.
#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {

Kind<std::map<Evidence, Severity>> severities() {
  return map_from(word<Evidence>("evidence", cutoffd::name_of),
                  word<Severity>("severity", cutoffd::name_of));
}

const Kind<rules::Rule>& rule() {
  static const Kind<rules::Rule> kind =
      Table<rules::Rule>("rule")
          .key(
              "name", [](auto& r) -> auto& { return r.name; }, identifier(),
              "Its name; alerts bear it.", Presence::required)
          .key(
              "determination", [](auto& r) -> auto& { return r.determination; }, identifier(),
              "Which determination it enforces, by id.", Presence::required)
          .key(
              "services", [](auto& r) -> auto& { return r.services; }, list_of(identifier()),
              "For which services; empty for all that the determination prohibits.")
          .key(
              "scope", [](auto& r) -> auto& { return r.scope; }, scope(),
              "Where it applies; contacts elsewhere open nothing under it.")
          .key(
              "minimum", [](auto& r) -> auto& { return r.minimum; },
              word<Evidence>("evidence", cutoffd::name_of),
              "Contacts proved less far are recorded and not told.")
          .key(
              "inferred", [](auto& r) -> auto& { return r.inferred; },
              word<rules::Inferred>("inferred", rules::name_of),
              "What entries whose confidence is inferred may do: corroborate an incident that is "
              "open, or alert by themselves.")
          .key(
              "quiet", [](auto& r) -> auto& { return r.quiet_services; }, list_of(identifier()),
              "Services told at notice at most until something was transferred. Without it the "
              "determination's suggestion.")
          .key(
              "severity", [](auto& r) -> auto& { return r.severity; }, severities(),
              "How loud, by how far the contact went. Steps left out keep the determination's "
              "suggestion.")
          .key(
              "service_severity", [](auto& r) -> auto& { return r.service_severity; },
              map_from(identifier(), severities()), "The same for single services.")
          .kind();
  return kind;
}

}  // namespace cutoffd::config
