// Exemptions: the operator bears with a contact up to an instant. They mute, and erase nothing.
//
// Built by config/; each rule holds those that may cover its incidents. Threads: values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/address.h"
#include "core/time.h"

namespace cutoffd::rules {

struct DeviceRow;
struct IncidentRow;

struct Exemption {
  // A MAC, an address, a network, a device's id or its name in the inventory; empty: every device.
  std::string device;
  std::string tag;      // of the inventory; empty: whatever the tags
  std::string rule;     // empty: every rule
  std::string vendor;   // empty: every vendor
  std::string service;  // empty: every service
  std::string owner;    // who answers for it
  std::string reason;
  Instant until{};  // the first instant at which it no longer holds

  friend bool operator==(const Exemption&, const Exemption&) = default;
};

// A MAC, an address, a network, or a device's id ("mac:..", "ip:..").
bool names_a_device(std::string_view text);

// Whatever the time.
bool covers(const Exemption& exemption, const DeviceRow& device, const IncidentRow& incident);

// The end of the longest exemption that covers the incident, by these or by command; it may be
// over. Nothing where there is none.
std::optional<Instant> exempt_to(const std::vector<Exemption>& exemptions, const DeviceRow& device,
                                 const IncidentRow& incident);

}  // namespace cutoffd::rules
