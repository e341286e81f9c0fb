// The format `json`: the project's own contract (docs/alerts.md). Keys may be added, never renamed.
#include "alerts/draft.h"
#include "alerts/optional_members.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

void write_server(JsonWriter& json, const Endpoint& server) {
  json.key("server").begin_object().member("ip", text(server.ip).view());
  if (server.port != Port{}) json.member("port", number(server.port));
  json.end_object();
}

void write_device(const Draft& draft, JsonWriter& json, const DeviceView& device) {
  json.key("device").begin_object();
  if (draft.has(Field::device_id)) optional_text(json, "id", device.id);
  if (draft.has(Field::address) && !device.ips.empty()) {
    json.key("ip").begin_array();
    for (const IpAddress& ip : device.ips) {
      json.value(text(ip).view());
      if (!draft.has(Field::more_addresses)) break;
    }
    json.end_array();
  }
  if (device.mac && draft.has(Field::mac)) json.member("mac", text(*device.mac).view());
  if (draft.has(Field::device_name)) optional_text(json, "name", device.name);
  if (draft.has(Field::vlan) && !device.vlans.empty()) {
    json.key("vlan").begin_array();
    for (const std::uint16_t vlan : device.vlans) json.value(vlan);
    json.end_array();
  }
  if (draft.has(Field::identity)) json.member("identity", name_of(device.identity));
  json.end_object();
}

void write_judgement(const Draft& draft, JsonWriter& json) {
  const Alert& alert = draft.alert;
  if (draft.has(Field::rule)) optional_text(json, "rule", alert.rule);
  if (draft.has(Field::determination)) optional_text(json, "determination", alert.determination);
  if (draft.has(Field::cutoff)) optional_time(json, "cutoff", alert.cutoff, 9);
  if (draft.has(Field::vendor)) optional_text(json, "vendor", alert.vendor);
  if (draft.has(Field::service)) optional_text(json, "service", alert.service);
  json.member("severity", name_of(alert.severity));
  if (alert.evidence) json.member("evidence", name_of(*alert.evidence));
  if (alert.blocked) json.member("blocked", name_of(*alert.blocked));
  if (draft.has(Field::name)) optional_text(json, "name", alert.name);
  if (alert.server && draft.has(Field::server)) write_server(json, *alert.server);
}

void write_measures(const Draft& draft, JsonWriter& json) {
  const Alert& alert = draft.alert;
  optional_address(json, "behind", alert.behind);
  if (draft.has(Field::via)) optional_address(json, "via", alert.via);
  if (draft.has(Field::relay)) optional_address(json, "relay", alert.relay);
  if (draft.has(Field::first)) optional_time(json, "first", alert.first, 9);
  if (draft.has(Field::last)) optional_time(json, "last", alert.last, 9);
  if (alert.count != 0 && draft.has(Field::count)) json.member("count", alert.count);
  if (has_bytes(alert) && draft.has(Field::bytes)) {
    json.member("bytes_up", alert.bytes_up).member("bytes_down", alert.bytes_down);
  }
}

}  // namespace

void write_json(const Draft& draft, std::string& out) {
  const Alert& alert = draft.alert;
  JsonWriter json(out);
  json.begin_object();
  json.member("time", rfc3339(alert.time).view()).member("event", name_of(alert.event));
  optional_text(json, "incident", alert.incident);
  if (draft.has(Field::group)) optional_text(json, "group", alert.group);
  if (alert.sequence != 0) json.member("sequence", alert.sequence);
  if (draft.sequence_id != 0) json.member("sequence_id", draft.sequence_id);
  if (draft.has(Field::sensor)) optional_text(json, "sensor", alert.sensor);
  write_judgement(draft, json);
  if (alert.device && draft.has(Field::address)) write_device(draft, json, *alert.device);
  write_measures(draft, json);
  if (alert.retroactive) json.member("retroactive", true);
  json.member("message", draft.sentence());
  json.end_object();
}

}  // namespace cutoffd::alerts
