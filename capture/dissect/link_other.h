// The links that carry IP nearly bare, and the rare ones.
//
// Sources: the tcpdump registry of link types; IEEE 802.5-1998, ISO 9314-2 (FDDI), RFC 1201
// (ARCNET), RFC 2684 (ATM), RFC 1055 (SLIP), RFC 4391 (InfiniBand).
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next read_loopback(Walk& walk);  // NULL and LOOP: an address family in either byte order
Next read_enc(Walk& walk);       // OpenBSD's IPsec device
Next read_pflog(Walk& walk);     // OpenBSD's packet filter
Next read_token_ring(Walk& walk);
Next read_fddi(Walk& walk);
Next read_arcnet(Walk& walk);
Next read_arcnet_linux(Walk& walk);
Next read_atm(Walk& walk);  // RFC 2684: LLC, or IP without it
Next read_sunatm(Walk& walk);
Next read_atm_clip(Walk& walk);
Next read_ip_over_fc(Walk& walk);
Next read_slip(Walk& walk);
Next read_ip_over_infiniband(Walk& walk);

}  // namespace cutoffd::dissect
