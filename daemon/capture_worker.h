// One capture worker: a thread that owns an interface, or its share of the packets of one, its
// tracker and its filter, and hands facts on.
//
// Threads: everything private belongs to the worker's thread once start() was called; the control
// thread reads what is atomic, takes facts from the ring and swaps rules by use(). A worker never
// waits for the judge: when the ring is full it counts.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "capture/source/live_source.h"
#include "capture/track/tracker.h"
#include "core/counters.h"
#include "daemon/fact_ring.h"
#include "daemon/watch_filter.h"

namespace cutoffd {

class CaptureWorker final : private PacketHandler, private FactSink {
 public:
  // `wake` is called on the worker's thread after it put facts into an empty ring; it must be
  // quick.
  CaptureWorker(std::unique_ptr<source::LiveSource> source, const track::TrackOptions& options,
                std::size_t facts_waiting, std::shared_ptr<const rules::RuleSet> rules,
                std::shared_ptr<AnsweredTable> answers,
                std::shared_ptr<EncryptedDnsDevices> encrypted_dns, std::function<void()> wake);
  ~CaptureWorker() override;  // stops

  void start();
  // Returns when the thread has ended; facts still in the ring stay there.
  void stop();

  // --- the control thread's view ---
  FactRing& facts() { return ring_; }
  // No fact older than this will come any more.
  [[nodiscard]] Instant watermark() const {
    return instant_from_ns(watermark_.load(std::memory_order_acquire));
  }
  [[nodiscard]] const Counters& counters() const { return counters_; }
  [[nodiscard]] std::string_view interface() const { return interface_; }
  // Among the interface's workers, from 0 on.
  [[nodiscard]] const source::WorkerSeat& seat() const { return seat_; }
  // The interface is there and up.
  [[nodiscard]] bool capturing() const {
    return capturing_.load(std::memory_order_relaxed) && link_up_.load(std::memory_order_relaxed);
  }
  // The interface went away and is back, and this program may not open it any more.
  [[nodiscard]] bool waits_for_privilege() const {
    return waits_for_privilege_.load(std::memory_order_relaxed);
  }
  // Times around the worker's loop: it stands still only if the worker hangs.
  [[nodiscard]] std::uint64_t turns() const { return turns_.load(std::memory_order_relaxed); }
  // What decides in the kernel, and what it kept there.
  [[nodiscard]] source::KernelFilter kernel_filter() const {
    return kernel_filter_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::string kernel_filter_lacks() const { return source_->filter_lacks(); }
  [[nodiscard]] bool shunt_is_pinned() const { return source_->shunt_is_pinned(); }
  [[nodiscard]] source::ShuntCounts shunted() const { return source_->shunted(); }
  void use(std::shared_ptr<const rules::RuleSet> rules);
  // Of all the interface's workers.
  [[nodiscard]] std::size_t encrypted_dns_devices() const {
    return filter_.encrypted_dns_devices();
  }

 private:
  void on_packets(std::span<const Packet> packets) override;
  void on_fact(const Fact& fact) override;
  [[nodiscard]] bool has_room_for_background() const override {
    return ring_.has_room_for_background();
  }

  void loop();
  void sit();
  void wait();
  void on_idle();
  void take(std::span<const Packet> packets);
  void read_statistics();
  void count_shunted();
  void try_reopen();
  void take_new_rules();

  std::unique_ptr<source::LiveSource> source_;
  std::string interface_;
  source::WorkerSeat seat_;
  std::function<void()> wake_;
  Counters counters_;
  FactRing ring_;
  WatchFilter filter_;
  track::Tracker tracker_;

  std::atomic<std::int64_t> watermark_{kBeginning.time_since_epoch().count()};
  std::atomic<bool> capturing_{true};
  std::atomic<bool> link_up_{true};
  std::atomic<bool> waits_for_privilege_{false};
  std::atomic<std::uint64_t> turns_{0};
  std::atomic<source::KernelFilter> kernel_filter_{source::KernelFilter::none};
  std::atomic<bool> stopping_{false};

  std::mutex rules_mutex_;  // guards new_rules_
  std::shared_ptr<const rules::RuleSet> new_rules_;
  std::atomic<bool> has_new_rules_{false};

  source::ShuntCounts shunted_;  // counted already
  Instant last_packet_ = kBeginning;
  std::chrono::steady_clock::time_point statistics_due_{};
  int stop_descriptor_ = -1;
  std::thread thread_;
};

}  // namespace cutoffd
