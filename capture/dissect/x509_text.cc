// distinguished_text(): a Name as text, by RFC 4514.
#include <array>
#include <cstdint>
#include <string_view>

#include "capture/dissect/der.h"
#include "capture/dissect/x509.h"

namespace cutoffd::dissect {
namespace {

struct ShortName {
  std::array<std::uint8_t, 10> id;
  std::size_t size;
  std::string_view name;
};
// RFC 4514 section 3's table, the usual ones of RFC 4519, and emailAddress (RFC 2985
// section 5.2.1).
constexpr ShortName kShortNames[] = {
    {{0x55, 4, 3}, 3, "CN"},
    {{0x55, 4, 6}, 3, "C"},
    {{0x55, 4, 7}, 3, "L"},
    {{0x55, 4, 8}, 3, "ST"},
    {{0x55, 4, 9}, 3, "STREET"},
    {{0x55, 4, 10}, 3, "O"},
    {{0x55, 4, 11}, 3, "OU"},
    {{0x55, 4, 4}, 3, "SN"},
    {{0x55, 4, 5}, 3, "serialNumber"},
    {{0x55, 4, 12}, 3, "title"},
    {{0x55, 4, 15}, 3, "businessCategory"},
    {{0x55, 4, 17}, 3, "postalCode"},
    {{0x55, 4, 42}, 3, "givenName"},
    {{0x55, 4, 97}, 3, "organizationIdentifier"},
    {{0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1}, 10, "UID"},
    {{0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25}, 10, "DC"},
    {{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1}, 9, "emailAddress"},
};

std::string_view short_name(Bytes id) {
  for (const ShortName& known : kShortNames) {
    const std::string_view octets = as_text(Bytes(known.id).first(known.size));
    if (octets == as_text(id)) return known.name;
  }
  return {};
}

class Writer {
 public:
  explicit Writer(DistinguishedText& out) : out_(out) {}

  // Type and value of one attribute. False where the DER is broken.
  bool attribute(Cursor fields) {
    const Bytes id = expect_der(fields, der::kObjectId).rest();
    const Bytes value_and_tag = fields.rest();
    const DerElement value = next_der(fields);
    if (fields.failed() || id.empty()) return false;
    const std::string_view name = short_name(id);
    if (name.empty()) {
      object_id(id);
    } else {
      out_.append(name);
    }
    out_.append('=');
    if (name.empty() || !text(value))
      hex(value_and_tag.first(value_and_tag.size() - fields.left()));
    return true;
  }

 private:
  // X.690 section 8.19: groups of seven bits; the first number holds two.
  void object_id(Bytes id) {
    std::uint64_t arc = 0;
    bool first = true;
    for (const std::uint8_t octet : id) {
      arc = arc << 7 | (octet & 0x7f);
      if ((octet & 0x80) != 0) continue;
      if (first) {
        const std::uint64_t top = arc < 80 ? arc / 40 : 2;
        number(top);
        arc -= 40 * top;
      }
      out_.append('.');
      number(arc);
      first = false;
      arc = 0;
    }
  }

  void number(std::uint64_t value) {
    std::array<char, 20> digits;
    std::size_t at = digits.size();
    do {
      digits[--at] = static_cast<char>('0' + value % 10);
      value /= 10;
    } while (value != 0);
    out_.append({digits.data() + at, digits.size() - at});
  }

  void hex_octet(std::uint8_t octet) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out_.append(kDigits[octet >> 4]);
    out_.append(kDigits[octet & 15]);
  }
  void hex(Bytes octets) {
    out_.append('#');
    for (const std::uint8_t octet : octets) hex_octet(octet);
  }

  // False for a type that is not a string.
  bool text(const DerElement& value) {
    if (!is_text(value.tag)) return false;
    begins_ = true;
    for (Cursor rest(value.content); rest.left() > 0;) {
      const char32_t c = next_character(value.tag, rest);
      character(rest.failed() ? kReplacement : c, rest.left() == 0);
    }
    return true;
  }

  static bool is_text(std::uint8_t tag) {
    switch (tag) {
      case der::kUtf8String:
      case der::kNumericString:
      case der::kPrintableString:
      case der::kTeletexString:
      case der::kIa5String:
      case der::kVisibleString:
      case der::kBmpString:
      case der::kUniversalString:
        return true;
      default:
        return false;
    }
  }

