// CAPWAP data (RFC 5415 section 4.4): clients' frames between access points and their controller.
// Fragmented ones are left as datagrams; those over DTLS are opaque.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

// Layer::done: something else, nothing changed.
Next open_capwap(Walk& walk);

}  // namespace cutoffd::dissect
