// One sink: its cursor over the outbox, what is under way, and one transport after another.
//
// Alerts are read in small batches, filtered, formatted, and kept until the transport has them.
// When a transport fails everything that it did not acknowledge is sent again, in order, by the
// next. Threads: the io_context's one. Lifetime: pending handlers hold it; stop() ends it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "alerts/backoff.h"
#include "alerts/format.h"
#include "alerts/options.h"
#include "alerts/outbox.h"
#include "alerts/statistics.h"
#include "alerts/surroundings.h"
#include "alerts/transport.h"

namespace cutoffd::alerts {

class Sink final : public TransportEvents, public std::enable_shared_from_this<Sink> {
 public:
  using MakeTransport = std::function<std::shared_ptr<Transport>(TransportEvents&)>;

  Sink(boost::asio::io_context& io, Outbox& outbox, const SinkOptions& completed,
       const Surroundings& surroundings, MakeTransport make_transport);

  void start();
  void stop();
  // There may be more in the outbox.
  void look();
  // The transport is closed and opened anew, at once.
  void renew();
  // Tries at once even where a pause is under way, and calls back whenever nothing is left.
  void hurry(std::function<void()> when_idle);

  [[nodiscard]] bool started() const { return state_ != State::stopped; }
  [[nodiscard]] bool idle() const { return pending_.empty() && !more_to_read_; }
  [[nodiscard]] const SinkOptions& options() const { return options_; }
  [[nodiscard]] SinkStatistics statistics() const;
  // Everything up to this alert is done with for good: not even a transport's end brings it back.
  [[nodiscard]] std::uint64_t delivered() const;
  // The last alert taken from the outbox.
  [[nodiscard]] std::uint64_t read_to() const { return read_to_; }

  void on_open() override;
  void on_sent() override;
  void on_acknowledged(std::uint64_t sequence) override;
  void on_taken_back(std::uint64_t sequence, ConnectionEnd end) override;
  void on_refused(std::uint64_t sequence, const std::string& reason) override;
  void on_failed(const std::string& reason) override;

 private:
  using Clock = std::chrono::steady_clock;
  enum class State : std::uint8_t { stopped, opening, open, pausing };

  struct Pending {
    Alert alert;
    std::uint64_t sequence_id = 0;
    std::string bytes;
    Clock::time_point first_sent;
    bool repeat = false;  // sent before, on this transport's predecessor or longer ago
    bool done = false;    // acknowledged, filtered or refused
  };

  void open_transport();
  void close_transport();
  void pause();
  bool take_place();
  void keep_cursor();
  void pump();
  void read_some();
  void read_batches();
  void look_again();
  void take_in(Alert alert);
  void send_next();
  void retire();

  boost::asio::io_context& io_;
  Outbox& outbox_;
  const SinkOptions options_;
  const Surroundings surroundings_;
  const MakeTransport make_transport_;
  const Format format_;
  Backoff backoff_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Transport> transport_;
  std::function<void()> when_idle_;

  State state_ = State::stopped;
  bool placed_ = false;             // the outbox has said where to go on
  bool cursor_kept_ = true;         // the outbox has the cursor
  bool sending_ = false;            // the transport has not yet said on_sent()
  bool more_to_read_ = true;        // the outbox had more when last asked
  std::uint64_t read_to_ = 0;       // sequence of the last alert taken from the outbox
  std::uint64_t read_once_ = 0;     // the greatest that read_to_ ever was
  std::uint64_t told_once_ = 0;     // the greatest sequence that was ever acknowledged
  std::uint64_t brought_back_ = 0;  // by orderly ends: everything up to here that could be
  std::uint64_t sequence_id_ = 0;
  std::deque<Pending> pending_;
  std::size_t next_ = 0;  // index in pending_ of the next to send on this transport
  SinkStatistics statistics_;
};

}  // namespace cutoffd::alerts
