// GTP-U, version 1: what mobile networks carry subscribers' packets in (3GPP TS 29.281 section 5).
// Only G-PDUs hold packets; the TEID differs by direction, so the tunnel's number leaves it out.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

// Layer::done: something else, nothing changed.
Next open_gtp(Walk& walk);

}  // namespace cutoffd::dissect
