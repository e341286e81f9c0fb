// The names in DHCP options: text, or labels as in DNS, perhaps without their end.
#pragma once

#include "capture/dissect/dhcp.h"

namespace cutoffd::dissect {

// Trailing zero octets are no part of it (RFC 2132 section 2).
HostText host_text(Bytes text);
// Uncompressed labels; without the root's octet the name is only the first part (RFC 4702 section
// 2.3, RFC 4704 section 4.2). Malformed: empty.
HostText host_labels(Bytes labels);

}  // namespace cutoffd::dissect
