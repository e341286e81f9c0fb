// The keys of determinations/ID.yaml.
#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {
namespace {

Kind<rules::Activity> activity() {
  return Table<rules::Activity>("activity")
      .key(
          "id", [](auto& a) -> auto& { return a.id; }, identifier(), "Its short name.",
          Presence::required)
      .key(
          "title", [](auto& a) -> auto& { return a.title; }, text(), "What is prohibited.",
          Presence::required)
      .key(
          "from", [](auto& a) -> auto& { return a.from; }, instant(),
          "The first instant at which it is prohibited.", Presence::required)
      .key(
          "services", [](auto& a) -> auto& { return a.services; }, list_of(identifier()),
          "The watchlist's services that show it; empty where no packet can.")
      .kind();
}

Kind<rules::Rule> suggestion_for_rules() {
  return Table<rules::Rule>("rule's suggestion")
      .key(
          "minimum", [](auto& r) -> auto& { return r.minimum; },
          word<Evidence>("evidence", cutoffd::name_of),
          "Contacts proved less far are recorded and not told.")
      .key(
          "quiet", [](auto& r) -> auto& { return r.quiet_services; }, list_of(identifier()),
          "Services told at notice at most until something was transferred.")
      .key(
          "severity", [](auto& r) -> auto& { return r.severity; }, severities(),
          "How loud, by how far the contact went. Steps left out: notice for asked, resolved and "
          "contacted, warning for answered, err for transferred.")
      .key(
          "service_severity", [](auto& r) -> auto& { return r.service_severity; },
          map_from(identifier(), severities()), "The same for single services.")
      .key(
          "reminders", [](auto& r) -> auto& { return r.reminders; }, reminders(),
          "After each telling of an incident, how long until it is told that it continues; the "
          "last one repeats. off: never.")
      .kind();
}

}  // namespace

const Kind<DeterminationFile>& determination_file() {
  static const Kind<DeterminationFile> kind =
      Table<DeterminationFile>("determination")
          .key(
              "title", [](auto& f) -> auto& { return f.determination.title; }, text(),
              "What people call it.", Presence::required)
          .key(
              "authority", [](auto& f) -> auto& { return f.determination.authority; }, text(),
              "Who made it.", Presence::required)
          .key(
              "citation", [](auto& f) -> auto& { return f.determination.citation; }, text(),
              "Where it is published: \"99 FR 12345\".")
          .key(
              "vendor", [](auto& f) -> auto& { return f.determination.vendor; }, identifier(),
              "The vendor, by the id that its watchlist has.", Presence::required)
          .key(
              "enabled", [](auto& f) -> auto& { return f.enabled; }, truth(),
              "Whether it is enforced where cutoffd.yaml names no determination.")
          .key(
              "activities", [](auto& f) -> auto& { return f.determination.activities; },
              list_of(activity()), "What is prohibited, and from when.", Presence::required)
          .key(
              "exempt", [](auto& f) -> auto& { return f.determination.exempt_services; },
              list_of(identifier()), "Services that it leaves free; they never open an incident.")
          .key(
              "default_rule", [](auto& f) -> auto& { return f.default_rule; },
              suggestion_for_rules(), "How loud a rule is that does not say so itself.")
          .key(
              "note", [](auto& f) -> auto& { return f.determination.note; }, text(),
              "What it does not say; for reports.")
          .key(
              "sources", [](auto& f) -> auto& { return f.determination.sources; }, list_of(text()),
              "Where this was read.")
          .kind();
  return kind;
}

}  // namespace cutoffd::config
