// Numbers of TLS extensions that more than one reader asks for (IANA, TLS ExtensionType Values).
#pragma once

#include <cstdint>

namespace cutoffd::dissect {

inline constexpr std::uint16_t kServerName = 0;  // RFC 6066 section 3
inline constexpr std::uint16_t kAlpn = 16;       // RFC 7301 section 3.1

}  // namespace cutoffd::dissect
