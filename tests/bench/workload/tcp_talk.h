// One TCP connection in the making: keeps sequence numbers and time.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "tests/bench/workload/capture.h"
#include "tests/bench/workload/random.h"

namespace cutoffd::bench {

class TcpTalk {
 public:
  TcpTalk(Random& random, Capture& capture, const Ends& ends, std::uint64_t time)
      : random_(random), capture_(capture), ends_(ends), time_(time) {
    for (std::uint32_t& n : next_) n = static_cast<std::uint32_t>(random.next());
  }
  [[nodiscard]] std::size_t segment_size() const { return ends_.client.is_v4() ? 1448 : 1428; }

  void open(std::uint64_t round_trip) {
    say(From::client, {}, 0, kSyn);
    say(From::server, {}, round_trip, kSyn | kAck);
    say(From::client, {});
  }
  // The next octets of one side, `after` microseconds.
  void say(From from, Bytes payload, std::uint64_t after = 20, std::uint8_t flags = kAck) {
    say_at(from, 0, payload, after, flags);
    const bool counts = (flags & (kSyn | kFin)) != 0;
    next_[at(from)] += static_cast<std::uint32_t>(payload.size()) + (counts ? 1U : 0U);
  }
  // The same without moving on: what is said `ahead` of the next octet, or what is said again.
  void say_at(From from, std::uint32_t ahead, Bytes payload, std::uint64_t after = 20,
              std::uint8_t flags = kAck) {
    time_ += after;
    const std::uint32_t acknowledged = (flags & kAck) != 0 ? next_[1 - at(from)] : 0;
    capture_.tcp(time_, ends_, from, {next_[at(from)] + ahead, acknowledged, flags}, payload);
  }
  void move_on(From from, std::size_t octets) {
    next_[at(from)] += static_cast<std::uint32_t>(octets);
  }
  void all(From from, Bytes payload, std::uint64_t after) {
    for (std::size_t size = 0; !payload.empty(); payload = payload.subspan(size)) {
      size = std::min(payload.size(), segment_size());
      say(from, payload.first(size), after);
    }
  }
  // So many octets from the server; one acknowledgement for three segments.
  void bulk(std::uint64_t octets) {
    for (std::size_t n = 1; octets > 0; ++n) {
      const std::size_t size = std::min<std::size_t>(octets, segment_size());
      octets -= size;
      say(From::server, random_.noise(size), 30);
      if (n % 3 == 0 || octets == 0) say(From::client, {}, 30);
    }
  }
  void close() {
    const double how = random_.part();
    if (how < 0.85) {
      say(From::client, {}, 10'000, kFin | kAck);
      say(From::server, {}, 10'000, kFin | kAck);
      say(From::client, {});
    } else if (how < 0.95) {
      say(From::client, {}, 10'000, kRst | kAck);
    }
  }

 private:
  static std::size_t at(From from) { return from == From::client ? 0 : 1; }

  Random& random_;
  Capture& capture_;
  Ends ends_;
  std::uint64_t time_;
  std::array<std::uint32_t, 2> next_{};
};

}  // namespace cutoffd::bench
