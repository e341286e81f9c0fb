// The journal's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): KEY=value, one a line, in one
// datagram. Not one line, but one message: a line feed ends a field, and none can be in a text.
#include <cctype>

#include "alerts/draft.h"
#include "alerts/message_id.h"
#include "alerts/values.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

void add_field(std::string& out, std::string_view key, std::string_view text) {
  out += key;
  out += '=';
  append_clean_utf8(out, text, true);
  out += '\n';
}

// "CUTOFFD_DEVICE_MAC" for device_mac: a prefix of our own, as systemd.journal-fields(7) asks.
std::string journal_key(Key key) {
  std::string out = "CUTOFFD_";
  for (const char c : name_of(key)) out += static_cast<char>(std::toupper(c));
  return out;
}

}  // namespace

void write_journal(const Draft& draft, std::string& out) {
  const Alert& alert = draft.alert;
  const MessageId& id = message_id(alert.event);
  add_field(out, "MESSAGE", draft.sentence());
  add_field(out, "MESSAGE_ID", id.journal);
  add_field(out, "PRIORITY", std::to_string(static_cast<unsigned>(alert.severity)));
  add_field(out, "SYSLOG_FACILITY", std::to_string(draft.context.facility));
  add_field(out, "SYSLOG_IDENTIFIER", draft.context.app_name);
  // A key may come more than once: each address and VLAN has a field of its own.
  for (const Value& value : values_of(draft)) {
    for (const std::string& text : value.texts) add_field(out, journal_key(value.key), text);
  }
}

}  // namespace cutoffd::alerts
