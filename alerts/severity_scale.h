// The one mapping from our severity to every format's scale.
//
// Ours is syslog's (RFC 5424 section 6.2.1). docs/alerts.md shows this very table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/evidence.h"

namespace cutoffd::alerts {

struct SeverityScale {
  std::uint8_t cef;         // 0 to 10; 4-6 Medium, 7-8 High, 9-10 Very-High
  std::uint8_t leef;        // 1 to 10
  std::uint8_t eve;         // 1 is the worst, as Suricata's priorities
  std::uint8_t ecs;         // event.severity; 21, 47, 73, 99 are Elastic's low to critical
  std::uint8_t ntfy;        // 1 to 5
  std::string_view colour;  // of the word in text (ECMA-48 SGR); empty: none
};
const SeverityScale& scale_of(Severity severity);

}  // namespace cutoffd::alerts
