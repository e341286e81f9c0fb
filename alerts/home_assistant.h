// What Home Assistant is told by MQTT discovery: one sensor, the number of devices that still call,
// with the devices as its attributes.
#pragma once

#include <string>
#include <vector>

#include "alerts/options.h"
#include "alerts/surroundings.h"

namespace cutoffd::alerts {

// PREFIX/sensor/ID/calling/config, with ID as discovery allows it.
std::string discovery_topic(const MqttOptions& options);
std::string discovery_payload(const MqttOptions& options, const Surroundings& surroundings);
// {"calling": 2, "devices": […]}; at most kListed devices, since the recorder drops attributes
// beyond 16 KiB.
inline constexpr std::size_t kListed = 40;
std::string state_payload(const std::vector<CallingDevice>& devices);

inline std::string state_topic(const MqttOptions& options) { return options.topic + "/state"; }
inline std::string alerts_topic(const MqttOptions& options) { return options.topic + "/alerts"; }
inline std::string availability_topic(const MqttOptions& options) {
  return options.topic + "/availability";
}
inline constexpr std::string_view kOnline = "online";
inline constexpr std::string_view kOffline = "offline";

}  // namespace cutoffd::alerts
