// Keys for the machine that the sensor is: how small it is, and what of it outlives a power cut.
#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {
namespace {

// Never so often that one copy meets the next.
Kind<Duration> sync_interval() {
  constexpr Duration kShortest = std::chrono::seconds(1);
  Shape shape;
  shape.name = "duration";
  shape.expected = "a duration of at least 1s, such as 6h";
  return text_kind<Duration>(
      std::move(shape),
      [kShortest](std::string_view t) -> std::optional<Duration> {
        const auto parsed = parse_duration(t);
        return parsed && *parsed >= kShortest ? parsed : std::nullopt;
      },
      [](const Duration& d) { return duration_text(d); });
}

}  // namespace

Kind<std::optional<StateSync>> state_sync() {
  return maybe(Table<StateSync>("state_sync section")
                   .key(
                       "to", [](auto& s) -> auto& { return s.to; }, path(),
                       "The directory of the copy: on flash or a disk.", Presence::required)
                   .key(
                       "every", [](auto& s) -> auto& { return s.every; }, sync_interval(),
                       "How often, where anything is new. What is newer than the last copy is lost "
                       "in a power cut.")
                   .kind());
}

Kind<Settings> profile() {
  const Kind<Profile> kind = word<Profile>("profile", config::name_of);
  const auto read = [kind](const Node& node, Reader& reader, Settings& settings) {
    Profile profile = settings.profile;
    kind.read(node, reader, profile);
    begin_with(profile, settings);
  };
  return {kind.shape, read,
          [kind](const Settings& settings, Listing& out) { kind.list(settings.profile, out); }};
}

}  // namespace cutoffd::config
