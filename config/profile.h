// `profile:` gives the bounds for the kind of machine that the sensor is. A bound that is written
// beside it, wherever, counts. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cutoffd::config {

struct Settings;

enum class Profile : std::uint8_t {
  standard,  // a sensor of its own beside a switch: thousands of devices
  router,    // a small router: some dozens of devices, little memory
};
std::string_view name_of(Profile profile);

// The bounds of everything but the interfaces, before any other key is read.
void begin_with(Profile profile, Settings& settings);
// When all was read: the ring of each interface for which none is written. On a machine with so
// many octets of memory (0: not known) it is at most a 32nd of that.
void finish_profile(Settings& settings, std::size_t memory);

}  // namespace cutoffd::config
