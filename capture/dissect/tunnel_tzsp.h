// TZSP: how MikroTik routers and some access points send what they capture (port 37008).
// There is no standard; this follows the description of its authors, Network Chemistry (2003).
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

// Layer::done: something else, nothing changed.
Next open_tzsp(Walk& walk);

}  // namespace cutoffd::dissect
