// IPv6 in UDP for hosts behind IPv4 NAT: Teredo (RFC 4380) and AYIYA (draft-massar-v6ops-ayiya-02).
#pragma once

#include "capture/dissect/walk.h"

namespace cutoffd::dissect {

// Port 3544, where clients talk to servers and most relays. Layer::done: something else.
Next open_teredo(Walk& walk);
// Relays and other clients choose any port: believed where an address is Teredo's own.
Next open_teredo_on_any_port(Walk& walk);
Next open_ayiya(Walk& walk);

}  // namespace cutoffd::dissect
