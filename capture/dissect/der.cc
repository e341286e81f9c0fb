#include "capture/dissect/der.h"

namespace cutoffd::dissect {

DerElement next_der(Cursor& cursor) {
  DerElement element;
  element.tag = cursor.u8();
  std::size_t length = cursor.u8();
  if ((length & 0x80) != 0) {
    const std::size_t octets = length & 0x7f;
    if (octets == 0 || octets > 4) cursor.fail();
    length = 0;
    for (const std::uint8_t octet : cursor.take(octets)) length = length << 8 | octet;
  }
  if ((element.tag & 0x1f) == 0x1f) cursor.fail();
  element.content = cursor.take(length);
  return element;
}

Cursor expect_der(Cursor& cursor, std::uint8_t tag) {
  const DerElement element = next_der(cursor);
  if (element.tag != tag) cursor.fail();
  Cursor content(element.content);
  if (cursor.failed()) content.fail();
  return content;
}

}  // namespace cutoffd::dissect