  static char32_t next_character(std::uint8_t tag, Cursor& rest) {
    if (tag == der::kUtf8String) return utf8(rest);
    if (tag == der::kBmpString) return rest.u16();
    if (tag == der::kUniversalString) return rest.u32();
    return rest.u8();  // ASCII; Teletex is Latin-1 in practice
  }

  // The next character; a stray octet is replaced alone, so that what follows is not lost.
  static char32_t utf8(Cursor& rest) {
    const std::uint8_t first = rest.u8();
    if (first < 0x80) return first;
    const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    constexpr std::array<char32_t, 4> kSmallest = {0, 0x80, 0x800, 0x10000};
    char32_t c = first & (0x3fU >> more);
    Cursor ahead = rest;
    for (std::size_t i = 0; i < more; ++i) {
      const std::uint8_t next = ahead.u8();
      if (ahead.failed() || (next & 0xc0) != 0x80) return kReplacement;
      c = c << 6 | (next & 0x3f);
    }
    if (first < 0xc2 || first > 0xf4 || c < kSmallest[more]) return kReplacement;
    rest = ahead;
    return c;
  }

  // RFC 4514 section 2.4. Control characters may stand bare there, but not in what people read.
  void character(char32_t c, bool last) {
    const bool special = c == '"' || c == '+' || c == ',' || c == ';' || c == '<' || c == '>' ||
                         c == '\\' || (c == '#' && begins_) || (c == ' ' && (begins_ || last));
    begins_ = false;
    if (special) {
      out_.append('\\');
      out_.append(static_cast<char>(c));
    } else if (c < 0x20 || c == 0x7f) {
      escape(static_cast<std::uint8_t>(c));
    } else if (c >= 0x80 && c < 0xa0) {  // their two octets of UTF-8
      escape(0xc2);
      escape(static_cast<std::uint8_t>(c));
    } else {
      append_utf8((c >= 0xd800 && c < 0xe000) || c > 0x10ffff ? kReplacement : c);
    }
  }

  void escape(std::uint8_t octet) {
    out_.append('\\');
    hex_octet(octet);
  }

  void append_utf8(char32_t c) {
    const auto trail = [c](unsigned shift) {
      return static_cast<char>(0x80 | (c >> shift & 0x3f));
    };
    if (c < 0x80) {
      out_.append(static_cast<char>(c));
    } else if (c < 0x800) {
      out_.append(static_cast<char>(0xc0 | c >> 6));
      out_.append(trail(0));
    } else if (c < 0x10000) {
      out_.append(static_cast<char>(0xe0 | c >> 12));
      out_.append(trail(6));
      out_.append(trail(0));
    } else {
      out_.append(static_cast<char>(0xf0 | c >> 18));
      out_.append(trail(12));
      out_.append(trail(6));
      out_.append(trail(0));
    }
  }

  static constexpr char32_t kReplacement = 0xfffd;
  DistinguishedText& out_;
  bool begins_ = true;  // the value's first character is to come
};

constexpr std::size_t kMaxRdns = 64;  // of a Name; more than a dozen is unheard of

}  // namespace

DistinguishedText distinguished_text(Bytes name) {
  std::array<Bytes, kMaxRdns> rdns;
  std::size_t count = 0;
  Cursor cursor(name);
  while (cursor.left() > 0 && count < rdns.size()) {
    rdns[count++] = expect_der(cursor, der::kSet).rest();
  }
  if (!cursor.at_end()) return {};
  DistinguishedText out;
  Writer writer(out);
  while (count > 0) {  // the order is turned round (RFC 4514 section 2.1)
    if (!out.empty()) out.append(',');
    bool first = true;
    for (Cursor rdn(rdns[--count]); rdn.left() > 0; first = false) {
      if (!first) out.append('+');
      const Cursor fields = expect_der(rdn, der::kSequence);
      if (rdn.failed() || !writer.attribute(fields)) return {};
    }
  }
  return out.overflowed() ? DistinguishedText{} : out;
}

}  // namespace cutoffd::dissect
