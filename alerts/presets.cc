#include "alerts/presets.h"

#include <array>

namespace cutoffd::alerts {
namespace {

// What each receiver parses was tried where a Debian package exists, else read in its documents;
// docs/alerts.md says which.
constexpr std::array<Preset, 13> kPresets{{
    {.name = "rsyslog",
     .receiver = "rsyslog's imrelp",
     .type = SinkType::relp,
     .format = FormatKind::rfc5424},
    {.name = "syslog-ng",
     .receiver = "syslog-ng's syslog() source",
     .format = FormatKind::rfc5424,
     .framing = Framing::octet_counting,
     .port = 601},
    {.name = "wazuh4",
     .receiver = "Wazuh 4's syslog listener",
     .format = FormatKind::eve,
     .header = HeaderKind::rfc3164,
     .framing = Framing::line},
    {.name = "wazuh5",
     .receiver = "the Wazuh 5 agent, which reads the journal",
     .type = SinkType::journald},
    {.name = "graylog",
     .receiver = "Graylog's syslog TCP input",
     .format = FormatKind::rfc5424,
     .framing = Framing::octet_counting},
    {.name = "splunk-sc4s",
     .receiver = "Splunk Connect for Syslog",
     .format = FormatKind::rfc5424,
     .framing = Framing::octet_counting,
     .port = 601},
    {.name = "sentinel-cef",
     .receiver = "Microsoft Sentinel's syslog forwarder",
     .format = FormatKind::cef,
     .header = HeaderKind::rfc3164,
     .framing = Framing::line},
    {.name = "qradar-leef",
     .receiver = "QRadar's syslog log source",
     .format = FormatKind::leef,
     .header = HeaderKind::rfc3164,
     .framing = Framing::line},
    {.name = "loki-alloy",
     .receiver = "Grafana Alloy's loki.source.syslog",
     .format = FormatKind::json,
     .header = HeaderKind::rfc5424,
     .framing = Framing::octet_counting,
     .port = 601},
    {.name = "elastic-agent",
     .receiver = "Elastic Agent's custom TCP input (ndjson)",
     .format = FormatKind::ecs,
     .header = HeaderKind::none,
     .framing = Framing::line,
     .port = 8080},
    {.name = "telegraf",
     .receiver = "Telegraf's syslog input",
     .format = FormatKind::rfc5424,
     .framing = Framing::octet_counting,
     .port = 6514},
    {.name = "home-assistant",
     .receiver = "Home Assistant, by an MQTT broker",
     .type = SinkType::mqtt,
     .home_assistant = true},
    {.name = "ntfy",
     .receiver = "an ntfy topic",
     .type = SinkType::webhook,
     .body = WebhookOptions::Template::ntfy},
}};

}  // namespace

std::span<const Preset> presets() { return kPresets; }

bool apply_preset(std::string_view name, SinkOptions& options) {
  for (const Preset& preset : kPresets) {
    if (preset.name != name) continue;
    options.preset = preset.name;
    options.type = preset.type;
    options.format = preset.format;
    options.header = preset.header;
    options.framing = preset.framing;
    options.port = preset.port;
    if (preset.body) options.webhook.body = *preset.body;
    options.mqtt.home_assistant = preset.home_assistant;
    return true;
  }
  return false;
}

}  // namespace cutoffd::alerts
