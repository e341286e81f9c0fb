// The parts of an alert that a message may leave out when it is too long, in the order in which
// they go. One order for all formats, and docs/alerts.md shows this very list.
//
// Never left out: time, event, severity, incident, sequence, evidence, blocked and behind: they are
// short by nature, and without the last three an alert would say more than is proved.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cutoffd::alerts {

enum class Field : std::uint8_t {
  more_addresses,  // all of the device's addresses but the first
  vlan,
  group,
  via,
  relay,
  bytes,  // both directions
  identity,
  first,
  rule,
  last,
  server,
  message,  // where a format must have one, the message id's short sentence stands in
  determination,
  mac,
  device_name,
  cutoff,
  count,
  device_id,
  address,
  sensor,
  name,
  service,
  vendor,
};
inline constexpr std::size_t kFields = static_cast<std::size_t>(Field::vendor) + 1;

// The word in the documentation.
std::string_view name_of(Field field);

// Which fields a message has; starts with all and loses them from the front.
class FieldSet {
 public:
  constexpr FieldSet() = default;
  [[nodiscard]] constexpr bool has(Field field) const {
    return static_cast<std::size_t>(field) >= dropped_;
  }
  [[nodiscard]] constexpr bool drop_next() {
    if (dropped_ == kFields) return false;
    ++dropped_;
    return true;
  }
  static constexpr FieldSet least() {
    FieldSet set;
    set.dropped_ = kFields;
    return set;
  }

 private:
  std::size_t dropped_ = 0;
};

}  // namespace cutoffd::alerts
