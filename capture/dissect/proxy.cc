#include "capture/dissect/proxy.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace cutoffd::dissect {
namespace {

using Command = SocksRequest::Command;

std::optional<Command> read_command(std::uint8_t octet) {
  switch (octet) {
    case 1:
    case 2:
    case 3:
    case 0xf0:  // Tor's RESOLVE and RESOLVE_PTR (socks-extensions.txt)
      return static_cast<Command>(octet);
    default:
      return std::nullopt;
  }
}

// Octets up to a zero, which is taken too. Nothing if there is no zero within `most` octets.
enum class Text : std::uint8_t { whole, open, bad };
Text take_text(Cursor& cursor, std::size_t most, std::string_view& text) {
  const std::string_view rest = as_text(cursor.rest());
  const std::size_t end = rest.find('\0');
  if (std::min(end, rest.size()) > most) return Text::bad;
  text = rest.substr(0, end);
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c != 0x7f; });
  if (!printable) return Text::bad;
  if (end == std::string_view::npos) return Text::open;
  cursor.skip(end + 1);
  return Text::whole;
}

// SOCKS 4: version, command, port, address, user. 4a: an address of 0.0.0.x says that a host name
// follows.
Answer read_socks4(Bytes stream, SocksRequest& out) {
  Cursor cursor(stream);
  cursor.skip(1);
  const std::uint8_t command = cursor.u8();
  const std::uint16_t port = cursor.u16();
  const Bytes address = cursor.take(4);
  if (stream.size() > 1 && command != 1 && command != 2 && command != 0xf0) return Answer::not_mine;
  if (cursor.failed()) return Answer::unsure;
  out.version = 4;
  out.command = static_cast<Command>(command);
  out.port = Port{port};
  const bool named = address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
  std::string_view user;
  Text text = take_text(cursor, 255, user);
  if (text == Text::whole && named) text = take_text(cursor, 255, out.host);
  if (text == Text::bad || (!named && address[0] == 0)) return Answer::not_mine;
  if (text == Text::open) {
    out.host = {};
    return Answer::unsure;
  }
  if (named && out.host.empty()) return Answer::fault;
  if (!named) out.address = IpAddress::from(address);
  out.octets = stream.size() - cursor.left();
  return Answer::certain;
}

// RFC 1928 section 3: the methods that the client offers. Whether a user and password follow.
Answer read_greeting(Cursor& cursor, bool& may_authenticate) {
  cursor.skip(1);
  const Cursor methods = cursor.block8();
  if (cursor.failed()) return Answer::unsure;
  if (methods.left() == 0) return Answer::not_mine;
  for (const std::uint8_t method : methods.rest()) {
    // IANA has given out 0 to 9; 0x80 to 0xfe are private.
    if (method > 9 && (method < 0x80 || method == 0xff)) return Answer::not_mine;
    may_authenticate = may_authenticate || method == 2;
  }
  return Answer::certain;
}

// RFC 1929 section 2. Its version is 1, and a request's is 5: which of the two comes says whether
// the server asked for it.
Answer step_over_password(Cursor& cursor) {
  cursor.skip(1);
  const Cursor user = cursor.block8();
  const Cursor password = cursor.block8();
  if (cursor.failed()) return Answer::unsure;
  return user.left() == 0 || password.left() == 0 ? Answer::fault : Answer::certain;
}

Answer read_socks5_request(Cursor& cursor, SocksRequest& out) {
  const std::uint8_t version = cursor.u8();
  const std::uint8_t command = cursor.u8();
  const std::uint8_t reserved = cursor.u8();
  const std::uint8_t type = cursor.u8();
  if (cursor.failed()) return Answer::unsure;
  const auto known = read_command(command);
  if (version != 5 || !known || reserved != 0) return Answer::not_mine;
  out.command = *known;
  std::string_view host;
  if (type == 1 || type == 4) {
    const Bytes octets = cursor.take(type == 1 ? 4 : 16);
    if (cursor.ok()) out.address = IpAddress::from(octets);
  } else if (type == 3) {
    const Cursor name = cursor.block8();
    if (cursor.ok() && name.left() == 0) return Answer::fault;
    host = as_text(name.rest());
  } else {
    return Answer::not_mine;
  }
  out.port = Port{cursor.u16()};
  if (cursor.failed()) {
    out = {};
    return Answer::unsure;
  }
  out.host = host;
  return Answer::certain;
}

