#include "capture/dissect/starttls.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace cutoffd::dissect {
namespace {

constexpr Preamble kNotMine{Answer::not_mine, 0};
constexpr Preamble kUnsure{Answer::unsure, 0};
constexpr Preamble certain(std::size_t octets) { return {Answer::certain, octets}; }

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

bool starts_with_word(std::string_view line, std::string_view word) {
  if (line.size() < word.size()) return false;
  const bool same = std::equal(word.begin(), word.end(), line.begin(),
                               [](char w, char c) { return upper(c) == w; });
  return same && (line.size() == word.size() || line[word.size()] == ' ');
}

// ---- Protocols of lines --------------------------------------------------------------------

// Commands that ask for TLS, whole lines: SMTP, LMTP, IMAP, NNTP, ManageSieve, IRC; POP3; FTP.
constexpr std::array<std::string_view, 5> kBegin = {"STARTTLS", "STLS", "AUTH TLS", "AUTH TLS-C",
                                                    "AUTH SSL"};
// Commands that a client may send before it, because they name nobody and carry nothing.
constexpr std::array<std::string_view, 19> kBefore = {
    "EHLO", "HELO", "LHLO", "NOOP", "RSET", "HELP", "CAPABILITY", "CAPA", "CAPABILITIES", "MODE",
    "ID",   "FEAT", "SYST", "OPTS", "CLNT", "HOST", "PBSZ",       "CAP",  "LANG"};

constexpr std::size_t kMaxTag = 16;

bool is_line_char(char c) { return (c >= ' ' && c != 0x7f) || c == '\t'; }

bool begins_tls(std::string_view line) {
  while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
  return std::any_of(kBegin.begin(), kBegin.end(), [line](std::string_view command) {
    return line.size() == command.size() && starts_with_word(line, command);
  });
}

bool may_come_before(std::string_view line) {
  return std::any_of(kBefore.begin(), kBefore.end(),
                     [line](std::string_view command) { return starts_with_word(line, command); });
}

// IMAP's commands follow a tag that the client chooses (RFC 3501 section 2.2.1): any word, but no
// other protocol's command.
std::string_view without_tag(std::string_view line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const bool is_tag = end > 0 && end <= kMaxTag && end < line.size();
  return !is_tag || begins_tls(line) || may_come_before(line) ? line : line.substr(end + 1);
}

// Could a line that is not yet whole become a command of interest?
bool may_become(std::string_view part) {
  const std::string_view command = without_tag(part);
  const auto fits = [part, command](std::string_view word) {
    const auto begins = [word](std::string_view text) {
      const std::size_t both = std::min(word.size(), text.size());
      return starts_with_word(text.substr(0, both), word.substr(0, both));
    };
    return begins(part) || begins(command);
  };
  // What there is may still be the tag alone.
  const bool tag = command.size() == part.size() && part.size() <= kMaxTag &&
                   part.find(' ') == std::string_view::npos;
  return tag || std::any_of(kBegin.begin(), kBegin.end(), fits) ||
         std::any_of(kBefore.begin(), kBefore.end(), fits);
}

Preamble read_lines(std::string_view stream) {
  std::size_t begin = 0;
  for (;;) {
    const std::string_view rest = stream.substr(begin);
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!std::all_of(line.begin(), line.end(), is_line_char)) return kNotMine;
    if (end == std::string_view::npos) {
      return stream.size() < kMaxPreamble && may_become(line) ? kUnsure : kNotMine;
    }
    begin += end + 1;
    const std::string_view command = without_tag(line);
    if (begins_tls(command)) return certain(begin);
    if (!may_come_before(command) || begin > kMaxPreamble) return kNotMine;
  }
}

// ---- XMPP ----------------------------------------------------------------------------------

// RFC 6120 section 5.4.2.1: the element, with any attributes, empty or with an end tag. The stream
// before it opens with "<?xml" or "<stream:stream".
Preamble read_xmpp(std::string_view stream) {
  constexpr std::array<std::string_view, 2> kStarts = {"<?xml", "<stream:stream"};
  const bool mine = std::any_of(kStarts.begin(), kStarts.end(), [stream](std::string_view start) {
    const std::size_t both = std::min(start.size(), stream.size());
    return stream.substr(0, both) == start.substr(0, both);
  });
  if (!mine) return kNotMine;
  const Preamble more = stream.size() < kMaxPreamble ? kUnsure : kNotMine;
  const std::size_t element = stream.find("<starttls");
  if (element == std::string_view::npos) return more;
  const std::size_t close = stream.find('>', element);
  if (close == std::string_view::npos) return more;
  if (stream[close - 1] == '/') return certain(close + 1);
  constexpr std::string_view kEnd = "</starttls>";
  const std::size_t end = stream.find(kEnd, close);
  return end == std::string_view::npos ? more : certain(end + kEnd.size());
}

// ---- Binary protocols ----------------------------------------------------------------------

// Fixed octets of a pattern; -1 stands for any octet.
template <std::size_t N>
Answer match(Bytes stream, const std::array<int, N>& pattern) {
  for (std::size_t i = 0; i < std::min(N, stream.size()); ++i) {
    if (pattern[i] >= 0 && stream[i] != pattern[i]) return Answer::not_mine;
  }
  return stream.size() < N ? Answer::unsure : Answer::certain;
}

// PostgreSQL, "Message Formats": a length of 8 and a code instead of a protocol version.
Preamble read_postgresql(Bytes stream) {
  constexpr std::array<int, 8> kSslRequest = {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f};
  constexpr std::array<int, 8> kGssRequest = {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x30};
  const Answer ssl = match(stream, kSslRequest);
  if (ssl != Answer::not_mine) return {ssl, ssl == Answer::certain ? kSslRequest.size() : 0};
  const Answer gss = match(stream, kGssRequest);
  return {gss, gss == Answer::certain ? kGssRequest.size() : 0};
}

