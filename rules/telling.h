// From incidents and devices to alerts: every field of an alert is filled in here.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "core/alert.h"
#include "rules/device.h"
#include "rules/incident.h"
#include "rules/ruleset.h"
#include "rules/standing.h"

namespace cutoffd::rules {

// What an alert needs beside the incident.
struct Scene {
  std::string sensor;
  const RuleSet& rules;
  const Standing& standing;
  const DeviceRow& device;
  std::optional<IpAddress> forwarder;   // one of the device's addresses that asks for others
  std::optional<IpAddress> relay = {};  // behind which the device is managed
  std::size_t clients = 0;              // that are managed behind the device
  Duration blind{};                     // of the silence that is told
  std::string coverage = {};            // in words; of the silence that is told
};

// One alert for the incidents of one contact that tell the same event at the same time, in the
// order of their rules: the first lends its id to those that were never told. `now`: when it is
// due.
Alert alert_of(AlertEvent event, Instant now, std::span<Incident* const> incidents,
               const Scene& scene);

// Of a vendor's name that no entry classifies.
Alert unclassified_alert(const ContactRow& contact, const Step& step, const Scene& scene);

// Of a name that the DNS evidence contradicts.
Alert decoy_alert(const ContactRow& contact, const Step& step, const Scene& scene);

}  // namespace cutoffd::rules
