// The stable id of each kind of message: RFC 5424's MSGID, the signature of EVE and CEF, the
// journal's MESSAGE_ID. Never translated, never reused. docs/alerts.md has a paragraph for the
// operator on each.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/alert.h"

namespace cutoffd::alerts {

struct MessageId {
  std::string_view word;      // "CONTACT_OPENED"; at most 32 octets
  std::string_view sentence;  // short, without facts: stands in where there is no room for more
  std::uint32_t signature;    // for formats that count signatures
  std::string_view journal;   // 128 bits in hex (systemd.journal-fields(7))
};
const MessageId& message_id(AlertEvent event);

}  // namespace cutoffd::alerts
