// How much of what it should have seen the sensor did see. Without it "clean" means nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace cutoffd {

enum class Verdict : std::uint8_t { clean, found, inconclusive };
std::string_view name_of(Verdict verdict);

struct CoverageFigures {
  std::uint64_t packets = 0;
  std::uint64_t drops = 0;  // by the kernel or the interface
  std::uint64_t two_way_flows = 0;
  std::uint64_t one_way_flows = 0;
  std::uint64_t encrypted_flows = 0;  // TLS and QUIC
  std::uint64_t unnamed_flows = 0;    // of those, without a readable server name
  std::uint64_t ech_flows = 0;
  std::uint64_t encrypted_dns_devices = 0;
  std::uint64_t opaque_packets = 0;
  std::uint64_t cut_packets = 0;
  std::uint64_t octets = 0;       // on the wire
  std::uint64_t lost_octets = 0;  // acknowledged by a peer and never seen
  std::uint64_t unjudged = 0;     // facts for which the judge had no room
  std::uint64_t gaps = 0;         // pauses longer than CoverageLimits::gap
  std::optional<std::int64_t> watchlist_age_days;
};

// Above these, "clean" is not believed.
struct CoverageLimits {
  double drops = 0.001;         // share of packets
  double one_way_flows = 0.05;  // share of flows with payload
  double unnamed_flows = 0.20;  // share of TLS and QUIC flows
  double cut_packets = 0.01;    // share of packets
  double lost_octets = 0.01;    // share of octets
  Duration gap = std::chrono::minutes(5);
  std::int64_t watchlist_age_days = 180;
};

struct Coverage {
  Verdict verdict = Verdict::clean;
  std::vector<std::string> reasons;  // plain sentences
  CoverageFigures figures;
};

}  // namespace cutoffd
