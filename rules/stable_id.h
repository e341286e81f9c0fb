// Identifiers that are the same in every run, on every machine: a 64-bit hash of what they stand
// for, as 16 hex digits.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/time.h"

namespace cutoffd::rules {

// The same for one device, vendor and service on every sensor that sees the device.
std::string group_id(std::string_view device, std::string_view vendor, std::string_view service);

// One incident of one sensor: the device as it is known when the incident is told.
std::string incident_id(std::string_view sensor, std::string_view device, std::string_view rule,
                        std::string_view vendor, std::string_view service, Instant first);

}  // namespace cutoffd::rules
