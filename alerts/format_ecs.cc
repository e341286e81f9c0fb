// Elastic Common Schema 9: ECS fields where ECS has the meaning, `cutoffd.*` for the rest.
#include <algorithm>
#include <array>
#include <cctype>

#include "alerts/draft.h"
#include "alerts/message_id.h"
#include "alerts/optional_members.h"
#include "alerts/severity_scale.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

constexpr std::string_view kEcsVersion = "9.0.0";

// ECS wants RFC 7042's form: upper case with dashes.
std::string ecs_mac(const Mac& mac) {
  std::string out(text(mac).view());
  for (char& c : out) c = c == ':' ? '-' : static_cast<char>(std::toupper(c));
  return out;
}

// "contact-opened" for CONTACT_OPENED.
std::string action_of(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = c == '_' ? '-' : static_cast<char>(std::tolower(c));
  return out;
}

bool of_sensor(AlertEvent event) {
  return event == AlertEvent::sensor || event == AlertEvent::heartbeat;
}

void texts(JsonWriter& json, std::string_view key, std::initializer_list<std::string_view> list) {
  json.key(key).begin_array();
  for (const std::string_view text : list) json.value(text);
  json.end_array();
}

void write_event(const Draft& draft, JsonWriter& json) {
  const Alert& alert = draft.alert;
  const MessageId& id = message_id(alert.event);
  json.key("event").begin_object();
  if (of_sensor(alert.event)) {
    json.member("kind", "state");
    texts(json, "category", {"host"});
    texts(json, "type", {"info"});
  } else {
    json.member("kind", "alert");
    texts(json, "category", {"network", "intrusion_detection"});
    texts(json, "type", {"info"});
  }
  json.member("dataset", "cutoffd.alert").member("code", id.word);
  // Repetitions, which go where room is scarce.
  if (draft.has(Field::message)) {
    json.member("module", "cutoffd").member("action", action_of(id.word));
  }
  if (alert.sequence != 0) json.member("sequence", alert.sequence);
  json.member("severity", scale_of(alert.severity).ecs);
  if (draft.has(Field::first)) optional_time(json, "start", alert.first, 6);
  if (draft.has(Field::last)) optional_time(json, "end", alert.last, 6);
  json.end_object();
}

void write_source(const Draft& draft, const DeviceView& device, JsonWriter& json) {
  json.key("source").begin_object();
  if (draft.has(Field::address) && !device.ips.empty()) {
    json.member("ip", text(device.ips.front()).view());
  }
  if (device.mac && draft.has(Field::mac)) json.member("mac", ecs_mac(*device.mac));
  if (draft.has(Field::device_name)) optional_text(json, "domain", device.name);
  if (has_bytes(draft.alert) && draft.has(Field::bytes)) {
    json.member("bytes", draft.alert.bytes_up);
  }
  json.end_object();
}

void write_destination(const Draft& draft, JsonWriter& json) {
  const Alert& alert = draft.alert;
  const bool server = alert.server && draft.has(Field::server);
  const bool name = !alert.name.empty() && draft.has(Field::name);
  if (!server && !name) return;
  json.key("destination").begin_object();
  if (server) {
    json.member("ip", text(alert.server->ip).view());
    if (alert.server->port != Port{}) json.member("port", number(alert.server->port));
  }
  if (name) json.member("domain", alert.name);
  if (has_bytes(alert) && draft.has(Field::bytes)) json.member("bytes", alert.bytes_down);
  json.end_object();
}

void write_network(const Draft& draft, const DeviceView& device, JsonWriter& json) {
  if (!draft.has(Field::vlan) || device.vlans.empty()) return;
  json.key("network").begin_object();
  json.key("vlan").begin_object().member("id", std::to_string(device.vlans.front())).end_object();
  if (device.vlans.size() > 1) {
    json.key("inner").begin_object().key("vlan").begin_object();
    json.member("id", std::to_string(device.vlans.back())).end_object().end_object();
  }
  json.end_object();
}

void write_observer_and_rule(const Draft& draft, JsonWriter& json) {
  const Alert& alert = draft.alert;
  if (draft.has(Field::sensor)) {
    json.key("observer").begin_object();
    json.member("type", "sensor").member("product", "cutoffd");
    json.member("version", draft.context.version);
    optional_text(json, "hostname", alert.sensor);
    json.end_object();
  }
  const bool rule = !alert.rule.empty() && draft.has(Field::rule);
  const bool ruleset = !alert.determination.empty() && draft.has(Field::determination);
  if (!rule && !ruleset) return;
  json.key("rule").begin_object();
  if (rule) json.member("name", alert.rule);
  if (ruleset) json.member("ruleset", alert.determination);
  json.end_object();
}

// What Kibana's pivots look for: every address and every name.
void write_related(const Draft& draft, JsonWriter& json) {
  const Alert& alert = draft.alert;
  if (!alert.device || !draft.has(Field::more_addresses)) return;
  json.key("related").begin_object().key("ip").begin_array();
  for (const IpAddress& ip : alert.device->ips) json.value(text(ip).view());
  if (alert.server) json.value(text(alert.server->ip).view());
  json.end_array().key("hosts").begin_array();
  if (!alert.device->name.empty()) json.value(alert.device->name);
  if (!alert.name.empty()) json.value(alert.name);
  json.end_array().end_object();
}

void write_own(const Draft& draft, JsonWriter& json) {
  const Alert& alert = draft.alert;
  json.key("cutoffd").begin_object();
  json.member("event", name_of(alert.event));
  optional_text(json, "incident", alert.incident);
  if (draft.has(Field::group)) optional_text(json, "group", alert.group);
  if (draft.sequence_id != 0) json.member("sequence_id", draft.sequence_id);
  if (draft.has(Field::vendor)) optional_text(json, "vendor", alert.vendor);
  if (draft.has(Field::service)) optional_text(json, "service", alert.service);
  if (draft.has(Field::cutoff)) optional_time(json, "cutoff", alert.cutoff, 6);
  json.member("severity", name_of(alert.severity));
  if (alert.evidence) json.member("evidence", name_of(*alert.evidence));
  if (alert.blocked) json.member("blocked", name_of(*alert.blocked));
  if (alert.count != 0 && draft.has(Field::count)) json.member("count", alert.count);
  if (alert.device && draft.has(Field::device_id)) {
    json.key("device").begin_object();
    optional_text(json, "id", alert.device->id);
    if (draft.has(Field::identity)) json.member("identity", name_of(alert.device->identity));
    json.end_object();
  }
  optional_address(json, "behind", alert.behind);
  if (draft.has(Field::via)) optional_address(json, "via", alert.via);
  if (draft.has(Field::relay)) optional_address(json, "relay", alert.relay);
  json.end_object();
}

}  // namespace

void write_ecs(const Draft& draft, std::string& out) {
  const Alert& alert = draft.alert;
  JsonWriter json(out);
  json.begin_object().member("@timestamp", rfc3339(alert.time, 6).view());
  json.key("ecs").begin_object().member("version", kEcsVersion).end_object();
  if (draft.has(Field::message)) json.member("message", draft.sentence());
  write_event(draft, json);
  if (alert.device && draft.has(Field::address)) write_source(draft, *alert.device, json);
  write_destination(draft, json);
  if (alert.device) write_network(draft, *alert.device, json);
  write_observer_and_rule(draft, json);
  write_related(draft, json);
  write_own(draft, json);
  json.end_object();
}

}  // namespace cutoffd::alerts
