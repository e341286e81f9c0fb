// Carries written alerts to every sink: in order, at least once, each sink at its own pace.
//
// The alerts themselves live in the ledger; this keeps nothing that must survive. Each sink reads
// from its cursor in small batches, hands them to its transport, and moves the cursor when the
// transport has them. A sink that fails waits with a growing, jittered pause and begins again after
// its cursor; no other sink notices.
// Threads: all of it on the io_context's one thread. Lifetime: the io_context and the outbox
// outlive it. Errors: a sink's trouble is in its statistics, never an exception.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "alerts/options.h"
#include "alerts/outbox.h"
#include "alerts/sink_probe.h"
#include "alerts/statistics.h"
#include "alerts/surroundings.h"
#include "core/alert.h"
#include "core/time.h"

namespace cutoffd::alerts {

// How far all sinks together are.
struct DeliveryProgress {
  std::uint64_t delivered = 0;  // every sink has the alerts up to here for good
  std::uint64_t in_hand = 0;    // the slowest holds those up to here in memory
  std::string waits_for;        // the names of those that are behind
};

class Dispatcher {
 public:
  // Options as config/ read them; completed here.
  Dispatcher(boost::asio::io_context& io, Outbox& outbox, std::vector<SinkOptions> sinks,
             Surroundings surroundings);
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  // Begins with what is left in the outbox.
  void start();
  // New alerts were committed.
  void notify();
  // Other sinks from now on. A sink with the same name goes on after its cursor.
  void replace(std::vector<SinkOptions> sinks);
  // Opens files anew (SIGHUP after logrotate).
  void reopen();
  // Sends what is left, then calls back once: true if every sink delivered everything within the
  // time. Whatever the answer, nothing is sent after it.
  void drain(std::chrono::steady_clock::duration limit, std::function<void(bool)> done);

  [[nodiscard]] std::vector<SinkStatistics> statistics() const;
  // Nothing where there are no sinks.
  [[nodiscard]] std::optional<DeliveryProgress> progress() const;

  // Sends a marked alert through one sink (empty name: all), each by a connection of its own, and
  // calls back once with what each said, after the slowest sink's timeout at the latest.
  void test(std::string_view sink, std::function<void(std::vector<SinkTestResult>)> done);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cutoffd::alerts
