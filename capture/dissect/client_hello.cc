#include "capture/dissect/client_hello.h"

#include "capture/dissect/tls_extensions.h"

namespace cutoffd::dissect {
namespace {

// IANA, TLS ExtensionType Values.
constexpr std::uint16_t kSupportedGroups = 10;
constexpr std::uint16_t kPointFormats = 11;
constexpr std::uint16_t kSignatureAlgorithms = 13;
constexpr std::uint16_t kSupportedVersions = 43;
constexpr std::uint16_t kQuicTransportParameters = 57;
constexpr std::uint16_t kQuicTransportParametersDraft = 0xffa5;  // drafts 13 to 32
constexpr std::uint16_t kEncryptedServerName = 0xffce;           // draft-ietf-tls-esni-01 to 06
// ECH's drafts from 8 on took their own number for the last octet; RFC 9849 kept that of draft 13.
constexpr std::uint16_t kEchFirstDraft = 0xfe08;
constexpr std::uint16_t kEch = 0xfe0d;

constexpr std::uint8_t kHostName = 0;  // RFC 6066 section 3: NameType

// RFC 6066 section 3. Only host_name is defined; other types are taken to have the same shape.
bool read_server_name(Bytes data, ClientHello& out) {
  Cursor names = Cursor(data).block16();
  while (names.left() > 0) {
    const std::uint8_t type = names.u8();
    const Bytes host = names.block16().rest();
    if (names.failed()) break;
    if (type != kHostName || host.empty()) continue;
    if (out.name_state != ServerName::absent) {
      out.name_repeated = true;
      continue;
    }
    const auto name = observe_host(host, out.name_text);
    out.name_state = name ? ServerName::read : ServerName::too_long;
    if (name) out.name_form = name->form;
  }
  return names.ok();
}

WireNumbers numbers_in(Cursor block) { return WireNumbers(block.rest()); }

void read_other(const Extension& extension, ClientHello& out) {
  Cursor data(extension.data);
  switch (extension.type) {
    case kSupportedGroups:
      out.supported_groups = numbers_in(data.block16());
      break;
    case kPointFormats:
      out.point_formats = data.block8().rest();
      break;
    case kSignatureAlgorithms:
      out.signature_algorithms = numbers_in(data.block16());
      break;
    case kAlpn: {
      Cursor protocols = data.block16();
      out.alpn = as_text(protocols.block8().rest());
      break;
    }
    case kSupportedVersions:
      out.supported_versions = numbers_in(data.block8());
      break;
    case kQuicTransportParameters:
    case kQuicTransportParametersDraft:
      out.quic = true;
      break;
    case kEncryptedServerName:
      out.esni = true;
      break;
    default:
      if (extension.type >= kEchFirstDraft && extension.type <= kEch) out.ech = true;
  }
}

bool read_extensions(ClientHello& out) {
  Cursor block(out.extensions);
  Extension extension;
  bool named = false;
  while (next_extension(block, extension)) {
    if (extension.type != kServerName) {
      read_other(extension, out);
      continue;
    }
    // RFC 8446 section 4.2 forbids a second one; servers differ in which they take or refuse both.
    out.name_repeated = out.name_repeated || named;
    named = true;
    // The empty extension is what a server answers with; some clients send it too.
    if (!extension.data.empty() && !read_server_name(extension.data, out)) return false;
  }
  return block.ok();
}

// RFC 5246 appendix E.2; the body begins after msg_type.
Answer parse_sslv2(Cursor body, ClientHello& out) {
  out.version = body.u16();
  const std::uint16_t specs = body.u16();
  const std::uint16_t session_id = body.u16();
  const std::uint16_t challenge = body.u16();
  body.skip(specs);
  out.session_id = body.take(session_id);
  out.random = body.take(challenge);
  if (body.failed() || specs % 3 != 0) return Answer::fault;
  out.trailing = !body.at_end();
  return Answer::certain;
}

}  // namespace

bool next_extension(Cursor& block, Extension& extension) {
  if (block.left() == 0) return false;
  extension.type = block.u16();
  extension.data = block.block16().rest();
  return block.ok();
}

std::optional<ObservedName> ClientHello::server_name() const {
  if (name_state != ServerName::read) return std::nullopt;
  return ObservedName{name_text.view(), name_form};
}

Answer parse_client_hello(Bytes body, ClientHello& out, HelloForm form) {
  out = ClientHello{};
  out.form = form;
  Cursor cursor(body);
  if (form == HelloForm::sslv2) return parse_sslv2(cursor, out);
  out.version = cursor.u16();
  out.random = cursor.take(32);
  out.session_id = cursor.block8().rest();
  if (form == HelloForm::dtls) out.cookie = cursor.block8().rest();
  const Bytes suites = cursor.block16().rest();
  out.cipher_suites = WireNumbers(suites);
  cursor.block8();  // compression methods
  if (cursor.failed() || suites.size() % 2 != 0) return Answer::fault;
  // SSL 3.0 and TLS 1.0 clients may end here (RFC 5246 section 7.4.1.2).
  if (cursor.at_end()) return Answer::certain;
  out.extensions = cursor.block16().rest();
  if (cursor.failed()) return Answer::fault;
  out.broken = !read_extensions(out);
  if (out.broken && out.name_state != ServerName::read) return Answer::fault;
  out.trailing = !cursor.at_end();
  return Answer::certain;
}

}  // namespace cutoffd::dissect
