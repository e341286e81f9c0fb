// Whether several systems speak from one address: each has ways of its own, and those that stand
// behind a NAT take turns.
//
// A change of systems alone proves nothing: a machine boots another one, a phone is updated, an
// address is handed on. None of those goes back within ten minutes, again and again. So the measure
// is how often a system *returns* within ten minutes after another spoke:
//
// - by the TTL that packets begin with (64, 128, 255) once is enough: nothing that runs on a
// machine
//   changes it, and only connections to watched services are looked at, which are few;
// - by the layout of a SYN's options twice: all connections are looked at.
//
// A machine with guests (virtual machines, containers) that it passes packets on for is not called
// a NAT for its own system and its guests' taking turns: the guests' packets have one hop more
// behind them. Only systems at the same distance are compared. Guests that speak as the host does,
// at its distance, cannot be told from those behind a NAT.
//
// Not measured: what differs between sockets of one system (segment size, window scale), and what
// programs say of themselves (HTTP user agents): one machine has many.
//
// Threads: one. Bound: so many addresses; the oldest goes first. Not kept over a restart.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

#include "core/address.h"
#include "core/time.h"
#include "core/ttl.h"

namespace cutoffd::rules {

struct System {
  std::uint32_t sign = 0;  // 0: says nothing
  std::uint8_t hops = 0;   // routers on the way up to here
  friend bool operator==(const System&, const System&) = default;
};
System system_of(std::uint8_t ttl_left, std::uint16_t layout = 0);

class Stacks {
 public:
  explicit Stacks(std::size_t returns) : returns_(returns) {}

  // A connection from `ip` was opened by this system. True if several take turns.
  bool note(const IpAddress& ip, const System& system, Instant time);
  // True if they ever did, as far back as is remembered.
  [[nodiscard]] bool several(const IpAddress& ip) const;
  void forget(const IpAddress& ip);  // it has another holder

 private:
  struct Turn {
    System system;
    Instant begun{};
  };
  struct Turns {
    std::array<Turn, 8> turns;  // the latest, in order
    std::size_t count = 0;
    bool several = false;
  };
  [[nodiscard]] static std::size_t returns_among(const Turns& turns, Instant now);

  std::size_t returns_;
  std::unordered_map<IpAddress, Turns> turns_;
  std::deque<IpAddress> order_;
};

}  // namespace cutoffd::rules
