#include "alerts/home_assistant.h"

#include <algorithm>

#include "core/json.h"

namespace cutoffd::alerts {
namespace {

// Discovery takes letters, digits, '_' and '-' in the parts of its topic.
std::string discovery_id(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-';
    out += plain ? c : '_';
  }
  return out;
}

void write_device(JsonWriter& json, const CallingDevice& device) {
  json.begin_object().member("id", device.id);
  if (!device.name.empty()) json.member("name", device.name);
  if (!device.address.empty()) json.member("ip", device.address);
  json.member("vendor", device.vendor).member("service", device.service);
  if (!device.evidence.empty()) json.member("evidence", device.evidence);
  json.member("last", rfc3339(device.last, 0).view()).end_object();
}

}  // namespace

std::string discovery_topic(const MqttOptions& options) {
  return options.discovery_prefix + "/sensor/" + discovery_id(options.client_id) +
         "/calling/config";
}

std::string discovery_payload(const MqttOptions& options, const Surroundings& surroundings) {
  const std::string id = discovery_id(options.client_id);
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("name", "Devices calling home");
  json.member("unique_id", id + "_calling");
  json.member("object_id", id + "_calling");
  json.member("state_topic", state_topic(options));
  json.member("value_template", "{{ value_json.calling }}");
  json.member("json_attributes_topic", state_topic(options));
  json.member("availability_topic", availability_topic(options));
  json.member("unit_of_measurement", "devices").member("state_class", "measurement");
  json.member("icon", "mdi:lan-pending");
  json.key("device").begin_object();
  json.key("identifiers").begin_array().value(id).end_array();
  json.member("name", "cutoffd on " + surroundings.hostname);
  json.member("sw_version", surroundings.version);
  json.end_object().end_object();
  return out;
}

std::string state_payload(const std::vector<CallingDevice>& devices) {
  std::vector<std::string_view> ids;
  for (const CallingDevice& device : devices) ids.push_back(device.id);
  std::sort(ids.begin(), ids.end());
  const auto distinct = std::unique(ids.begin(), ids.end()) - ids.begin();
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("calling", distinct).key("devices").begin_array();
  for (std::size_t i = 0; i < std::min(devices.size(), kListed); ++i) {
    write_device(json, devices[i]);
  }
  json.end_array();
  if (devices.size() > kListed) json.member("not_listed", devices.size() - kListed);
  json.end_object();
  return out;
}

}  // namespace cutoffd::alerts
