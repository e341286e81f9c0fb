// The one sentence of an alert, for people: which device, what, how far, how often.
//
// True as it stands, and no more than is proved: contact, never violation. Text from the wire is
// made harmless here (a host name is only a claim): it cannot end the sentence or its line.
#pragma once

#include <string>
#include <string_view>

#include "core/alert.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

// `title`: how people call the vendor. `proved`: the name of the proof of the evidence reached, and
// `by`, how the packet was known to go to it.
std::string sentence_of(const Alert& alert, std::string_view title, std::string_view proved,
                        Basis by = Basis::name);

// "desk-17 (10.20.30.40, aa:bb:cc:dd:ee:ff, VLAN 30)"
std::string called(const DeviceView& device);
// "41 MB"
std::string octets_text(std::uint64_t octets);

}  // namespace cutoffd::rules
