// The MSG of the formats `rfc3164` and `rfc3164-local`: the message id, the sentence, and the
// fields as key="value" pairs.
//
//   CONTACT_OPENED message="desk-17 contacted …" time="…" event="opened" …
//
// Every value is quoted, and '"' and '\' in it have a backslash before them: text from the wire can
// end neither its value nor its line.
#include "alerts/draft.h"
#include "alerts/message_id.h"
#include "alerts/values.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

void append_pair(std::string& out, std::string_view key, std::string_view text) {
  std::string clean;
  append_clean_utf8(clean, text, true);
  out += ' ';
  out += key;
  out += "=\"";
  for (const char c : clean) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

}  // namespace

void write_pairs(const Draft& draft, std::string& out) {
  out += message_id(draft.alert.event).word;
  append_pair(out, "message", draft.sentence());
  for (const Value& value : values_of(draft)) append_pair(out, name_of(value.key), joined(value));
}

}  // namespace cutoffd::alerts
