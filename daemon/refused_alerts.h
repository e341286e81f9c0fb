// Tells alerts that no sink's transport will ever take: too long for a datagram, say.
//
// Such an alert is done with for its sink, so nothing waits for it, and nobody would notice. One
// alert of the sensor says how many there are, at the first and then at every tenfold, so that a
// sink that refuses this alert too does not go round in circles. Threads: one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "alerts/statistics.h"
#include "core/alert.h"
#include "core/time.h"

namespace cutoffd {

class RefusedAlerts {
 public:
  explicit RefusedAlerts(std::string sensor) : sensor_(std::move(sensor)) {}

  // The alerts to write, for what was refused since the last call.
  std::vector<Alert> told(const std::vector<alerts::SinkStatistics>& sinks, Instant now);

 private:
  std::string sensor_;
  std::map<std::string, std::uint64_t> tell_at_;  // by sink, as many as there are
};

}  // namespace cutoffd
