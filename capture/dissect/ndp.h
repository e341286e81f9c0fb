// What IPv6 neighbour discovery proves: which link-layer address an IPv6 address has.
//
// Source: RFC 4861 sections 4.1 to 4.6, 6.1, 7.1 (what makes a message valid), RFC 4862 section 5.4
// (a probe for duplicates comes from the unspecified address and proves nothing).
// Pure; the result owns its octets.
#pragma once

#include <optional>

#include "capture/dissect/frame.h"

namespace cutoffd::dissect {

struct AddressBinding {
  IpAddress ip;
  Mac mac;
};

// The binding that a solicitation, advertisement or redirect tells; nothing if it tells none, is
// not valid (hop limit 255 proves that it comes from this link), or is no such message.
std::optional<AddressBinding> ndp_binding(const Frame& frame);

}  // namespace cutoffd::dissect
