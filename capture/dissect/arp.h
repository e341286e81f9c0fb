// ARP for IPv4 over Ethernet (RFC 826). A probe (RFC 5227) has the sender 0.0.0.0: it proves no
// address, which is for the reader of the message to heed.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_arp(Walk& walk);

}  // namespace cutoffd::dissect
