// Capture headers that stand before a frame of another link type or before bare IP: what the
// capturing software added.
//
// Sources: the tcpdump registry of link types; PPI specification 1.0.10; Linux's
// nfnetlink_log.h; Apple's pktap.h; Endace's ERF types; Solaris' ipnet.h.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_ppi(Walk& walk);
Next read_pktap(Walk& walk);
Next read_nflog(Walk& walk);
Next read_netanalyzer(Walk& walk);
Next read_erf(Walk& walk);
Next read_ipnet(Walk& walk);
// Juniper's header: Ethernet, PPP, Cisco HDLC and Frame Relay interfaces.
Next read_juniper_ethernet(Walk& walk);
Next read_juniper_ppp(Walk& walk);
Next read_juniper_hdlc(Walk& walk);
Next read_juniper_frame_relay(Walk& walk);

}  // namespace cutoffd::dissect
