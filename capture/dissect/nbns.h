// NetBIOS name service (UDP 137): RFC 1002 section 4.2, names by the first-level encoding of
// RFC 1001 section 14.1. Identity, not contact: who calls itself what.
//
// Pure; no heap. The result owns its text.
#pragma once

#include <cstdint>
#include <optional>

#include "capture/dissect/probe.h"
#include "core/address.h"
#include "core/bytes.h"
#include "core/inline_text.h"

namespace cutoffd::dissect {

struct NbnsMessage {
  enum class Opcode : std::uint8_t {
    query = 0,
    registration = 5,
    release = 6,
    wait = 7,
    refresh = 8,
  };
  bool response = false;
  Opcode opcode{};
  std::uint8_t rcode = 0;
  // Of the question, or of the first record where there is no question. Lower case, without the
  // padding; octets that are not printable ASCII escaped as \DDD.
  InlineText<60> name;
  std::uint8_t suffix = 0;   // the sixteenth octet: 0x00 workstation, 0x20 server …
  bool group = false;        // a workgroup's or domain's name, by the record's flags
  bool node_status = false;  // an NBSTAT question or answer: `name` is then "*" or the node's
  std::optional<IpAddress> address;  // that the name's owner claims (the first one)
  std::optional<Mac> unit_id;        // in a node status answer: the node's MAC
};

// certain: a whole message; unsure: it ends early; fault: it contradicts itself; not_mine: the
// header or the name's encoding is not NetBIOS.
Answer parse_nbns(Bytes message, NbnsMessage& out);

}  // namespace cutoffd::dissect
