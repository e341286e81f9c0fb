// The network of a story: hosts, what they say, and the clock that their packets carry.
//
// Every word that a host says becomes Ethernet frames, built octet by octet, and each frame is
// shown to whoever watches. The mirror stands in the hosts' own network: a host that is declared
// with a MAC sends frames of its own, every other address is seen through the router. Threads: one.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"
#include "core/packet.h"
#include "core/time.h"
#include "tests/support/octet_writer.h"

namespace cutoffd::story {

using wire::Octets;

struct Host {
  std::string name;
  std::vector<IpAddress> ips;  // the first of a family is the one that it speaks from
  std::optional<Mac> mac;      // none: its frames bear the router's
  std::vector<std::uint16_t> vlans;
  std::uint8_t ttl = 64;
  Octets syn_options{};          // of the system that it runs
  std::optional<Mac> gateway{};  // through which it reaches those without a MAC; none: the router
};

struct Question {
  Host* client = nullptr;
  Host* server = nullptr;
  Endpoint from, to;
  std::uint16_t id = 0;
  std::uint16_t type = 1;
  std::string name;
};

// A connection, as far as its ends have brought it.
struct Connection {
  std::string label;
  Host* client = nullptr;
  Host* server = nullptr;
  Endpoint from, to;
  enum class Kind : std::uint8_t { tcp, tls, quic, http, proxy } kind = Kind::tcp;
  std::uint32_t up = 1'000'001;  // sequence numbers of the next octets
  std::uint32_t down = 2'000'001;
  std::uint32_t hello = 0;  // where the client's hello began; 0: it has said nothing yet
  bool answered = false;
  Octets last_of_client;  // IP packet, for ICMP to quote
};

class Network {
 public:
  explicit Network(std::function<void(const Packet&)> watcher) : watcher_(std::move(watcher)) {}

  // ---- The clock ----
  Instant now = *parse_rfc3339("2024-10-01T08:00:00Z");
  Duration step = std::chrono::milliseconds(1);  // between frames

  // ---- Hosts ----
  Host& declare(Host host);
  Host* find(std::string_view name);         // by name; null if none
  Host& at(const IpAddress& ip);             // whoever holds it; made on the spot if nobody does
  Host& named(std::string_view name_or_ip);  // throws StoryError
  static IpAddress address_of(const Host& host, bool six);  // throws where it has none

  // ---- Packets ----
  // An IP packet from one host to another, as a frame.
  void send(const Host& from, const Host& to, const Octets& ip_packet);
  void send_ether(const Host& from, const Mac& to, std::uint16_t type, const Octets& payload);
  Octets packet(const Host& from, const IpAddress& source, const IpAddress& destination,
                std::uint8_t protocol, const Octets& payload);
  void udp(const Host& from, const Host& to, const Endpoint& source, const Endpoint& destination,
           const Octets& payload);
  [[nodiscard]] Mac mac_of(const Host& host) const { return host.mac.value_or(router); }
  std::uint16_t ephemeral_port() {
    return next_port_ = next_port_ < 60'000 ? next_port_ + 1 : 40'000;
  }
  std::uint16_t next_id() { return ++next_id_; }

  Mac router{{0x02, 0, 0, 0, 0, 0x01}};
  bool unseen = false;                  // frames pass while the sensor is down or the mirror is cut
  bool wrong_checksums = false;         // of IPv4, TCP and UDP
  bool upward = true, downward = true;  // false: the mirror shows nothing of that direction

  std::vector<Question> questions;  // without an answer so far
  std::list<Connection> connections;
  Connection& connection(const std::optional<std::string>& label);  // the latest; throws

 private:
  void show(const Host& from, const Octets& frame);

  std::function<void(const Packet&)> watcher_;
  std::deque<Host> hosts_;
  std::uint64_t frames_ = 0;
  std::uint16_t next_port_ = 40'000;
  std::uint16_t next_id_ = 0x1000;
};

}  // namespace cutoffd::story
