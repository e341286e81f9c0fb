// What the tests of delivery share: an outbox in memory, a loop that runs until something is true,
// and the bookkeeping of what a receiver got.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "alerts/dispatcher.h"
#include "tests/unit/alerts/sample_alerts.h"

namespace cutoffd::alerts::test {

using Clock = std::chrono::steady_clock;
// Of a test that passes nobody waits so long: a slow machine may be an emulated one.
constexpr std::chrono::minutes kPatience{5};

class MemoryOutbox final : public Outbox {
 public:
  std::vector<Alert> alerts_after(std::uint64_t sequence, std::size_t limit) override {
    ++reads;
    need();
    std::vector<Alert> some;
    for (const Alert& alert : alerts) {
      if (alert.sequence > sequence && some.size() < limit) some.push_back(alert);
    }
    return some;
  }
  std::uint64_t count_after(std::uint64_t sequence) override {
    need();
    std::uint64_t count = 0;
    for (const Alert& alert : alerts) count += alert.sequence > sequence ? 1 : 0;
    return count;
  }
  std::uint64_t cursor(std::string_view sink) override {
    need();
    return cursors[std::string(sink)];
  }
  void set_cursor(std::string_view sink, std::uint64_t sequence) override {
    need();
    cursors[std::string(sink)] = sequence;
  }

  // Alerts numbered on from the last, each with its number in the message.
  void write(std::size_t count, AlertEvent event = AlertEvent::opened) {
    for (std::size_t i = 0; i < count; ++i) {
      Alert alert = full_alert();
      alert.sequence = alerts.empty() ? 1 : alerts.back().sequence + 1;
      alert.event = event;
      alert.message = "number " + std::to_string(alert.sequence);
      alerts.push_back(alert);
    }
  }

  std::vector<Alert> alerts;
  std::map<std::string, std::uint64_t> cursors;
  std::size_t reads = 0;
  bool fails = false;  // it can be neither read nor written

 private:
  void need() const {
    if (fails) throw OutboxError("the disk reports an error");
  }
};

// Runs the loop until the condition holds; false where it never does.
inline bool run_until(boost::asio::io_context& io, const std::function<bool()>& condition,
                      Clock::duration patience = kPatience) {
  const auto end = Clock::now() + patience;
  while (!condition()) {
    if (Clock::now() > end) return false;
    io.restart();
    io.run_one_for(std::chrono::milliseconds(20));
  }
  return true;
}
inline void run_for(boost::asio::io_context& io, Clock::duration duration) {
  const auto end = Clock::now() + duration;
  run_until(
      io, [&] { return Clock::now() >= end; }, duration + std::chrono::seconds(1));
}

inline Surroundings surroundings() {
  Surroundings around;
  around.hostname = "sensor1";
  around.version = "0.1.0";
  around.process_id = 812;
  around.now = [] { return *parse_rfc3339("2024-10-02T08:14:03Z"); };
  return around;
}

// A sink that tries again soon.
inline SinkOptions quick(SinkType type, std::string name = "sink") {
  SinkOptions options;
  options.name = std::move(name);
  options.type = type;
  options.retry_minimum = std::chrono::milliseconds(5);
  options.retry_maximum = std::chrono::milliseconds(40);
  options.timeout = std::chrono::seconds(5);
  return options;
}

// The number in "number N" of a message in any format; 0 where there is none.
inline std::uint64_t number_in(const std::string& message) {
  const std::size_t at = message.find("number ");
  return at == std::string::npos ? 0 : std::stoull(message.substr(at + 7));
}

// What arrived, in order.
struct Arrivals {
  std::vector<std::uint64_t> numbers;

  void add(const std::string& message) { numbers.push_back(number_in(message)); }
  [[nodiscard]] bool complete_to(std::uint64_t last) const {
    const auto first_time = without_repeats();
    return !first_time.empty() && first_time.back() == last && first_time.size() == last;
  }
  // Later repeats removed.
  [[nodiscard]] std::vector<std::uint64_t> without_repeats() const {
    std::vector<std::uint64_t> kept;
    std::map<std::uint64_t, bool> seen;
    for (const std::uint64_t number : numbers) {
      if (!seen[number]) kept.push_back(number);
      seen[number] = true;
    }
    return kept;
  }
  [[nodiscard]] std::size_t repeats() const { return numbers.size() - without_repeats().size(); }
};

// 1, 2, … last: nothing lost, order kept.
inline std::vector<std::uint64_t> all_to(std::uint64_t last) {
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t i = 1; i <= last; ++i) numbers.push_back(i);
  return numbers;
}

}  // namespace cutoffd::alerts::test
