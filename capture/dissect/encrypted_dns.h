// Public resolvers that speak encrypted DNS (DoH, DoT, DoQ), for coverage: a device that talks to
// one asks questions that nobody here can read. A constant table; its sources stand in the .cc.
//
// The list can never be complete: what is not on it is not proved to be no resolver.
#pragma once

#include <string_view>

#include "core/address.h"

namespace cutoffd::dissect {

inline constexpr Port kDnsOverTls{853};  // RFC 7858 section 3.1; also DoQ (RFC 9250 section 4.1.1)

// A resolver's host name, or below a zone whose labels name customers of one (lower case, without
// trailing dot: DomainName::view()).
bool is_known_doh_name(std::string_view name);

// An address on which a public resolver answers. Other services may share it.
bool is_known_resolver_address(const IpAddress& address);

}  // namespace cutoffd::dissect
