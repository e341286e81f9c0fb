// How far a contact is proved to have gone, and how it was seen to be blocked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cutoffd {

// A ladder: each step implies that a stronger claim was proved than the step before.
enum class Evidence : std::uint8_t {
  asked,        // a question for the name
  resolved,     // a usable address was given for it
  contacted,    // a connection or hello towards the service
  answered,     // the server took part
  transferred,  // more payload than the configured size went either way
};

enum class Blocked : std::uint8_t {
  nxdomain,
  nodata,
  refused,
  sinkhole,  // an address that leads nowhere: 0.0.0.0, ::, loopback, configured
  filtered,  // extended DNS errors 15 to 17 (RFC 8914 section 4)
  blockpage,
  reset,
  unreachable,  // ICMP
  silence,      // never claimed where the reverse direction is not seen
};

std::string_view name_of(Evidence evidence);
std::string_view name_of(Blocked blocked);
std::optional<Evidence> parse_evidence(std::string_view text);
std::optional<Blocked> parse_blocked(std::string_view text);

// Severities of RFC 5424 section 6.2.1; lower is worse.
enum class Severity : std::uint8_t { emerg, alert, crit, err, warning, notice, info, debug };
std::string_view name_of(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

}  // namespace cutoffd
