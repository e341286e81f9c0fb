// The keys of a rule in cutoffd.yaml.
#include <algorithm>
#include <chrono>

#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {

Kind<std::map<Evidence, Severity>> severities() {
  return map_from(word<Evidence>("evidence", cutoffd::name_of),
                  word<Severity>("severity", cutoffd::name_of));
}

Kind<std::vector<Duration>> reminders() {
  constexpr Duration kLeast = std::chrono::minutes(1);
  constexpr std::size_t kMost = 32;
  const auto waits = list_of(duration());
  Shape shape = *waits.shape;
  shape.expected = "off, or a list of at most 32 durations of a minute or more, such as [1d, 7d]";
  shape.single = true;
  Shape word = *shape.element;
  word.pattern = "^(off|([0-9]+(ns|us|ms|s|m|min|h|d|w))+)$";
  shape.element = std::make_shared<const Shape>(std::move(word));
  const auto shared = std::make_shared<const Shape>(std::move(shape));
  auto read = [=](const Node& node, Reader& reader, std::vector<Duration>& out) {
    if (node.type == Node::Type::text && node.text == "off") return out.clear();
    std::vector<Duration> some;
    if (node.type == Node::Type::text) {
      duration().read(node, reader, some.emplace_back());
    } else {
      waits.read(node, reader, some);
    }
    const bool odd =
        std::any_of(some.begin(), some.end(), [kLeast](Duration d) { return d < kLeast; });
    if (odd || some.size() > kMost) return reader.fail(node, shared->expected);
    out = std::move(some);
  };
  auto list = [waits](const std::vector<Duration>& all, Listing& out) {
    if (all.empty()) return out.value("off");
    waits.list(all, out);
  };
  return {shared, read, list};
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
              "windows", [](auto& r) -> auto& { return r.windows; }, time_windows(),
              "When it applies, by hours of the week; contacts that begin at other times open "
              "nothing under it. Without it always.")
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
          .key(
              "reminders", [](auto& r) -> auto& { return r.reminders; }, reminders(),
              "After each telling of an incident, how long until it is told that it continues; "
              "the last one repeats. off: never.")
          .kind();
  return kind;
}

}  // namespace cutoffd::config
