// What crosses from a capture worker to the judge: owned, fixed in size, trivially copyable.
//
// A worker turns an observation of a watched name (or of a name below a domain of interest) into a
// Sighting; the tracker adds the progress of flows that were declared watched, what proves who is
// who, and who is alive. Whoever watches the capture adds when it is blind. Plain packets never
// cross.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "core/address.h"
#include "core/domain_name.h"
#include "core/evidence.h"
#include "core/observation.h"
#include "core/time.h"
#include "core/vlan.h"

namespace cutoffd {

// The usable addresses of a DNS answer, after its CNAME chain. More than fit are counted, not kept.
class AnsweredAddresses {
 public:
  struct Entry {
    IpAddress ip;
    std::uint32_t ttl = 0;  // seconds: the least along the chain
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  static constexpr std::size_t kMax = 16;

  bool push(const Entry& entry) {
    if (count_ == kMax) return false;
    entries_[count_++] = entry;
    return true;
  }
  [[nodiscard]] std::span<const Entry> entries() const { return {entries_.data(), count_}; }

 private:
  std::array<Entry, kMax> entries_{};
  std::uint8_t count_ = 0;
};

// A name that matters was seen.
struct Sighting {
  Instant time{};
  std::uint64_t frame = 0;
  std::uint16_t source = 0;
  ObservationKind kind{};
  DomainName name;
  Party client;
  Party server;
  VlanStack vlans;
  std::uint8_t client_ttl = 0;
  FlowId flow{};
  bool ech = false;
  std::uint64_t hello = 0;  // tells one TLS hello from another, for its random; 0: not known
  std::optional<Mac> forwarded_mac;  // DNS: a forwarder says whose question it is (EDNS)
  DnsType qtype{};                   // DNS only
  std::optional<std::uint16_t> rcode;
  std::optional<Blocked> blocked;  // an answer that blocks: sinkhole, NXDOMAIN …
  AnsweredAddresses addresses;     // an answer that resolves
  // A hello: this client was answered the server's address for a name of no interest, and the TTL
  // is not over.
  bool answered_otherwise = false;
  // The same, but the answer went by the other family, to the card that sends this.
  bool card_answered_otherwise = false;
};

// A connection was opened towards an address that was answered for a watched name, to whomever, or
// that a watchlist knows; nothing was named on it yet. Its FlowProgress follows.
struct AddressContact {
  Instant time{};
  std::uint64_t frame = 0;
  std::uint16_t source = 0;
  FlowId flow{};
  Party client;
  Party server;
  VlanStack vlans;
  std::uint8_t client_ttl = 0;
  bool shared = false;  // the address was also answered for a name of no interest
};

// What was named first on a flow of an AddressContact, if it is of no interest.
struct FlowNamed {
  Instant time{};
  std::uint64_t frame = 0;
  FlowId flow{};
  bool ech = false;  // the hello offers ECH: the name may be an outer one
  DomainName name;
};

// How a watched flow went on. Told when the server first takes part, each time that the bytes of a
// direction pass a doubling size, when something shows that the client does not get through, and at
// the end, or when the capture ends before.
struct FlowProgress {
  enum class Step : std::uint8_t {
    answered,
    bytes,
    reset,
    unreachable,  // an ICMP error quotes the client's packet
    silent,       // the client repeats itself, and nothing comes back where answers are seen
    ended,
    left,  // nobody looks any more: so far it had gone
  };
  Instant time{};
  FlowId flow{};
  Step step{};
  std::uint64_t bytes_up = 0;    // payload from the client, by sequence numbers where TCP
  std::uint64_t bytes_down = 0;  // payload from the server
  std::uint64_t frame = 0;       // of the packet that showed it; 0 if it was none
};

// An address that was answered for a watched name was answered for a name that nobody watches, too:
// it is many customers', for a day after the last such answer. Told again only where that was not
// known or is an hour old, and so held true for an hour more.
struct SharedAddress {
  Instant time{};
  IpAddress ip;
};
inline constexpr Duration kSharedFor = std::chrono::hours(24);
inline constexpr Duration kSharedGrain = std::chrono::hours(1);

// How the server of a watched flow answered a plain HTTP request: what says whether it was the
// service's own answer or a page shown in its place. Of the answer nothing else is taken.
struct HttpAnswer {
  enum class Leads : std::uint8_t { nowhere, to_name, to_address };
  Instant time{};
  FlowId flow{};
  std::uint16_t status = 0;
  // Of a redirect: whither its Location leads; nowhere if it names no host, or none that is one.
  Leads leads = Leads::nowhere;
  DomainName name;
  IpAddress address;
  std::uint64_t bytes_down = 0;  // payload from the server up to this packet, as in FlowProgress
  std::uint64_t frame = 0;
};

// Something proved that an address belongs to a MAC, or claimed a name for it. Told once per
// change.
struct Binding {
  enum class Source : std::uint8_t {
    arp,
    ndp,
    dhcp4,
    dhcp6,
    mdns,
    llmnr,
    nbns,
    // Of two copies that a mirror made of one packet, the one with the higher TTL came from nearer
    // to its sender: its MAC is a candidate for the sender's own. It proves nothing.
    mirror,
  };
  Instant time{};
  IpAddress ip;
  std::optional<Mac> mac;  // absent where only a name was claimed for an address
  Source source{};
  InlineText<253> hostname;  // a claim, escaped; empty if none
  // DHCP only. What the client calls itself to the server (version 4: option 61; version 6: its
  // DUID) in hex, empty if longer than 32 octets; and the lease, in seconds, 0 where it is not
  // told.
  InlineText<64> client_id;
  std::uint32_t lease = 0;
  VlanStack vlans;
};

// Whoever holds the address sent something: it is there. Told once an address in each ten minutes
// of the clock (kLivenessGrain) in which it spoke.
struct Liveness {
  Instant time{};
  IpAddress ip;
  std::optional<Mac> mac;  // the frame's
};
inline constexpr Duration kLivenessGrain = std::chrono::minutes(10);

// How a system opens connections: the layout of its SYN's options (a number for their order; 0 says
// nothing) and the TTL that was left.
struct SystemSign {
  std::uint16_t layout = 0;
  std::uint8_t ttl = 0;
  friend bool operator==(const SystemSign&, const SystemSign&) = default;
};

// Of two connections from one address, one after the other, the later was opened by a system of
// another kind. Told of each change, but only so often (capture/track/systems.h): enough to see
// that several take turns.
struct SystemChange {
  Instant time{};
  IpAddress ip;
  SystemSign before;
  SystemSign now;
};

// A connection's first packet had been passed on before, by the TTL that is left (core/ttl.h): if
// it came from the address's own MAC, somebody stands behind that. Told once the client says
// something, sixteen times at most in ten minutes of the clock (kLivenessGrain).
struct Passage {
  Instant time{};
  IpAddress ip;
  std::optional<Mac> mac;  // the frame's
};

// The sensor went blind, so that from `time` on silence means nothing (nothing is captured, or too
// much is lost), or sees again from then on. Saying the same twice changes nothing. A time before
// what was judged already is taken all the same; what was decided meanwhile stands.
struct SensorChange {
  Instant time{};
  bool seeing = true;
  InlineText<63> reason;  // why it is blind, for people: "eth1 is down"
};

// Something that is no name and that some watchlist names: how a client begins, which path it asks
// for, who issued the server's certificate, which port is meant; or that a client asks a public
// resolver of a documented fallback for an ordinary name. Told after the sighting of the same
// observation; ports and ordinary names now and then at most (daemon/mark_filter.h).
struct MarkTrace {
  enum class Kind : std::uint8_t {
    path,
    issuer,
    ja3,
    ja4,
    port,
    first_bytes,
    resolver_used,  // by `client`, of `server`, for a name that no watchlist is about
  };
  Instant time{};
  std::uint64_t frame = 0;
  Kind kind{};
  InlineText<253> text;  // octets of first_bytes; empty for port and resolver_used
  bool udp = false;
  Party client;
  Party server;
  VlanStack vlans;
  FlowId flow{};
};

using Fact =
    std::variant<Sighting, AddressContact, FlowNamed, FlowProgress, SharedAddress, HttpAnswer,
                 Binding, MarkTrace, Liveness, SystemChange, Passage, SensorChange>;

class FactSink {
 public:
  virtual ~FactSink() = default;
  virtual void on_fact(const Fact& fact) = 0;
  // False while there is room for contacts only: what can be told later should be.
  [[nodiscard]] virtual bool has_room_for_background() const { return true; }
};

}  // namespace cutoffd
