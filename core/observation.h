// An observation: who named what, when, and by which protocol we know.
//
// Lifetime: everything in it is borrowed from the packet or from the tracker's scratch, and valid
// only during the call that shows it. What must live longer is copied into a Fact (core/fact.h).
// The words are those of `observe --json` (docs/architecture.md, contracts).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "core/address.h"
#include "core/domain_name.h"
#include "core/time.h"
#include "core/vlan.h"

namespace cutoffd {

enum class ObservationKind : std::uint8_t {
  dns_query,
  dns_answer,
  tls_sni,
  quic_sni,
  dtls_sni,
  http_host,  // HTTP/1 Host or absolute-form; HTTP/2 :authority
  tls_cert_name,
  proxy_target,  // CONNECT, SOCKS5, PROXY protocol
  mdns,
  llmnr,
  nbns,
  unknown,  // no name: how a flow begins that speaks nothing known
};
std::string_view name_of(ObservationKind kind);
// A client's hello, whatever it is carried by.
constexpr bool is_hello(ObservationKind kind) {
  return kind == ObservationKind::tls_sni || kind == ObservationKind::quic_sni ||
         kind == ObservationKind::dtls_sni;
}

// One end of a conversation. The MAC is the link-layer address seen on its side of the frame: the
// device's own only if something proves it.
struct Party {
  Endpoint at;
  std::optional<Mac> mac;
};

// A flow's number, unique while the process lives; 0 means that there is none (DNS over UDP).
enum class FlowId : std::uint64_t {};

// Resource record types (IANA DNS parameters) that the code names.
enum class DnsType : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  srv = 33,
  naptr = 35,
  dname = 39,
  opt = 41,
  svcb = 64,
  https = 65,
  any = 255,
};

struct DnsRecord {
  enum class Section : std::uint8_t { answer, authority, additional };
  Section section = Section::answer;
  ObservedName name;  // owner
  DnsType type{};
  std::uint32_t ttl = 0;  // seconds
  // The address (A, AAAA) or the target name (CNAME, DNAME, NS, PTR, MX, SRV, SVCB, HTTPS, SOA's
  // MNAME); nothing for other types or where the data is malformed.
  std::variant<std::monostate, IpAddress, ObservedName> data;
};

// An address that an SVCB or HTTPS record of the message suggests (RFC 9460 section 7.3).
struct DnsAddressHint {
  std::uint16_t record = 0;  // index into the message's records
  IpAddress ip;
};

struct DnsDetail {
  DnsType qtype{};
  std::optional<std::uint16_t> rcode;           // answers only; extended by EDNS (RFC 6891)
  std::optional<std::uint16_t> extended_error;  // EDE INFO-CODE (RFC 8914)
  bool over_tcp = false;
  bool ech_key = false;                // an SVCB/HTTPS record carries an ECH configuration
  bool complete = false;               // what is not among the records was not sent
  std::span<const DnsRecord> records;  // all sections, in order
  std::span<const DnsAddressHint> hints;
  std::optional<Mac> forwarded_mac;  // EDNS client-MAC option where a forwarder adds it
};

// The first octets that a client sent, as many as came in its first packets: at most 64.
using FirstOctets = std::span<const std::uint8_t>;
inline constexpr std::size_t kMaxFirstOctets = 64;

struct HelloDetail {
  bool ech = false;       // an encrypted_client_hello extension was offered (also GREASE)
  std::string_view ja3;   // 32 hex digits, or empty
  std::string_view ja4;   // 36 characters, or empty
  std::string_view alpn;  // first protocol offered, escaped as other text
  FirstOctets first{};    // of TLS over TCP, from the record's header on
};

struct HttpDetail {
  std::string_view method;
  std::string_view path;  // as sent, without the authority of an absolute-form target
};

struct CertificateDetail {
  std::string_view issuer;  // "CN=…, O=…" (RFC 4514 text)
  std::string_view subject;
};

// Of a flow that speaks nothing known.
struct UnknownDetail {
  FirstOctets first;
};

struct Observation {
  Instant time{};
  std::uint64_t frame = 0;  // of the packet that completed the name
  std::uint16_t source = 0;
  ObservationKind kind{};
  // Empty text: the root, or a hello, a request, a certificate or an unknown flow that names
  // nobody.
  ObservedName name;
  Party client;  // the side that asked or opened
  Party server;
  VlanStack vlans;
  std::uint8_t client_ttl = 0;  // of the packet that came from the client; 0 where none was seen
  FlowId flow{};
  // The flow was wanted for the address that it leads to (FlowOpening), and nothing was named on it
  // before.
  bool awaited = false;
  std::variant<std::monostate, DnsDetail, HelloDetail, HttpDetail, CertificateDetail, UnknownDetail>
      detail;
};

// A connection was opened: a SYN, or the first that was seen of it. Nothing is known yet of what it
// speaks. Told of each connection, perhaps more than once, until the receiver wants it.
struct FlowOpening {
  Instant time{};
  std::uint64_t frame = 0;
  std::uint16_t source = 0;
  Party client;  // where nothing shows who opened it, each side in turn
  Party server;
  VlanStack vlans;
  std::uint8_t client_ttl = 0;  // 0 where the packet came from the server
  FlowId flow{};                // what its number will be if the receiver wants it
};

// What the receiver wants to hear of the flow from here on.
enum class Interest : std::uint8_t { none, watched };

class ObservationSink {
 public:
  virtual ~ObservationSink() = default;
  virtual Interest on_observation(const Observation& observation) = 0;
  // A question of this client to this server may come within the next packets: time to fetch what
  // it will be looked up in. Nothing is decided by it.
  virtual void expect(const IpAddress& /*client*/, const IpAddress& /*server*/) const {}
  // False: on_opening() would want no connection to this server at this moment, and need not be
  // asked.
  [[nodiscard]] virtual bool may_want(const IpAddress& /*server*/) const { return true; }
  virtual Interest on_opening(const FlowOpening&) { return Interest::none; }
};

}  // namespace cutoffd