// MySQL, "Protocol::SSLRequest": a packet of 32 octets with sequence 1: capabilities with
// CLIENT_SSL, packet size, character set, 23 zeros.
Preamble read_mysql(Bytes stream) {
  constexpr std::size_t kPacket = 4 + 32;
  constexpr std::array<int, 4> kHeader = {32, 0, 0, 1};
  const Answer header = match(stream, kHeader);
  if (header == Answer::not_mine) return kNotMine;
  constexpr std::size_t kCapabilities = 4;
  constexpr std::uint8_t kClientSsl = 0x08;  // 0x0800 of the lower half, little-endian
  if (stream.size() > kCapabilities + 1 && (stream[kCapabilities + 1] & kClientSsl) == 0) {
    return kNotMine;
  }
  constexpr std::size_t kZeros = 4 + 9;
  const Bytes zeros = stream.size() > kZeros ? stream.subspan(kZeros) : Bytes{};
  for (const std::uint8_t octet : zeros.first(std::min(zeros.size(), kPacket - kZeros))) {
    if (octet != 0) return kNotMine;
  }
  return stream.size() < kPacket ? kUnsure : certain(kPacket);
}

// One BER element's header: tag and length (X.690 section 8.1.3). Windows writes every length in
// four octets.
Answer read_ber(Cursor& cursor, std::uint8_t& tag, std::size_t& length) {
  tag = cursor.u8();
  length = cursor.u8();
  if (length == 0x81) {
    length = cursor.u8();
  } else if (length == 0x82) {
    length = cursor.u16();
  } else if (length == 0x84) {
    length = cursor.u32();
  } else if (length > 0x80) {
    return Answer::not_mine;
  }
  return cursor.failed() ? Answer::unsure : Answer::certain;
}

// RFC 4511 sections 4.1.1, 4.12 and 4.14.1: a message of a number and an extended request, whose
// first field is the name of StartTLS. Searches of the root entry may come before it.
Preamble read_ldap(Bytes stream) {
  constexpr std::string_view kStartTls = "1.3.6.1.4.1.1466.20037";
  constexpr std::uint8_t kSequence = 0x30;
  constexpr std::uint8_t kExtended = 0x77;
  constexpr std::uint8_t kSearch = 0x63;
  Cursor cursor(stream);
  while (!cursor.at_end()) {
    std::uint8_t tag = 0;
    std::size_t length = 0;
    if (const Answer answer = read_ber(cursor, tag, length); answer != Answer::certain) {
      return tag == kSequence || tag == 0 ? Preamble{answer, 0} : kNotMine;
    }
    if (tag != kSequence || length < 5 || length > kMaxPreamble) return kNotMine;
    const Bytes seen = cursor.rest().first(std::min(length, cursor.left()));
    const bool whole = seen.size() == length;
    Cursor message(seen);
    if (message.u8() != 2 && message.ok()) return kNotMine;
    message.block8();  // the message's number
    const std::uint8_t operation = message.u8();
    if (message.ok() && operation != kExtended && operation != kSearch) return kNotMine;
    if (!whole) return stream.size() < kMaxPreamble ? kUnsure : kNotMine;
    cursor.skip(length);
    if (operation == kSearch) continue;
    const bool starts = as_text(message.rest()).find(kStartTls) != std::string_view::npos;
    return starts ? certain(stream.size() - cursor.left()) : kNotMine;
  }
  return kUnsure;
}

// MS-RDPBCGR section 2.2.1.1: TPKT (RFC 1006), an X.224 connection request, perhaps a cookie's
// line, and a negotiation request (type 1, eight octets) for TLS, CredSSP or both.
Preamble read_rdp(Bytes stream) {
  constexpr std::array<int, 8> kHeader = {3, 0, 0, -1, -1, 0xe0, 0, 0};
  constexpr std::size_t kX224End = 11;
  constexpr std::uint8_t kWithTls = 0x01 | 0x02 | 0x08;
  const Answer header = match(stream, kHeader);
  if (header != Answer::certain) return {header, 0};
  const std::size_t length = stream[3];
  if (length < kX224End || stream[4] != length - 5) return kNotMine;
  if (stream.size() < length) return kUnsure;
  Bytes request = stream.first(length).subspan(kX224End);
  const std::size_t line_end = as_text(request).find("\r\n");
  if (line_end != std::string_view::npos) request = request.subspan(line_end + 2);
  constexpr std::array<int, 4> kNegotiation = {1, -1, 8, 0};
  const bool asks = request.size() >= 8 && match(request, kNegotiation) == Answer::certain &&
                    (request[4] & kWithTls) != 0;
  return asks ? certain(length) : kNotMine;
}

}  // namespace

Preamble read_preamble(Bytes client_stream) {
  if (client_stream.empty()) return kUnsure;
  switch (client_stream.front()) {
    case 0x00:
      return read_postgresql(client_stream);
    case 0x03:
      return read_rdp(client_stream);
    case 0x20:
      return read_mysql(client_stream);
    case '<':
      return read_xmpp(as_text(client_stream));
    case 0x30:
      // An LDAP message, or a line: IMAP's tag may be a number.
      if (client_stream.size() > 1 && client_stream[1] < ' ') return read_ldap(client_stream);
      if (const Preamble lines = read_lines(as_text(client_stream));
          lines.answer != Answer::not_mine) {
        return lines;
      }
      return read_ldap(client_stream);
    default:
      return read_lines(as_text(client_stream));
  }
}

}  // namespace cutoffd::dissect
