// What the operator says about one sink: plain values with their defaults, filled by config/.
//
// A member's name is its key in the YAML below `sinks:` (docs/alerts.md has each with its meaning).
// Members that say "empty" or "0 means" are filled by completed(); problems_of() tells everything
// that is wrong with a sink before the program starts, so that nothing is found out by a lost
// alert. Threads: values. Units: octets, Duration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/evidence.h"
#include "core/time.h"

namespace cutoffd::alerts {

// How an alert travels. In YAML `type:`, words as in name_of().
enum class SinkType : std::uint8_t {
  standard_output,  // "stdout"
  unix_socket,      // "unix": a local syslog daemon, usually /dev/log
  journald,         // the journal's native protocol
  udp,              // RFC 5426
  tcp,              // RFC 6587
  tls,              // RFC 5425
  relp,             // acknowledged per message
  file,
  webhook,  // HTTP or HTTPS POST; 2xx is the acknowledgement
  mqtt,     // publish with QoS 1
};
std::string_view name_of(SinkType type);
std::optional<SinkType> parse_sink_type(std::string_view word);

// What an alert looks like. In YAML `format:`.
enum class FormatKind : std::uint8_t {
  text,           // one line for people
  json,           // the project's own contract
  rfc5424,        // syslog with structured data
  rfc3164,        // traditional syslog; key="value" pairs
  rfc3164_local,  // "rfc3164-local": the same without time zone and host, for /dev/log
  eve,            // Suricata
  ecs,            // Elastic Common Schema
  cef,            // ArcSight, Sentinel
  leef,           // QRadar
  journal,        // the fields of journald's native protocol; for that transport alone
};
std::string_view name_of(FormatKind format);
std::optional<FormatKind> parse_format(std::string_view word);

// The syslog header before a format that has none of its own (json, eve, ecs, cef, leef, text).
enum class HeaderKind : std::uint8_t { none, rfc5424, rfc3164, rfc3164_local };
std::string_view name_of(HeaderKind header);
std::optional<HeaderKind> parse_header(std::string_view word);

// How messages are told apart on a byte stream (RFC 6587 sections 3.4.1 and 3.4.2).
enum class Framing : std::uint8_t { octet_counting, line };  // "octet-counting", "line"
std::string_view name_of(Framing framing);
std::optional<Framing> parse_framing(std::string_view word);

// RFC 5424 section 6.2.1: "kern" (0) to "local7" (23).
std::optional<unsigned> parse_facility(std::string_view word);
std::string_view facility_name(unsigned facility);

// An alert passes if it passes all three.
struct SinkFilter {
  Severity minimum_severity = Severity::debug;  // this or worse
  std::vector<std::string> rules;  // empty: every rule; else alerts of these rules only
  std::vector<AlertEvent> events;  // empty: every event

  [[nodiscard]] bool passes(const Alert& alert) const;
  friend bool operator==(const SinkFilter&, const SinkFilter&) = default;
};

struct TlsOptions {
  bool enabled = false;          // for relp and mqtt; `tls` and https have it always
  std::string ca_file;           // PEM; empty: the system's store
  std::string certificate_file;  // ours, PEM, with its chain; empty: none is shown
  std::string key_file;          // PEM; belongs to certificate_file
  std::string server_name;       // verified, and sent as SNI; empty: the sink's host
  // SHA-256 of the server's certificate, hex with or without colons. Where given, the certificate
  // must be one of these, and chain and name are not asked (RFC 5425 section 4.2.2).
  std::vector<std::string> fingerprints;
  friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

struct WebhookOptions {
  std::string url;  // http://host[:port]/path or https://…
  enum class Template : std::uint8_t { json, ntfy, slack };
  Template body = Template::json;  // in YAML `template:`
  std::string token_file;          // its first line is sent as "Authorization: Bearer …"
  friend bool operator==(const WebhookOptions&, const WebhookOptions&) = default;
};
std::string_view name_of(WebhookOptions::Template body);
std::optional<WebhookOptions::Template> parse_webhook_template(std::string_view word);

struct MqttOptions {
  std::string topic = "cutoffd";  // alerts go to TOPIC/alerts, the summary to TOPIC/state
  std::string client_id;          // empty: "cutoffd-" and the host's name
  std::string username;
  std::string password_file;    // its first line
  bool home_assistant = false;  // announce one summary sensor
  std::string discovery_prefix = "homeassistant";
  friend bool operator==(const MqttOptions&, const MqttOptions&) = default;
};

// RFC 5612 reserves enterprise number 32473 for documentation. This project owns no number, so that
// is the default; a site that cares puts its own in.
inline constexpr std::string_view kDefaultSdId = "cutoffd@32473";

struct SinkOptions {
  std::string name;    // unique; the ledger keeps the sink's cursor under it
  std::string preset;  // alerts/presets.h, for people: its keys are set below; empty: none
  SinkType type = SinkType::standard_output;
  std::optional<FormatKind> format;  // absent: what suits the type, see completed()
  std::optional<HeaderKind> header;  // absent: what suits type and format
  std::optional<Framing> framing;    // absent: octet counting; a line for tcp without RFC 5424

  std::string host;        // udp, tcp, tls, relp, mqtt: name or address
  std::uint16_t port = 0;  // 0 means the type's own: 514, 514, 6514, 2514, 1883 or 8883
  std::string path;        // unix, journald, file; empty: /dev/log, /run/systemd/journal/socket

  unsigned facility = 3;  // daemon
  std::string app_name = "cutoffd";
  std::string hostname;  // HOSTNAME in syslog headers; empty: the machine's
  std::string sd_id{kDefaultSdId};
  bool colour = false;         // text only
  std::size_t max_octets = 0;  // of one message without framing; 0 means 1,400 for udp, else 8,192

  SinkFilter filter;
  Duration retry_minimum =
      std::chrono::seconds(1);  // first wait after a failure; doubles, jittered
  Duration retry_maximum = std::chrono::minutes(1);
  Duration timeout = std::chrono::seconds(20);  // for connecting, a handshake, an acknowledgement
  // tcp, tls: sent again, although acknowledged, after the peer ended the connection: what a
  // collector had not read is gone with it, and its kernel had acknowledged that.
  std::size_t resend_octets = 64 * 1024;

  TlsOptions tls;
  WebhookOptions webhook;
  MqttOptions mqtt;
  friend bool operator==(const SinkOptions&, const SinkOptions&) = default;
};

// The same with every default filled in. `machine` is the host's name.
SinkOptions completed(SinkOptions options, std::string_view machine);

// Of all sinks together.
struct DeliveryOptions {
  Duration drain = std::chrono::seconds(5);  // how long alerts may take at the end of the program
  friend bool operator==(const DeliveryOptions&, const DeliveryOptions&) = default;
};

struct OptionProblem {
  std::string key;      // "host", "tls.key_file" …
  std::string message;  // what is wrong and what was expected
};
// Everything wrong with completed options; empty where the sink can work. Reads no file and asks
// no name server.
std::vector<OptionProblem> problems_of(const SinkOptions& options);

}  // namespace cutoffd::alerts
