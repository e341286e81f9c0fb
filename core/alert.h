// An alert: what the operator is told, in words that every format shares.
//
// Owned and complete: a format needs nothing else. The keys of the `json` format bear these names
// (docs/alerts.md). All text that came from the wire is escaped by the format that prints it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"
#include "core/evidence.h"
#include "core/time.h"

namespace cutoffd {

enum class AlertEvent : std::uint8_t {
  opened,
  escalated,
  continuing,
  quiet,
  returned,  // of an incident
  unclassified,
  suspected,
  evasion,
  decoy,  // of a device
  sensor,
  heartbeat,  // of the sensor itself
};
std::string_view name_of(AlertEvent event);
std::optional<AlertEvent> parse_alert_event(std::string_view text);

enum class IdentityGrade : std::uint8_t {
  address,    // only the address is known; whoever holds it
  mac,        // ARP, NDP or DHCP proved that the address is this MAC's
  inventory,  // the operator's own list names it
};
std::string_view name_of(IdentityGrade grade);
std::optional<IdentityGrade> parse_identity_grade(std::string_view text);

struct DeviceView {
  std::string id;              // "mac:aa:bb:…", "ip:10.0.0.1": stable, and the ledger's key
  std::vector<IpAddress> ips;  // all that it was seen with, sorted
  std::optional<Mac> mac;      // the device's own where identity is mac; else the one that was seen
  std::string name;            // claimed or configured; may be empty
  std::vector<std::uint16_t> vlans;
  IdentityGrade identity = IdentityGrade::address;
  std::string owner;              // of the inventory; not in alerts
  std::vector<std::string> tags;  // likewise

  friend bool operator==(const DeviceView&, const DeviceView&) = default;
};

struct Alert {
  std::uint64_t sequence = 0;  // given by the ledger when the alert is written; 1-based
  Instant time{};              // packet time of what caused it
  AlertEvent event{};
  std::string incident;  // 16 hex digits; stable over restarts and replays
  std::string group;     // the same for one device, vendor and service on every sensor
  std::string sensor;
  std::string rule;
  std::string determination;
  std::optional<Instant> cutoff;
  std::string vendor;
  std::string service;
  Severity severity = Severity::notice;
  std::optional<Evidence> evidence;
  std::optional<Blocked> blocked;
  std::string name;  // the last watched name seen
  std::optional<Endpoint> server;
  std::optional<DeviceView> device;
  std::optional<IpAddress> behind;
  std::optional<IpAddress> via;
  std::optional<IpAddress> relay;
  std::optional<Instant> first;
  std::optional<Instant> last;
  std::uint64_t count = 0;
  std::uint64_t bytes_up = 0;
  std::uint64_t bytes_down = 0;
  bool retroactive = false;  // opened by contacts that lie before the rule or list was loaded
  std::string message;       // one sentence for people

  friend bool operator==(const Alert&, const Alert&) = default;
};

}  // namespace cutoffd
