// QRadar's LEEF 2.0: a header between pipes, then key=value pairs between carets.
//
// LEEF has no escape, so a caret in a text becomes U+FFFD; no other character can end a value. (A
// tab as delimiter would lose nothing, but rsyslog rewrites tabs on the way.) EventID and cat are
// the two words by which QRadar knows an event: both are stable.
#include <array>

#include "alerts/draft.h"
#include "alerts/message_id.h"
#include "alerts/severity_scale.h"
#include "alerts/values.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

void append_clean(std::string& out, std::string_view text) {
  std::string clean;
  append_clean_utf8(clean, text, true);
  for (const char c : clean) {
    if (c == '^') {
      out += kReplacement;
    } else {
      out += c;
    }
  }
}

void add_pair(std::string& out, std::string_view key, std::string_view text) {
  out += key;
  out += '=';
  append_clean(out, text);
}
void add_next(std::string& out, std::string_view key, std::string_view text) {
  out += '^';
  add_pair(out, key, text);
}

// LEEF's own word for a key, or ours where it has none. The first address alone goes into `src`.
std::string_view leef_key(Key key) {
  switch (key) {
    case Key::service:
      return "cat";
    case Key::rule:
      return "policy";
    case Key::server_ip:
      return "dst";
    case Key::server_port:
      return "dstPort";
    case Key::device_mac:
      return "srcMAC";
    case Key::device_name:
      return "identHostName";
    case Key::bytes_up:
      return "srcBytes";
    case Key::bytes_down:
      return "dstBytes";
    default:
      return name_of(key);
  }
}

void add_value(std::string& out, const Value& value) {
  if (value.key == Key::time) return;  // devTime
  if (value.key == Key::device_ip) {
    add_next(out, "src", value.texts.front());
    if (value.texts.size() == 1) return;
  }
  add_next(out, leef_key(value.key), joined(value));
}

}  // namespace

void write_leef(const Draft& draft, std::string& out) {
  const Alert& alert = draft.alert;
  const MessageId& id = message_id(alert.event);
  out += "LEEF:2.0|cutoffd|cutoffd|";
  for (const char c : draft.context.version) out += c == '|' ? '_' : c;
  out += '|';
  out += id.word;
  out += "|^|";
  add_pair(out, "devTime", rfc3339(alert.time, 3).view());
  add_next(out, "devTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSX");
  add_next(out, "sev", std::to_string(scale_of(alert.severity).leef));
  for (const Value& value : values_of(draft)) add_value(out, value);
  if (draft.has(Field::message) && !alert.message.empty()) add_next(out, "message", alert.message);
}

}  // namespace cutoffd::alerts
