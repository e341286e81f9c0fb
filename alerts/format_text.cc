// The format `text`: one line for people.
//
//   2024-10-02T08:14:03Z warning desk-17 (10.20.30.40) contacted … [3f2a90c1d4e5f607]
//
// Text from the wire must not steer a terminal or turn the reading direction: control characters
// and the bidirectional and separator controls of Unicode become U+FFFD.
#include <array>

#include "alerts/draft.h"
#include "alerts/severity_scale.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

// U+200E U+200F, U+2028 to U+202E, U+2066 to U+2069 (UAX #9 and the line separators): all of them
// are E2 80 xx or E2 81 xx in UTF-8. And U+061C, D8 9C.
bool turns_text(std::string_view three) {
  const auto second = static_cast<std::uint8_t>(three[1]);
  const auto third = static_cast<std::uint8_t>(three[2]);
  if (second == 0x80) return third == 0x8e || third == 0x8f || (third >= 0xa8 && third <= 0xae);
  return second == 0x81 && third >= 0xa6 && third <= 0xa9;
}

void append_for_people(std::string& out, std::string_view text) {
  std::string clean;
  append_clean_utf8(clean, text, true);
  for (std::size_t i = 0; i < clean.size();) {
    const std::string_view rest = std::string_view(clean).substr(i);
    if (rest.size() >= 3 && rest[0] == '\xe2' && turns_text(rest)) {
      out += kReplacement;
      i += 3;
    } else if (rest.substr(0, 2) == "\xd8\x9c") {
      out += kReplacement;
      i += 2;
    } else {
      out += rest.front();
      ++i;
    }
  }
}

}  // namespace

void write_text(const Draft& draft, std::string& out) {
  const Alert& alert = draft.alert;
  const std::string_view colour =
      draft.context.colour ? scale_of(alert.severity).colour : std::string_view();
  out += rfc3339(alert.time, 0).view();
  out += ' ';
  out += colour;
  out += name_of(alert.severity);
  if (!colour.empty()) out += "\x1b[0m";
  out += ' ';
  append_for_people(out, draft.sentence());
  if (alert.incident.empty()) return;
  out += " [";
  append_for_people(out, alert.incident);
  out += ']';
}

}  // namespace cutoffd::alerts
