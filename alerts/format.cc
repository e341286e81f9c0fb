#include "alerts/format.h"

#include <algorithm>
#include <limits>

#include "alerts/draft.h"
#include "alerts/message_id.h"

namespace cutoffd::alerts {
namespace {

void write_body(FormatKind kind, const Draft& draft, std::string& out) {
  switch (kind) {
    case FormatKind::text:
      return write_text(draft, out);
    case FormatKind::json:
      return write_json(draft, out);
    case FormatKind::rfc5424:
      return write_structured(draft, out);
    case FormatKind::rfc3164:
    case FormatKind::rfc3164_local:
      return write_pairs(draft, out);
    case FormatKind::eve:
      return write_eve(draft, out);
    case FormatKind::ecs:
      return write_ecs(draft, out);
    case FormatKind::cef:
      return write_cef(draft, out);
    case FormatKind::leef:
      return write_leef(draft, out);
    case FormatKind::journal:
      return write_journal(draft, out);
  }
}

// After a TAG, receivers take "CEF:0|" and "LEEF:2.0|" for text; without one they know them.
bool wants_tag(FormatKind kind) { return kind != FormatKind::cef && kind != FormatKind::leef; }

void write_message(FormatKind kind, const Draft& draft, std::string& out) {
  write_syslog_header(draft, wants_tag(kind), out);
  // RFC 5424 has structured data in every message; a format that brings none gets the element that
  // numbers messages, or the nil value.
  if (draft.context.header == HeaderKind::rfc5424 && kind != FormatKind::rfc5424) {
    if (draft.sequence_id == 0) out += '-';
    append_meta_element(out, draft.sequence_id);
    out += ' ';
  }
  write_body(kind, draft, out);
}

// RFC 5424 section 7.3.1: sequenceId begins with 1 and returns to 1 after 2147483647.
std::uint64_t wrapped(std::uint64_t sequence_id) {
  constexpr std::uint64_t kMost = 2147483647;
  return sequence_id == 0 ? 0 : (sequence_id - 1) % kMost + 1;
}

// What never goes, at its longest.
Alert longest_alert(AlertEvent event) {
  Alert alert;
  alert.sequence = std::numeric_limits<std::uint64_t>::max();
  alert.time = Instant::max();  // as many digits as a time can have
  alert.event = event;
  alert.incident = "0123456789abcdef";
  alert.severity = Severity::warning;
  alert.evidence = Evidence::transferred;
  alert.blocked = Blocked::unreachable;
  alert.behind = IpAddress::parse("2001:db8:1111:2222:3333:4444:5555:6666");
  return alert;
}

}  // namespace

std::string_view Draft::sentence() const {
  return alert.message.empty() || !has(Field::message) ? message_id(alert.event).sentence
                                                       : std::string_view(alert.message);
}

Format::Format(FormatKind kind, FormatContext context)
    : kind_(kind), context_(std::move(context)) {}

bool Format::write(const Alert& alert, std::uint64_t sequence_id, std::size_t budget,
                   std::string& out) const {
  Draft draft{alert, context_, wrapped(sequence_id), {}};
  do {
    out.clear();
    write_message(kind_, draft, out);
    if (out.size() <= budget) return true;
  } while (draft.fields.drop_next());
  out.clear();
  return false;
}

std::size_t Format::least_budget() const {
  constexpr std::uint64_t kLongestId = 2147483647;
  std::size_t longest = 0;
  std::string out;
  for (unsigned event = 0; event <= static_cast<unsigned>(AlertEvent::heartbeat); ++event) {
    const Alert alert = longest_alert(static_cast<AlertEvent>(event));
    out.clear();
    write_message(kind_, Draft{alert, context_, kLongestId, FieldSet::least()}, out);
    longest = std::max(longest, out.size());
  }
  return longest;
}

Format format_of(const SinkOptions& completed, std::uint32_t process_id, std::string_view version) {
  FormatContext context;
  context.header = completed.header.value_or(HeaderKind::none);
  context.facility = completed.facility;
  context.hostname = completed.hostname;
  context.app_name = completed.app_name;
  context.process_id = process_id;
  context.sd_id = completed.sd_id;
  context.version = version;
  context.colour = completed.colour;
  return {completed.format.value_or(FormatKind::text), std::move(context)};
}

}  // namespace cutoffd::alerts
