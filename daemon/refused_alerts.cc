#include "daemon/refused_alerts.h"

#include <utility>

namespace cutoffd {

std::vector<Alert> RefusedAlerts::told(const std::vector<alerts::SinkStatistics>& sinks,
                                       Instant now) {
  std::vector<Alert> out;
  for (const alerts::SinkStatistics& sink : sinks) {
    if (sink.refused == 0) continue;
    std::uint64_t& tell_at = tell_at_.try_emplace(sink.name, 1).first->second;
    if (sink.refused < tell_at) continue;
    while (tell_at <= sink.refused) tell_at *= 10;
    Alert alert;
    alert.time = now;
    alert.event = AlertEvent::sensor;
    alert.sensor = sensor_;
    alert.severity = Severity::err;
    alert.message = "The sink " + sink.name + " could not send " + std::to_string(sink.refused) +
                    (sink.refused == 1 ? " alert" : " alerts") + " since the program started" +
                    (sink.last_error.empty() ? "." : ", the last: " + sink.last_error + ".");
    out.push_back(std::move(alert));
  }
  return out;
}

}  // namespace cutoffd
