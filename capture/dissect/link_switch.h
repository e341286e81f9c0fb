// Ethernet with a switch chip's own tag, as captured between a processor and its switch (the
// tcpdump registry's DSA_TAG_… types): a few octets that say which port, in a place of each chip's
// own.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_broadcom_tag(Walk& walk);        // behind the MACs
Next read_broadcom_tag_first(Walk& walk);  // before them
Next read_dsa_tag(Walk& walk);
Next read_ethertype_dsa_tag(Walk& walk);

}  // namespace cutoffd::dissect
