// An alert as a flat list of keys and texts, for the formats that know no nesting.
//
// The keys are those of the `json` format with an underscore for each level ("device_mac"). The
// texts are plain: whoever prints one escapes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/draft.h"

namespace cutoffd::alerts {

enum class Key : std::uint8_t {
  time,
  event,
  incident,
  group,
  sequence,
  sequence_id,
  sensor,
  severity,
  rule,
  determination,
  cutoff,
  vendor,
  service,
  evidence,
  blocked,
  name,
  server_ip,
  server_port,
  device_id,
  device_ip,
  device_mac,
  device_name,
  device_vlan,
  device_identity,
  behind,
  via,
  relay,
  first,
  last,
  count,
  bytes_up,
  bytes_down,
};
inline constexpr std::size_t kKeys = static_cast<std::size_t>(Key::bytes_down) + 1;
std::string_view name_of(Key key);

struct Value {
  Key key{};
  std::vector<std::string> texts;  // one; several only for device_ip and device_vlan
};

// In the order of Key; what the alert does not have, or the draft left out, is absent. Times are
// RFC 3339 in UTC with microseconds.
std::vector<Value> values_of(const Draft& draft);

// The texts of one value with commas between them. (No address or VLAN id has a comma.)
std::string joined(const Value& value);

}  // namespace cutoffd::alerts
