#include "alerts/values.h"

#include <array>

#include "core/words.h"

namespace cutoffd::alerts {
namespace {

constexpr std::array<std::string_view, kKeys> kKeyNames{
    "time",      "event",     "incident",   "group",         "sequence",    "sequence_id",
    "sensor",    "severity",  "rule",       "determination", "cutoff",      "vendor",
    "service",   "evidence",  "blocked",    "name",          "server_ip",   "server_port",
    "device_id", "device_ip", "device_mac", "device_name",   "device_vlan", "device_identity",
    "behind",    "via",       "relay",      "first",         "last",        "count",
    "bytes_up",  "bytes_down"};

std::string time_text(Instant t) { return std::string(rfc3339(t, 6).view()); }
std::string address_text(const IpAddress& address) { return std::string(text(address).view()); }

// Collects what is there: each add() leaves out what is empty.
class Collector {
 public:
  void add(Key key, std::string_view text) {
    if (!text.empty()) values_.push_back({key, {std::string(text)}});
  }
  void add(Key key, const std::optional<Instant>& t) {
    if (t) values_.push_back({key, {time_text(*t)}});
  }
  void add(Key key, const std::optional<IpAddress>& address) {
    if (address) values_.push_back({key, {address_text(*address)}});
  }
  void add_number(Key key, std::uint64_t number) {
    values_.push_back({key, {std::to_string(number)}});
  }
  void add(Value value) {
    if (!value.texts.empty()) values_.push_back(std::move(value));
  }
  std::vector<Value> take() { return std::move(values_); }

 private:
  std::vector<Value> values_;
};

void collect_identity(const Draft& draft, Collector& out) {
  const Alert& alert = draft.alert;
  out.add(Key::time, alert.time);
  out.add(Key::event, name_of(alert.event));
  out.add(Key::incident, alert.incident);
  if (draft.has(Field::group)) out.add(Key::group, alert.group);
  if (alert.sequence != 0) out.add_number(Key::sequence, alert.sequence);
  if (draft.sequence_id != 0) out.add_number(Key::sequence_id, draft.sequence_id);
  if (draft.has(Field::sensor)) out.add(Key::sensor, alert.sensor);
  out.add(Key::severity, name_of(alert.severity));
}

void collect_judgement(const Draft& draft, Collector& out) {
  const Alert& alert = draft.alert;
  if (draft.has(Field::rule)) out.add(Key::rule, alert.rule);
  if (draft.has(Field::determination)) out.add(Key::determination, alert.determination);
  if (draft.has(Field::cutoff)) out.add(Key::cutoff, alert.cutoff);
  if (draft.has(Field::vendor)) out.add(Key::vendor, alert.vendor);
  if (draft.has(Field::service)) out.add(Key::service, alert.service);
  if (alert.evidence) out.add(Key::evidence, name_of(*alert.evidence));
  if (alert.blocked) out.add(Key::blocked, name_of(*alert.blocked));
  if (draft.has(Field::name)) out.add(Key::name, alert.name);
  if (alert.server && draft.has(Field::server)) {
    out.add(Key::server_ip, address_text(alert.server->ip));
    if (alert.server->port != Port{}) out.add_number(Key::server_port, number(alert.server->port));
  }
}

void collect_device(const Draft& draft, const DeviceView& device, Collector& out) {
  if (draft.has(Field::device_id)) out.add(Key::device_id, device.id);
  if (draft.has(Field::address)) {
    Value addresses{Key::device_ip, {}};
    for (const IpAddress& ip : device.ips) {
      addresses.texts.push_back(address_text(ip));
      if (!draft.has(Field::more_addresses)) break;
    }
    out.add(std::move(addresses));
  }
  if (device.mac && draft.has(Field::mac)) out.add(Key::device_mac, text(*device.mac).view());
  if (draft.has(Field::device_name)) out.add(Key::device_name, device.name);
  if (draft.has(Field::vlan)) {
    Value vlans{Key::device_vlan, {}};
    for (const std::uint16_t vlan : device.vlans) vlans.texts.push_back(std::to_string(vlan));
    out.add(std::move(vlans));
  }
  if (draft.has(Field::identity)) out.add(Key::device_identity, name_of(device.identity));
}

void collect_measures(const Draft& draft, Collector& out) {
  const Alert& alert = draft.alert;
  out.add(Key::behind, alert.behind);
  if (draft.has(Field::via)) out.add(Key::via, alert.via);
  if (draft.has(Field::relay)) out.add(Key::relay, alert.relay);
  if (draft.has(Field::first)) out.add(Key::first, alert.first);
  if (draft.has(Field::last)) out.add(Key::last, alert.last);
  if (alert.count != 0 && draft.has(Field::count)) out.add_number(Key::count, alert.count);
  if (has_bytes(alert) && draft.has(Field::bytes)) {
    out.add_number(Key::bytes_up, alert.bytes_up);
    out.add_number(Key::bytes_down, alert.bytes_down);
  }
}

}  // namespace

std::string_view name_of(Key key) { return word_of(kKeyNames, key); }

std::vector<Value> values_of(const Draft& draft) {
  Collector out;
  collect_identity(draft, out);
  collect_judgement(draft, out);
  if (draft.alert.device) collect_device(draft, *draft.alert.device, out);
  collect_measures(draft, out);
  return out.take();
}

std::string joined(const Value& value) {
  std::string out;
  for (const std::string& text : value.texts) {
    if (!out.empty()) out += ',';
    out += text;
  }
  return out;
}

}  // namespace cutoffd::alerts
