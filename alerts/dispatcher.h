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
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "alerts/options.h"
#include "alerts/statistics.h"
#include "core/alert.h"
#include "core/time.h"

namespace cutoffd::alerts {

// Where alerts are written down; the ledger, behind a bridge in daemon/. Called on the io_context's
// thread only, with no call inside another. What it throws reaches the one who runs the loop.
class Outbox {
 public:
  virtual ~Outbox() = default;
  // At most `limit` alerts with a greater sequence, in order. Only committed ones: what is told
  // must not be forgotten.
  virtual std::vector<Alert> alerts_after(std::uint64_t sequence, std::size_t limit) = 0;
  // The sequence of the last alert that the sink's transport has; 0 for a new sink.
  virtual std::uint64_t cursor(std::string_view sink) = 0;
  // May become durable later: what is lost is told twice.
  virtual void set_cursor(std::string_view sink, std::uint64_t sequence) = 0;
};

// What sinks say about the program that runs them.
struct Surroundings {
  std::string hostname;          // of the machine
  std::string version = "0";     // of the program
  std::uint32_t process_id = 0;  // 0: not told
  std::function<Instant()> now;  // the wall clock, for statistics and timestamps of tests; required
};

// What came back from a test alert.
struct SinkTestResult {
  std::string sink;
  bool delivered = false;
  std::string text;  // "acknowledged after 3 ms", or what failed
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

  // Sends a marked alert through one sink (empty name: all), each by a connection of its own, and
  // calls back once with what each said, after the slowest sink's timeout at the latest.
  void test(std::string_view sink, std::function<void(std::vector<SinkTestResult>)> done);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cutoffd::alerts
