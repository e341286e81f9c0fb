// Suricata's EVE, event_type "alert": what Wazuh, Security Onion, SELKS and Filebeat read unasked.
//
// Suricata's schema knows no other top-level keys than its own, so what is ours stands in
// alert.metadata, where every value is an array of texts. A key that would have to be guessed
// (proto, tls, the client's port) is absent.
#include "alerts/draft.h"
#include "alerts/message_id.h"
#include "alerts/severity_scale.h"
#include "alerts/values.h"
#include "core/json.h"

namespace cutoffd::alerts {
namespace {

// Suricata's form: microseconds and an offset without a colon.
std::string eve_time(Instant t) {
  const TimeText zulu = rfc3339(t, 6);
  return std::string(zulu.view().substr(0, zulu.size() - 1)) + "+0000";
}

void write_ends(const Draft& draft, JsonWriter& json) {
  const Alert& alert = draft.alert;
  if (alert.device && draft.has(Field::address) && !alert.device->ips.empty()) {
    json.member("src_ip", text(alert.device->ips.front()).view());
  }
  if (alert.server && draft.has(Field::server)) {
    json.member("dest_ip", text(alert.server->ip).view());
    if (alert.server->port != Port{}) json.member("dest_port", number(alert.server->port));
  }
  if (alert.device && alert.device->mac && draft.has(Field::mac)) {
    json.key("ether").begin_object().member("src_mac", text(*alert.device->mac).view());
    json.end_object();
  }
  if (alert.device && draft.has(Field::vlan) && !alert.device->vlans.empty()) {
    json.key("vlan").begin_array();
    for (const std::uint16_t vlan : alert.device->vlans) json.value(vlan);
    json.end_array();
  }
}

void write_metadata(const Draft& draft, JsonWriter& json) {
  json.key("metadata").begin_object();
  for (const Value& value : values_of(draft)) {
    if (value.key == Key::time || value.key == Key::sensor) continue;  // told at the top
    json.key(name_of(value.key)).begin_array();
    for (const std::string& text : value.texts) json.value(text);
    json.end_array();
  }
  if (draft.has(Field::message) && !draft.alert.message.empty()) {
    json.key("message").begin_array().value(draft.alert.message).end_array();
  }
  json.end_object();
}

}  // namespace

void write_eve(const Draft& draft, std::string& out) {
  const Alert& alert = draft.alert;
  const MessageId& id = message_id(alert.event);
  JsonWriter json(out);
  json.begin_object();
  json.member("timestamp", eve_time(alert.time)).member("event_type", "alert");
  write_ends(draft, json);
  if (draft.has(Field::sensor) && !alert.sensor.empty()) json.member("host", alert.sensor);
  json.key("alert").begin_object();
  // Where room is scarce the id alone is the signature: it is what rules match.
  const bool roomy = draft.has(Field::message);
  std::string signature(id.word);
  if (roomy) signature.append(": ").append(id.sentence);
  // "allowed", since a passive sensor never blocks.
  json.member("action", "allowed").member("signature_id", id.signature);
  json.member("signature", signature);
  if (roomy) json.member("gid", 1).member("rev", 1).member("category", "Contact after the cutoff");
  json.member("severity", scale_of(alert.severity).eve);
  write_metadata(draft, json);
  json.end_object().end_object();
}

}  // namespace cutoffd::alerts
