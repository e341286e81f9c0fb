// The body of the format `rfc5424`: STRUCTURED-DATA and MSG (RFC 5424 sections 6.3 and 6.4).
//
// No BOM before the MSG: the RFC has one for UTF-8, but receivers show it as three odd characters,
// and rsyslog and syslog-ng send none.
#include <algorithm>

#include "alerts/draft.h"
#include "alerts/values.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

// Section 6.3.3: '"', '\' and ']' are escaped, and nothing else is.
void append_param_value(std::string& out, std::string_view text) {
  std::string clean;
  append_clean_utf8(clean, text, true);
  for (const char c : clean) {
    if (c == '"' || c == '\\' || c == ']') out += '\\';
    out += c;
  }
}

// In the header already, or in an element of its own.
bool told_elsewhere(Key key) { return key == Key::time || key == Key::sequence_id; }

}  // namespace

void append_meta_element(std::string& out, std::uint64_t sequence_id) {
  if (sequence_id == 0) return;
  out += "[meta sequenceId=\"";
  out += std::to_string(sequence_id);
  out += "\"]";
}

void write_structured(const Draft& draft, std::string& out) {
  append_meta_element(out, draft.sequence_id);
  out += '[';
  out += draft.context.sd_id;
  for (const Value& value : values_of(draft)) {
    if (told_elsewhere(value.key)) continue;
    out += ' ';
    out += name_of(value.key);
    out += "=\"";
    append_param_value(out, joined(value));
    out += '"';
  }
  out += "] ";
  append_clean_utf8(out, draft.sentence(), true);
}

}  // namespace cutoffd::alerts
