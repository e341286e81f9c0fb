// The link types by number (the tcpdump registry): their names, and who reads them.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

// Begins a frame of this link type, or faults with `link_unknown`.
Next read_link(Walk& walk, LinkType link);

}  // namespace cutoffd::dissect
