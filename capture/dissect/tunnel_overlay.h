// Overlay networks of data centres: VXLAN (RFC 7348, with Linux's group policy), VXLAN-GPE
// (draft-ietf-nvo3-vxlan-gpe-12), GENEVE (RFC 8926), NSH (RFC 8300), MPLS in UDP (RFC 7510),
// GRE in UDP (RFC 8086).
//
// Each open_…() answers Layer::done for "this is something else", having changed nothing.
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

Next open_vxlan(Walk& walk);
Next open_vxlan_gpe(Walk& walk);
Next open_geneve(Walk& walk);
Next open_mpls_in_udp(Walk& walk);
Next open_gre_in_udp(Walk& walk);

Next read_nsh(Walk& walk);

}  // namespace cutoffd::dissect
