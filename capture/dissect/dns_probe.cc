// Is this DNS? For traffic on ports that say nothing, where a wrong yes would invent names.
#include "capture/dissect/dns.h"
#include "capture/dissect/dns_name.h"

namespace cutoffd::dissect {
namespace {

struct Counts {
  std::uint16_t answers = 0, authorities = 0, additionals = 0;
  [[nodiscard]] std::size_t records() const {
    return std::size_t{answers} + authorities + additionals;
  }
};

// The header of a standard query with one question, or of its response. Reserved bits are zero, and
// a query claims nothing that only a response can. `length` is that of the whole message.
bool read_header(Bytes header, std::size_t length, Counts& counts) {
  Cursor cursor(header);
  cursor.skip(2);
  const std::uint16_t flags = cursor.u16();
  const std::uint16_t questions = cursor.u16();
  counts.answers = cursor.u16();
  counts.authorities = cursor.u16();
  counts.additionals = cursor.u16();
  const bool response = (flags & 0x8000) != 0;
  constexpr std::uint16_t kOpcodeAndZ = 0x7840;
  if (cursor.failed() || (flags & kOpcodeAndZ) != 0 || questions != 1) return false;
  if (!response) {
    constexpr std::uint16_t kAnswerOnly = 0x068f;  // AA, TC, RA, RCODE
    // One OPT and one signature at most (RFC 6891 section 6.1.1, RFC 8945 section 5.1).
    return (flags & kAnswerOnly) == 0 && counts.answers == 0 && counts.authorities == 0 &&
           counts.additionals <= 2;
  }
  return kDnsHeader + 5 + counts.records() * 11 <= length;
}

// Types that are asked for: those with records (RFC 1035 to the hundreds, and private ones that are
// in use) and the meta types.
constexpr bool is_asked_for(std::uint16_t type) {
  return (type >= 1 && type <= 109 && type != 41) || (type >= 249 && type <= 262) ||
         type == 32768 || type == 32769;
}
constexpr bool is_class(std::uint16_t klass) {
  return klass == 1 || klass == 3 || klass == 4 || klass == 254 || klass == 255;
}

// The question, its name written out and made of octets that host names have.
Answer read_question(Bytes message, std::size_t& offset) {
  NameWalk walk(message, offset);
  Bytes label;
  do {
    const NameFault fault = walk.next(label);
    if (fault == NameFault::cut) return Answer::unsure;
    if (fault != NameFault::none) return Answer::not_mine;
    for (const std::uint8_t c : label) {
      if (c <= ' ' || c >= 0x7f) return Answer::not_mine;
    }
  } while (!label.empty());
  offset = walk.after();
  Cursor cursor(message.subspan(offset));
  const std::uint16_t type = cursor.u16();
  const std::uint16_t klass = cursor.u16();
  if (cursor.failed()) return Answer::unsure;
  offset += 4;
  return is_asked_for(type) && is_class(klass) ? Answer::certain : Answer::not_mine;
}

bool read_record(Bytes message, std::size_t& offset) {
  if (skip_name(message, offset) != NameFault::none) return false;
  Cursor cursor(message.subspan(offset));
  const std::uint16_t type = cursor.u16();
  const std::uint16_t klass = cursor.u16();
  cursor.skip(4);
  const std::uint16_t length = cursor.u16();
  cursor.skip(length);
  if (cursor.failed()) return false;
  const bool opt = type == static_cast<std::uint16_t>(DnsType::opt);
  // DNSCrypt clients pad their questions for certificates with a record of type and class zero.
  const bool padding = type == 0 && klass == 0;
  if (!opt && !padding && (type == 0 || !is_class(klass))) return false;
  if (klass == 1 && type == static_cast<std::uint16_t>(DnsType::a) && length != 4) return false;
  if (klass == 1 && type == static_cast<std::uint16_t>(DnsType::aaaa) && length != 16) return false;
  offset = message.size() - cursor.left();
  return true;
}

}  // namespace

Answer looks_like_dns_start(Bytes start, std::size_t length) {
  Counts counts;
  if (start.size() < kDnsHeader) return Answer::unsure;
  if (!read_header(start.first(kDnsHeader), length, counts)) return Answer::not_mine;
  std::size_t offset = kDnsHeader;
  const Answer answer = read_question(start, offset);
  return answer == Answer::unsure && start.size() >= length ? Answer::not_mine : answer;
}

bool looks_like_dns(Bytes message) {
  Counts counts;
  if (message.size() < kDnsHeader + 5) return false;
  if (!read_header(message.first(kDnsHeader), message.size(), counts)) return false;
  std::size_t offset = kDnsHeader;
  if (read_question(message, offset) != Answer::certain) return false;
  for (std::size_t i = 0; i < counts.records(); ++i) {
    if (!read_record(message, offset)) return false;
  }
  return offset == message.size();
}

}  // namespace cutoffd::dissect
