// Which filter decides in the kernel what a live capture is shown, and what it left out.
//
// Values. Threads: any.
#pragma once

#include <cstdint>
#include <string_view>

namespace cutoffd::source {

// What the operator wants.
enum class FilterChoice : std::uint8_t { automatic, classic, none };
// What is in force.
enum class KernelFilter : std::uint8_t {
  none,     // every packet comes up
  classic,  // capture/source/classic_filter.h
  shunt,    // capture/source/shunt.h
};

// What the shunt kept below, since the interface was opened first.
struct ShuntCounts {
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;       // of these packets, on the wire
  std::uint64_t lost_octets = 0;  // acknowledged, and never seen: as Counter::lost_octets
};

constexpr std::string_view name_of(FilterChoice choice) {
  switch (choice) {
    case FilterChoice::automatic:
      return "auto";
    case FilterChoice::classic:
      return "classic";
    case FilterChoice::none:
      return "none";
  }
  return "?";
}
constexpr std::string_view name_of(KernelFilter filter) {
  switch (filter) {
    case KernelFilter::none:
      return "none";
    case KernelFilter::classic:
      return "classic";
    case KernelFilter::shunt:
      return "shunt";
  }
  return "?";
}

}  // namespace cutoffd::source
