// L2TP version 2 (RFC 2661) over UDP, and version 3 (RFC 3931) over UDP and IP.
//
// Version 3 agrees on the cookie, a sublayer and the kind of frame in its control messages, which
// are not followed here: the places where the frame may begin are tried, and Ethernet, PPP or IP
// there must hold together.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

// Layer::done: something else (control messages too), nothing changed.
Next open_l2tp(Walk& walk);
// IP protocol 115.
Next read_l2tpv3(Walk& walk);

}  // namespace cutoffd::dissect
