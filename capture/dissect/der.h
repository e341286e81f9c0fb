// DER, as far as certificates need it: one element after the other from a cursor.
//
// Source: X.690 sections 8 and 10. Lengths are definite and at most four octets of length; an
// indefinite length or a tag number of 31 and more fails the cursor.
#pragma once

#include <cstdint>

#include "core/bytes.h"

namespace cutoffd::dissect {

struct DerElement {
  std::uint8_t tag = 0;  // the whole identifier octet: class, constructed bit, number
  Bytes content;
};

namespace der {
inline constexpr std::uint8_t kBoolean = 0x01;
inline constexpr std::uint8_t kBitString = 0x03;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kObjectId = 0x06;
inline constexpr std::uint8_t kUtf8String = 0x0c;
inline constexpr std::uint8_t kNumericString = 0x12;
inline constexpr std::uint8_t kPrintableString = 0x13;
inline constexpr std::uint8_t kTeletexString = 0x14;
inline constexpr std::uint8_t kIa5String = 0x16;
inline constexpr std::uint8_t kVisibleString = 0x1a;
inline constexpr std::uint8_t kUniversalString = 0x1c;
inline constexpr std::uint8_t kBmpString = 0x1e;
inline constexpr std::uint8_t kSequence = 0x30;
inline constexpr std::uint8_t kSet = 0x31;
// Context-specific, constructed and primitive.
constexpr std::uint8_t explicit_tag(unsigned n) { return static_cast<std::uint8_t>(0xa0 | n); }
constexpr std::uint8_t implicit_tag(unsigned n) { return static_cast<std::uint8_t>(0x80 | n); }
}  // namespace der

// The next element; after a failure its content is empty.
DerElement next_der(Cursor& cursor);

// The content of the next element, which must have this tag; a failed cursor otherwise, and
// `cursor` fails too.
Cursor expect_der(Cursor& cursor, std::uint8_t tag);

}  // namespace cutoffd::dissect
