// The syslog headers: RFC 5424 section 6.2, RFC 3164 section 4.1, and the local form that glibc's
// syslog(3) writes to /dev/log (no HOSTNAME).
#include <array>
#include <ctime>

#include "alerts/draft.h"
#include "alerts/message_id.h"

namespace cutoffd::alerts {
namespace {

// PRINTUSASCII without the blank; configured text, so that anything else is a mistake of ours.
void append_word(std::string& out, std::string_view text, std::size_t most) {
  if (text.empty()) {
    out += '-';
    return;
  }
  for (const char c : text.substr(0, most)) out += c > ' ' && c < '\x7f' ? c : '_';
}

void append_priority(const Draft& draft, std::string& out) {
  out += '<';
  out += std::to_string(draft.context.facility * 8 + static_cast<unsigned>(draft.alert.severity));
  out += '>';
}

void write_rfc5424_header(const Draft& draft, std::string& out) {
  const FormatContext& context = draft.context;
  append_priority(draft, out);
  out += "1 ";
  out += rfc3339(draft.alert.time, 6).view();
  out += ' ';
  append_word(out, context.hostname, 255);
  out += ' ';
  append_word(out, context.app_name, 48);
  out += ' ';
  append_word(out, context.process_id == 0 ? "" : std::to_string(context.process_id), 128);
  out += ' ';
  out += message_id(draft.alert.event).word;
  out += ' ';
}

// "Aug  2 10:15:30" in the machine's zone, as receivers of this form take it; the true time is in
// the message. strftime would ask the locale.
void append_local_time(std::string& out, Instant time) {
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = static_cast<std::time_t>(
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch() / std::chrono::seconds(1));
  std::tm parts{};
  localtime_r(&seconds, &parts);
  const auto two = [&out](int number, char fill) {
    out += number < 10 ? fill : static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
  };
  out += kMonths.at(static_cast<std::size_t>(parts.tm_mon));
  out += ' ';
  two(parts.tm_mday, ' ');
  out += ' ';
  two(parts.tm_hour, '0');
  out += ':';
  two(parts.tm_min, '0');
  out += ':';
  two(parts.tm_sec, '0');
}

void write_rfc3164_header(const Draft& draft, bool with_host, bool with_tag, std::string& out) {
  const FormatContext& context = draft.context;
  append_priority(draft, out);
  append_local_time(out, draft.alert.time);
  out += ' ';
  if (with_host) {
    append_word(out, context.hostname, 255);
    out += ' ';
  }
  if (!with_tag) return;
  append_word(out, context.app_name, 32);  // section 4.1.3
  if (context.process_id != 0) out += "[" + std::to_string(context.process_id) + "]";
  out += ": ";
}

}  // namespace

void write_syslog_header(const Draft& draft, bool with_tag, std::string& out) {
  switch (draft.context.header) {
    case HeaderKind::none:
      return;
    case HeaderKind::rfc5424:
      return write_rfc5424_header(draft, out);
    case HeaderKind::rfc3164:
      return write_rfc3164_header(draft, true, with_tag, out);
    case HeaderKind::rfc3164_local:
      return write_rfc3164_header(draft, false, with_tag, out);
  }
}

}  // namespace cutoffd::alerts
