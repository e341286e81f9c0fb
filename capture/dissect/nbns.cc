#include "capture/dissect/nbns.h"

namespace cutoffd::dissect {
namespace {

constexpr std::uint16_t kTypeNb = 0x20;
constexpr std::uint16_t kTypeNbstat = 0x21;
constexpr std::uint16_t kClassIn = 1;
constexpr std::size_t kNameOctets = 16;

// The text of fifteen octets of name: lower case, without the spaces or zeros that pad it.
void write_name(Bytes name, NbnsMessage& out) {
  while (!name.empty() && (name.back() == ' ' || name.back() == 0)) {
    name = name.first(name.size() - 1);
  }
  out.name.clear();
  for (const std::uint8_t c : name) {
    if (c > ' ' && c < 0x7f && c != '\\') {
      out.name.append(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
      continue;
    }
    const char escaped[] = {'\\', static_cast<char>('0' + c / 100),
                            static_cast<char>('0' + c / 10 % 10), static_cast<char>('0' + c % 10)};
    out.name.append(std::string_view(escaped, sizeof escaped));
  }
}

// RFC 1001 section 14.1: each octet as two letters from A to P. RFC 1002 section 4.1: a scope may
// follow as further labels; it is stepped over.
Answer read_name(Cursor& cursor, NbnsMessage& out) {
  const std::uint8_t length = cursor.u8();
  const Bytes letters = cursor.take(2 * kNameOctets);
  if (cursor.failed()) return Answer::unsure;
  if (length != 2 * kNameOctets) return Answer::not_mine;
  std::uint8_t octets[kNameOctets];
  for (std::size_t i = 0; i < kNameOctets; ++i) {
    const unsigned high = letters[2 * i] - unsigned{'A'};
    const unsigned low = letters[2 * i + 1] - unsigned{'A'};
    if (high > 15 || low > 15) return Answer::not_mine;
    octets[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  for (std::uint8_t label = cursor.u8(); label != 0; label = cursor.u8()) {
    if (label > 63) return Answer::fault;
    cursor.skip(label);
  }
  if (cursor.failed()) return Answer::unsure;
  write_name(Bytes(octets).first(kNameOctets - 1), out);
  out.suffix = octets[kNameOctets - 1];
  return Answer::certain;
}

// RFC 1002 section 4.2.18: a count, that many names of 18 octets, then the adapter's address.
Answer read_node_status(Cursor data, NbnsMessage& out) {
  const std::size_t names = data.u8();
  const Bytes first = data.take(18);
  if (names == 0 || data.failed()) return Answer::fault;
  write_name(first.first(kNameOctets - 1), out);
  out.suffix = first[kNameOctets - 1];
  out.group = (first[kNameOctets] & 0x80) != 0;
  data.skip((names - 1) * 18);
  const Bytes unit_id = data.take(6);
  if (data.failed()) return Answer::fault;
  if (const Mac mac = Mac::from(unit_id); !mac.is_zero()) out.unit_id = mac;
  return Answer::certain;
}

// RFC 1002 section 4.2.2 and on: flags and an address, perhaps several of them.
Answer read_addresses(Cursor data, NbnsMessage& out) {
  out.group = (data.u16() & 0x8000) != 0;
  const Bytes address = data.take(4);
  if (data.failed()) return Answer::fault;
  if (const IpAddress ip = IpAddress::from(address); !ip.is_unspecified()) out.address = ip;
  return Answer::certain;
}

Answer read_record(Cursor& cursor, bool name_known, NbnsMessage& out) {
  if (name_known && !cursor.rest().empty() && cursor.rest().front() == 0xc0) {
    cursor.skip(2);  // the question's name
  } else if (const Answer answer = read_name(cursor, out); answer != Answer::certain) {
    return answer;
  }
  const std::uint16_t type = cursor.u16();
  const std::uint16_t klass = cursor.u16();
  cursor.skip(4);
  const Cursor data = cursor.block16();
  if (cursor.failed()) return Answer::unsure;
  if (klass != kClassIn) return Answer::fault;
  if (type == kTypeNb && data.left() >= 6) return read_addresses(data, out);
  if (type != kTypeNbstat) return Answer::certain;  // a negative answer holds no data
  out.node_status = true;
  return read_node_status(data, out);
}

// RFC 1002 section 4.2.1.1, and what is seen besides: 9 for a refresh (section 4.2.4 misprints it),
// 15 for the registration of a host with several addresses.
std::optional<NbnsMessage::Opcode> read_opcode(unsigned opcode) {
  using Opcode = NbnsMessage::Opcode;
  if (opcode == 9) return Opcode::refresh;
  if (opcode == 15) return Opcode::registration;
  if (opcode == 0 || (opcode >= 5 && opcode <= 8)) return static_cast<Opcode>(opcode);
  return std::nullopt;
}

}  // namespace

Answer parse_nbns(Bytes message, NbnsMessage& out) {
  out = {};
  Cursor cursor(message);
  cursor.skip(2);
  const std::uint16_t flags = cursor.u16();
  const std::uint16_t questions = cursor.u16();
  const std::uint16_t answers = cursor.u16();
  const std::uint16_t authorities = cursor.u16();
  const std::uint16_t additionals = cursor.u16();
  if (cursor.failed()) return Answer::unsure;
  const auto opcode = read_opcode(flags >> 11 & 0x0fU);
  // A message is about one name (RFC 1002 sections 4.2.2 to 4.2.18).
  if (!opcode || questions + answers != 1 || authorities > 8 || additionals > 1) {
    return Answer::not_mine;
  }
  out.response = (flags & 0x8000) != 0;
  out.opcode = *opcode;
  out.rcode = static_cast<std::uint8_t>(flags & 0x0f);
  if (questions == 1) {
    if (const Answer answer = read_name(cursor, out); answer != Answer::certain) return answer;
    const std::uint16_t type = cursor.u16();
    const std::uint16_t klass = cursor.u16();
    if (cursor.failed()) return Answer::unsure;
    if ((type != kTypeNb && type != kTypeNbstat) || klass != kClassIn) return Answer::fault;
    out.node_status = type == kTypeNbstat;
    if (additionals == 0) return Answer::certain;
  }
  return read_record(cursor, questions == 1, out);
}

}  // namespace cutoffd::dissect
