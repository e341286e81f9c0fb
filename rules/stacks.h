// Whether several systems speak from one address: each has ways of its own, and those that stand
// behind a NAT take turns.
//
// An address that changes from one system to another and back within ten minutes has both behind
// it; a machine that boots another system, or an address that was handed on, does not go back so
// soon. Threads: one. Bound: so many addresses; the oldest goes first. Not kept over a restart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

#include "core/address.h"
#include "core/time.h"

namespace cutoffd::rules {

// What the sender's system began with, by the TTL that is left: 64, 128 or 255; 0 where it cannot
// be told (a trace of the route counts up from 1).
std::uint8_t initial_ttl(std::uint8_t left);

class Stacks {
 public:
  // A connection from `ip` was opened by a system with this sign. True if several take turns.
  bool note(const IpAddress& ip, std::uint8_t sign, Instant time);
  void forget(const IpAddress& ip);  // it has another holder

 private:
  struct Turns {
    std::uint8_t now = 0;
    std::uint8_t before = 0;
    Instant changed{};
  };
  std::unordered_map<IpAddress, Turns> turns_;
  std::deque<IpAddress> order_;
};

}  // namespace cutoffd::rules
