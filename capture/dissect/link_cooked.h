// Linux cooked captures, versions 1 and 2 (LINKTYPE_LINUX_SLL, _SLL2 of the tcpdump registry): what
// the "any" device gives. They tell the sender's link-layer address, not the receiver's.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_cooked(Walk& walk);
Next read_cooked2(Walk& walk);

}  // namespace cutoffd::dissect
