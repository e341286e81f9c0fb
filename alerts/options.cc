#include "alerts/options.h"

#include <algorithm>
#include <array>

#include "core/words.h"

namespace cutoffd::alerts {
namespace {

using std::string_view;
using Template = WebhookOptions::Template;

constexpr std::array<string_view, 10> kTypes{"stdout", "unix", "journald", "udp",     "tcp",
                                             "tls",    "relp", "file",     "webhook", "mqtt"};
constexpr std::array<string_view, 10> kFormats{
    "text", "json", "rfc5424", "rfc3164", "rfc3164-local", "eve", "ecs", "cef", "leef", "journal"};
constexpr std::array<string_view, 4> kHeaders{"none", "rfc5424", "rfc3164", "rfc3164-local"};
constexpr std::array<string_view, 2> kFramings{"octet-counting", "line"};
constexpr std::array<string_view, 3> kTemplates{"json", "ntfy", "slack"};
constexpr std::array<string_view, 24> kFacilities{
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
    "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};

template <typename T>
bool any_or_listed(const std::vector<T>& listed, const T& value) {
  return listed.empty() || std::find(listed.begin(), listed.end(), value) != listed.end();
}

FormatKind usual_format(SinkType type) {
  switch (type) {
    case SinkType::standard_output:
      return FormatKind::text;
    case SinkType::journald:
      return FormatKind::journal;
    case SinkType::unix_socket:
      return FormatKind::rfc3164_local;
    case SinkType::udp:
    case SinkType::tcp:
    case SinkType::tls:
    case SinkType::relp:
      return FormatKind::rfc5424;
    case SinkType::file:
    case SinkType::webhook:
    case SinkType::mqtt:
      return FormatKind::json;
  }
  return FormatKind::text;
}

bool speaks_syslog(SinkType type) {
  return type == SinkType::unix_socket || type == SinkType::udp || type == SinkType::tcp ||
         type == SinkType::tls || type == SinkType::relp;
}

HeaderKind usual_header(SinkType type, FormatKind format) {
  if (format == FormatKind::rfc5424) return HeaderKind::rfc5424;
  if (format == FormatKind::rfc3164) return HeaderKind::rfc3164;
  if (format == FormatKind::rfc3164_local) return HeaderKind::rfc3164_local;
  if (!speaks_syslog(type)) return HeaderKind::none;
  if (type == SinkType::unix_socket) return HeaderKind::rfc3164_local;
  // What Sentinel's forwarder and QRadar look for.
  if (format == FormatKind::cef || format == FormatKind::leef) return HeaderKind::rfc3164;
  return HeaderKind::rfc5424;
}

// RFC 5425 section 4.3 for tls; for tcp what receivers of either header understand by default.
Framing usual_framing(SinkType type, HeaderKind header) {
  return type == SinkType::tls || header == HeaderKind::rfc5424 ? Framing::octet_counting
                                                                : Framing::line;
}

std::uint16_t usual_port(const SinkOptions& options) {
  switch (options.type) {
    case SinkType::udp:
    case SinkType::tcp:
      return 514;
    case SinkType::tls:
      return 6514;
    case SinkType::relp:
      return 2514;  // no number is assigned; what rsyslog's manual uses
    case SinkType::mqtt:
      return options.tls.enabled ? 8883 : 1883;
    default:
      return 0;
  }
}

std::string_view usual_path(SinkType type) {
  if (type == SinkType::unix_socket) return "/dev/log";
  if (type == SinkType::journald) return "/run/systemd/journal/socket";
  return {};
}

// udp: fits an Ethernet frame with room for a tunnel. Others: what RFC 5425 section 4.3.1 says that
// receivers should take.
std::size_t usual_octets(SinkType type) { return type == SinkType::udp ? 1400 : 8192; }

}  // namespace

string_view name_of(SinkType v) { return word_of(kTypes, v); }
string_view name_of(FormatKind v) { return word_of(kFormats, v); }
string_view name_of(HeaderKind v) { return word_of(kHeaders, v); }
string_view name_of(Framing v) { return word_of(kFramings, v); }
string_view name_of(Template v) { return word_of(kTemplates, v); }
string_view facility_name(unsigned facility) { return word_of(kFacilities, facility); }

std::optional<SinkType> parse_sink_type(string_view w) { return from_word<SinkType>(kTypes, w); }
std::optional<FormatKind> parse_format(string_view w) { return from_word<FormatKind>(kFormats, w); }
std::optional<HeaderKind> parse_header(string_view w) { return from_word<HeaderKind>(kHeaders, w); }
std::optional<Framing> parse_framing(string_view w) { return from_word<Framing>(kFramings, w); }
std::optional<Template> parse_webhook_template(string_view w) {
  return from_word<Template>(kTemplates, w);
}
std::optional<unsigned> parse_facility(string_view w) {
  return from_word<unsigned>(kFacilities, w);
}

bool SinkFilter::passes(const Alert& alert) const {
  return alert.severity <= minimum_severity && any_or_listed(rules, alert.rule) &&
         any_or_listed(events, alert.event);
}

SinkOptions completed(SinkOptions options, string_view machine) {
  if (!options.format) options.format = usual_format(options.type);
  if (!options.header) options.header = usual_header(options.type, *options.format);
  if (!options.framing) options.framing = usual_framing(options.type, *options.header);
  if (options.port == 0) options.port = usual_port(options);
  if (options.path.empty()) options.path = usual_path(options.type);
  if (options.hostname.empty()) options.hostname = machine;
  if (options.max_octets == 0) options.max_octets = usual_octets(options.type);
  if (options.tls.server_name.empty()) options.tls.server_name = options.host;
  if (options.mqtt.client_id.empty()) options.mqtt.client_id = "cutoffd-" + std::string(machine);
  return options;
}

}  // namespace cutoffd::alerts
