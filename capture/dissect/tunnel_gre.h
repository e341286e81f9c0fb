// GRE and what it carries: IP, MPLS, Ethernet (NVGRE), PPTP, EoIP, WCCP and ERSPAN.
//
// Sources: RFC 2784, RFC 2890 (key, sequence), RFC 1701 (routing), RFC 2637 (PPTP), RFC 7637
// (NVGRE), draft-foschiano-erspan-03 (I, II, III), draft-wilson-wrec-wccp-v2 section 4.12 (WCCP),
// MikroTik's EoIP as its routers send it; RFC 3378 (EtherIP).
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_gre(Walk& walk);
Next read_etherip(Walk& walk);

}  // namespace cutoffd::dissect
