// The keys of a sink: those of alerts/options.h, under the same names.
#include <string>
#include <string_view>
#include <utility>

#include "alerts/presets.h"
#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {
namespace {

using alerts::SinkOptions;

Kind<alerts::SinkFilter> filter() {
  return Table<alerts::SinkFilter>("filter")
      .key(
          "minimum_severity", [](auto& f) -> auto& { return f.minimum_severity; },
          word<Severity>("severity", cutoffd::name_of), "Only alerts as bad as this, or worse.")
      .key(
          "rules", [](auto& f) -> auto& { return f.rules; }, list_of(identifier()),
          "Only alerts of these rules; empty for all.")
      .key(
          "events", [](auto& f) -> auto& { return f.events; },
          list_of(word<AlertEvent>("event", cutoffd::name_of)), "Only these events; empty for all.")
      .kind();
}

Kind<alerts::TlsOptions> tls() {
  return Table<alerts::TlsOptions>("tls section")
      .key(
          "enabled", [](auto& t) -> auto& { return t.enabled; }, truth(),
          "Whether relp and mqtt use TLS; tls and https always do.")
      .key(
          "ca_file", [](auto& t) -> auto& { return t.ca_file; }, text(),
          "Certificate authorities to trust (PEM); without it the system's.")
      .key(
          "certificate_file", [](auto& t) -> auto& { return t.certificate_file; }, text(),
          "Our own certificate with its chain (PEM); without it none is shown.")
      .key(
          "key_file", [](auto& t) -> auto& { return t.key_file; }, text(),
          "The private key of certificate_file (PEM).")
      .key(
          "server_name", [](auto& t) -> auto& { return t.server_name; }, text(),
          "The name that the server's certificate must bear; without it the host.")
      .key(
          "fingerprints", [](auto& t) -> auto& { return t.fingerprints; }, list_of(text()),
          "SHA-256 of the server's certificate. Where given, it must be one of these, and neither "
          "name nor authority is asked.")
      .kind();
}

Kind<alerts::WebhookOptions> webhook() {
  return Table<alerts::WebhookOptions>("webhook section")
      .key(
          "url", [](auto& w) -> auto& { return w.url; }, text(),
          "Where to POST: http://HOST[:PORT]/PATH or https://….", Presence::required)
      .key(
          "template", [](auto& w) -> auto& { return w.body; },
          word<alerts::WebhookOptions::Template>("template", alerts::name_of),
          "What the body looks like.")
      .key(
          "token_file", [](auto& w) -> auto& { return w.token_file; }, text(),
          "A file whose first line is sent as bearer token.")
      .kind();
}

Kind<alerts::MqttOptions> mqtt() {
  return Table<alerts::MqttOptions>("mqtt section")
      .key(
          "topic", [](auto& m) -> auto& { return m.topic; }, text(),
          "Alerts go to TOPIC/alerts, the summary to TOPIC/state.")
      .key(
          "client_id", [](auto& m) -> auto& { return m.client_id; }, text(),
          "Without it \"cutoffd-\" and the host's name.")
      .key(
          "username", [](auto& m) -> auto& { return m.username; }, text(), "The broker's user.")
      .key(
          "password_file", [](auto& m) -> auto& { return m.password_file; }, text(),
          "A file whose first line is the password.")
      .key(
          "home_assistant", [](auto& m) -> auto& { return m.home_assistant; }, truth(),
          "Announce one summary sensor to Home Assistant.")
      .key(
          "discovery_prefix", [](auto& m) -> auto& { return m.discovery_prefix; }, text(),
          "Where Home Assistant listens for announcements.")
      .kind();
}

// Sets the preset's keys; what is written beside it then changes them.
Kind<SinkOptions> preset() {
  std::vector<std::string> names;
  for (const alerts::Preset& one : alerts::presets()) names.emplace_back(one.name);
  const auto shape = std::make_shared<const Shape>(word_shape("preset", names));
  auto read = [shape](const Node& node, Reader& reader, SinkOptions& options) {
    if (node.type == Node::Type::text && alerts::apply_preset(node.text, options)) return;
    reader.fail(node, shape->expected, suggestion(node.text, shape->choices));
  };
  auto list = [](const SinkOptions& options, Listing& out) {
    if (!options.preset.empty()) out.value(options.preset);
  };
  return {shape, read, list};
}

// "tls.key_file" in the sink's node; the sink itself where it is not written.
const Node& node_of(const Node& sink, std::string_view key) {
  const Node* at = &sink;
  while (at != nullptr && !key.empty()) {
    const std::size_t dot = key.find('.');
    at = at->find(key.substr(0, dot));
    key = dot == std::string_view::npos ? std::string_view{} : key.substr(dot + 1);
  }
  return at == nullptr ? sink : *at;
}

// What only the whole can tell: the room that will use the sink says it.
void check_sink(const SinkOptions& options, const Node& node, Reader& reader) {
  for (const alerts::OptionProblem& problem :
       alerts::problems_of(completed(options, "localhost"))) {
    const Reader::Step step(reader, std::string_view(problem.key));
    const Node& at = node_of(node, problem.key);
    reader.fail(at.at, &at == &node ? "" : shown(at), "", problem.message);
  }
}

template <typename Next>
auto addressed(Next&& table) {
  return std::forward<Next>(table)
      .key(
          "host", [](auto& s) -> auto& { return s.host; }, text(),
          "The collector's name or address (udp, tcp, tls, relp, mqtt).")
      .key(
          "port", [](auto& s) -> auto& { return s.port; }, count<std::uint16_t>(0, 65'535),
          "Its port; 0 for the usual one of the type: 514, 514, 6514, 2514, 1883 or 8883.")
      .key(
          "path", [](auto& s) -> auto& { return s.path; }, text(),
          "The file (file), or the socket (unix: /dev/log, journald: "
          "/run/systemd/journal/socket).");
}

template <typename Next>
auto worded(Next&& table) {
  return std::forward<Next>(table)
      .key(
          "facility", [](auto& s) -> auto& { return s.facility; },
          word<unsigned>("facility", alerts::facility_name), "The syslog facility.")
      .key(
          "app_name", [](auto& s) -> auto& { return s.app_name; }, text(),
          "APP-NAME in syslog headers.")
      .key(
          "hostname", [](auto& s) -> auto& { return s.hostname; }, text(),
          "HOSTNAME in syslog headers; without it the machine's.")
      .key(
          "sd_id", [](auto& s) -> auto& { return s.sd_id; }, text(),
          "SD-ID of RFC 5424's structured data. 32473 is the number for documentation (RFC 5612): "
          "put your own enterprise number in.")
      .key(
          "colour", [](auto& s) -> auto& { return s.colour; }, truth(),
          "Colours for people (text only).")
      .key(
          "max_octets", [](auto& s) -> auto& { return s.max_octets; },
          octets<std::size_t>(0, std::size_t{1} << 20),
          "The longest message; optional fields are left out until it fits. 0B for 1400B with udp, "
          "8KiB otherwise.");
}

template <typename Next>
auto paced(Next&& table) {
  return std::forward<Next>(table)
      .key(
          "retry_minimum", [](auto& s) -> auto& { return s.retry_minimum; }, duration(),
          "The first wait after a failure; it doubles with each further one.")
      .key(
          "retry_maximum", [](auto& s) -> auto& { return s.retry_maximum; }, duration(),
          "The longest wait.")
      .key(
          "timeout", [](auto& s) -> auto& { return s.timeout; }, duration(),
          "For connecting, for a handshake, for an acknowledgement.")
      .key(
          "resend_octets", [](auto& s) -> auto& { return s.resend_octets; },
          octets<std::size_t>(0, std::size_t{16} << 20),
          "How much is sent again after the peer ended the connection (tcp, tls).");
}

}  // namespace

Kind<SinkOptions> sink() {
  auto table =
      Table<SinkOptions>("sink")
          .key(
              "name", [](auto& s) -> auto& { return s.name; }, identifier(),
              "Its name; how far it got is remembered under it.", Presence::required)
          .key(
              "preset", [](auto& s) -> auto& { return s; }, preset(),
              "A collector's name: sets type, format, header, framing, port, template and "
              "home_assistant as it wants them (docs/alerts.md, section 2). Each key can be set "
              "otherwise beside it.")
          .key(
              "type", [](auto& s) -> auto& { return s.type; },
              word<alerts::SinkType>("sink type", alerts::name_of),
              "How alerts travel; needed where no preset says it.")
          .first("preset")
          .at_least_one({"type", "preset"})
          .key(
              "format", [](auto& s) -> auto& { return s.format; },
              maybe(word<alerts::FormatKind>("format", alerts::name_of)),
              "What alerts look like; without it what suits the type.")
          .key(
              "header", [](auto& s) -> auto& { return s.header; },
              maybe(word<alerts::HeaderKind>("header", alerts::name_of)),
              "The syslog header before a format that has none; without it what suits the type.")
          .key(
              "framing", [](auto& s) -> auto& { return s.framing; },
              maybe(word<alerts::Framing>("framing", alerts::name_of)),
              "How messages are told apart on a connection (RFC 6587).");
  return paced(worded(addressed(std::move(table))))
      .key(
          "filter", [](auto& s) -> auto& { return s.filter; }, filter(), "Which alerts go here.")
      .key(
          "tls", [](auto& s) -> auto& { return s.tls; }, tls(), "Keys and certificates.")
      .key(
          "webhook", [](auto& s) -> auto& { return s.webhook; }, webhook(), "For the type webhook.")
      .key(
          "mqtt", [](auto& s) -> auto& { return s.mqtt; }, mqtt(), "For the type mqtt.")
      .check_whole(check_sink)
      .kind();
}

}  // namespace cutoffd::config