Answer read_socks5(Bytes stream, SocksRequest& out) {
  Cursor cursor(stream);
  bool may_authenticate = false;
  if (const Answer answer = read_greeting(cursor, may_authenticate); answer != Answer::certain) {
    return answer;
  }
  if (may_authenticate && !cursor.rest().empty() && cursor.rest().front() == 1) {
    if (const Answer answer = step_over_password(cursor); answer != Answer::certain) return answer;
  }
  const Answer answer = read_socks5_request(cursor, out);
  if (answer == Answer::certain) out.octets = stream.size() - cursor.left();
  return answer;
}

constexpr std::string_view kSignature1 = "PROXY ";
constexpr std::string_view kSignature2("\r\n\r\n\0\r\nQUIT\n", 12);

std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(line.size(), end + 1));
  return word;
}

std::optional<Port> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Port{port};
}

// Section 2.1: "PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n", at most 107 octets.
Answer read_version1(std::string_view text, ProxyHeader& out) {
  constexpr std::size_t kLongest = 107;
  const std::size_t end = text.substr(0, kLongest).find("\r\n");
  if (end == std::string_view::npos) {
    return text.size() < kLongest ? Answer::unsure : Answer::fault;
  }
  std::string_view line = text.substr(kSignature1.size(), end - kSignature1.size());
  out.octets = end + 2;
  const std::string_view protocol = take_word(line);
  if (protocol == "UNKNOWN") return Answer::certain;
  if (protocol != "TCP4" && protocol != "TCP6") return Answer::fault;
  const auto source = IpAddress::parse(take_word(line));
  const auto destination = IpAddress::parse(take_word(line));
  const auto source_port = read_port(take_word(line));
  const auto destination_port = read_port(line);
  if (!source || !destination || !source_port || !destination_port) return Answer::fault;
  out.source = Endpoint{*source, *source_port};
  out.destination = Endpoint{*destination, *destination_port};
  return Answer::certain;
}

// Section 2.2.1: fields of a type and a length; 2 is the host name that the client asked for.
bool read_fields(Cursor cursor, ProxyHeader& out) {
  while (cursor.ok() && !cursor.at_end()) {
    const std::uint8_t type = cursor.u8();
    const Cursor value = cursor.block16();
    if (type == 2 && cursor.ok()) out.authority = as_text(value.rest());
  }
  return cursor.ok();
}

// Section 2.2: signature, version and command, family, length, addresses, fields.
Answer read_version2(Bytes stream, ProxyHeader& out) {
  Cursor cursor(stream);
  cursor.skip(kSignature2.size());
  const std::uint8_t version_and_command = cursor.u8();
  const std::uint8_t family = cursor.u8();
  Cursor block = cursor.block16();
  if (cursor.failed()) return Answer::unsure;
  out.version = 2;
  out.octets = stream.size() - cursor.left();
  if (version_and_command == 0x20) return Answer::certain;  // LOCAL: the proxy's own connection
  if (version_and_command != 0x21) return Answer::fault;
  const std::size_t width = family >> 4 == 1 ? 4 : family >> 4 == 2 ? 16 : 0;
  if (width > 0) {
    const Bytes source = block.take(width);
    const Bytes destination = block.take(width);
    const Port source_port{block.u16()};
    const Port destination_port{block.u16()};
    if (block.failed()) return Answer::fault;
    out.source = Endpoint{IpAddress::from(source), source_port};
    out.destination = Endpoint{IpAddress::from(destination), destination_port};
  } else if (family >> 4 == 3) {
    block.skip(216);  // two paths of UNIX sockets
  } else if (family != 0) {
    return Answer::fault;
  }
  return read_fields(block, out) ? Answer::certain : Answer::fault;
}

}  // namespace

Answer read_socks(Bytes stream, SocksRequest& out) {
  out = {};
  if (stream.empty()) return Answer::unsure;
  if (stream.front() == 5) return read_socks5(stream, out);
  return stream.front() == 4 ? read_socks4(stream, out) : Answer::not_mine;
}

Answer read_proxy_header(Bytes stream, ProxyHeader& out) {
  out = {};
  const std::string_view text = as_text(stream);
  if (text.starts_with(kSignature1)) return read_version1(text, out);
  if (text.starts_with(kSignature2)) return read_version2(stream, out);
  const bool may_begin = kSignature1.starts_with(text) || kSignature2.starts_with(text);
  return may_begin ? Answer::unsure : Answer::not_mine;
}

}  // namespace cutoffd::dissect
