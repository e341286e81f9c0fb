// A stack of MPLS labels and what is below it (RFC 3032).
//
// Nothing names the protocol below the last label. The first four bits tell IP (RFC 4928); a
// pseudowire has a control word (RFC 4385) or Ethernet at once, and is believed only where the
// Ethernet inside holds IP or ARP that fits.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_mpls(Walk& walk);

}  // namespace cutoffd::dissect
