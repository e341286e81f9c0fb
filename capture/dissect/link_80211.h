// Wi-Fi: IEEE 802.11 data frames in the clear, bare or behind radiotap, Prism, AVS or CAPWAP.
//
// Protected frames are opaque; management, control and fragmented frames carry no IP here. An
// A-MSDU's first frame is read at once, the others by dissect_next().
// Sources: IEEE 802.11-2020 sections 9.2.4, 9.3.2; www.radiotap.org (defined fields).
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_80211(Walk& walk);
// Some controllers send frame and sequence control with their octets swapped.
Next read_80211_in_capwap(Walk& walk);
Next read_radiotap(Walk& walk);
Next read_prism(Walk& walk);  // or AVS, which shares its link type
Next read_avs(Walk& walk);
// One frame of an A-MSDU; what follows it goes to `frame.others`.
Next read_subframe(Walk& walk);

}  // namespace cutoffd::dissect
