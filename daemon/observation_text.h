// An observation as one line: JSON for programs (the contract of `observe --json`), text for
// people.
//
// Appends to a caller's string, which a steady state reuses without allocating. An observation
// without a name (a hello that names no server) has no line: ask prints_a_name() first.
#pragma once

#include <string>
#include <string_view>

#include "core/observation.h"

namespace cutoffd {

bool prints_a_name(const Observation& observation);

// `file` is left out where it is empty. The line ends with a newline.
void append_json_line(std::string& out, const Observation& observation, std::string_view file);
void append_text_line(std::string& out, const Observation& observation, std::string_view file);

// IANA mnemonics: "A", "HTTPS"; "TYPE65534" for those without (RFC 3597 section 5).
std::string dns_type_text(DnsType type);
// "NOERROR", "NXDOMAIN"; "RCODE24" for those without.
std::string dns_rcode_text(std::uint16_t rcode);

}  // namespace cutoffd
