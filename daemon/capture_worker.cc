#include "daemon/capture_worker.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <poll.h>
#include <sched.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "capture/source/interfaces.h"
#include "daemon/believed_clock.h"
#include "daemon/packet_counts.h"

namespace cutoffd {

using namespace std::chrono_literals;
using source::ReadStatus;

namespace {

// An idle interface's time is the clock's, less what a packet may wait in the ring (100 ms by
// default) and be late by the scheduler's doing.
constexpr auto kStillToCome = 500ms;

}  // namespace

CaptureWorker::CaptureWorker(std::unique_ptr<source::LiveSource> source,
                             const track::TrackOptions& options, std::size_t facts_waiting,
                             std::shared_ptr<const rules::RuleSet> rules,
                             std::shared_ptr<AnsweredTable> answers,
                             std::shared_ptr<EncryptedDnsDevices> encrypted_dns,
                             std::function<void()> wake)
    : source_(std::move(source)),
      interface_(source_->name()),
      seat_(source_->seat()),
      wake_(std::move(wake)),
      ring_(facts_waiting),
      filter_(std::move(rules), *this, counters_, std::move(answers), std::move(encrypted_dns)),
      tracker_(options, filter_, *this, counters_, source_->shunt()),
      kernel_filter_(source_->filter()),
      stop_descriptor_(eventfd(0, EFD_CLOEXEC)) {}

CaptureWorker::~CaptureWorker() {
  stop();
  close(stop_descriptor_);
}

void CaptureWorker::start() {
  thread_ = std::thread([this] { loop(); });
}

void CaptureWorker::stop() {
  if (!thread_.joinable()) return;
  stopping_.store(true, std::memory_order_release);
  eventfd_write(stop_descriptor_, 1);
  thread_.join();
}

void CaptureWorker::use(std::shared_ptr<const rules::RuleSet> rules) {
  const std::lock_guard lock(rules_mutex_);
  new_rules_ = std::move(rules);
  has_new_rules_.store(true, std::memory_order_release);
}

// A wish: a processor that is not there, or not for this program, must not keep it from watching.
void CaptureWorker::sit() {
  if (!seat_.cpu) return;
  cpu_set_t wanted;
  CPU_ZERO(&wanted);
  CPU_SET(*seat_.cpu, &wanted);
  if (sched_setaffinity(0, sizeof wanted, &wanted) == 0) return;  // 0: this thread
  spdlog::warn("{}: worker {} does not keep to processor {}: {}", interface_, seat_.number,
               *seat_.cpu, std::strerror(errno));
}

void CaptureWorker::loop() {
  sit();
  while (!stopping_.load(std::memory_order_acquire)) {
    turns_.fetch_add(1, std::memory_order_relaxed);
    if (has_new_rules_.load(std::memory_order_acquire)) take_new_rules();
    switch (source_->read(*this)) {
      case ReadStatus::packets:
        watermark_.store(ns_since_epoch(last_packet_), std::memory_order_release);
        break;
      case ReadStatus::idle:
        on_idle();
        wait();
        break;
      default:
        try_reopen();
        break;
    }
    if (std::chrono::steady_clock::now() >= statistics_due_) read_statistics();
  }
  // What the kernel holds at the moment of stopping was captured and is judged.
  while (source_->read(*this) == ReadStatus::packets) {
  }
  tracker_.finish();
  read_statistics();
  watermark_.store(ns_since_epoch(Instant::max()), std::memory_order_release);
}

// Until packets wait, a stop is asked for, or a tick has passed.
void CaptureWorker::wait() {
  std::array<pollfd, 2> descriptors{
      {{source_->descriptor(), POLLIN, 0}, {stop_descriptor_, POLLIN, 0}}};
  poll(descriptors.data(), descriptors.size(), 200);
}

void CaptureWorker::on_idle() {
  const Instant now = std::max(last_packet_, believed_now() - kStillToCome);
  tracker_.on_time(now);
  watermark_.store(ns_since_epoch(now), std::memory_order_release);
}

// The kernel's times are the machine's clock: where that is not believed, neither are they.
void CaptureWorker::on_packets(std::span<const Packet> packets) {
  BelievedClock& clock = believed_clock();
  const bool believed = std::all_of(packets.begin(), packets.end(), [&clock](const Packet& packet) {
    return clock.believes(packet.time);
  });
  if (believed) return take(packets);
  const BelievedClock::Reading reading = read_clocks();
  for (Packet packet : packets) {
    packet.time = clock.of(packet.time, reading);
    take({&packet, 1});
  }
}

void CaptureWorker::take(std::span<const Packet> packets) {
  for (const Packet& packet : packets) last_packet_ = std::max(last_packet_, packet.time);
  count_packets(packets, counters_);
  tracker_.on_packets(packets);
}

void CaptureWorker::on_fact(const Fact& fact) {
  const bool was_empty = ring_.front() == nullptr;
  if (!ring_.push(fact)) {
    counters_.add(is_background(fact) ? Counter::background_dropped : Counter::facts_dropped);
    return;
  }
  if (was_empty) wake_();
}

void CaptureWorker::read_statistics() {
  statistics_due_ = std::chrono::steady_clock::now() + 1s;
  const source::SourceStatistics statistics = source_->statistics();
  counters_.set(Counter::kernel_drops, statistics.kernel_drops);
  counters_.set(Counter::interface_drops, statistics.interface_drops);
  count_shunted();
  source_->notice_replaced();  // the loop's next read() finds it gone, and opens it again
  const bool up = source::is_up(interface_);
  if (link_up_.exchange(up) != up) {
    spdlog::warn("{}: {}", interface_, up ? "up again" : "down: nothing is seen until it is up");
  }
}

// What stayed in the kernel was seen there, and counts as seen.
void CaptureWorker::count_shunted() {
  kernel_filter_.store(source_->filter(), std::memory_order_relaxed);
  const source::ShuntCounts now = source_->shunted();
  counters_.add(Counter::packets, now.packets - shunted_.packets);
  counters_.add(Counter::octets, now.octets - shunted_.octets);
  counters_.add(Counter::lost_octets, now.lost_octets - shunted_.lost_octets);
  shunted_ = now;
}

// The interface went away: once a second, until it is back.
void CaptureWorker::try_reopen() {
  if (capturing_.exchange(false)) {
    spdlog::warn("{}; waiting for it to come back", source_->damage());
  }
  on_idle();
  std::array<pollfd, 1> stop{{{stop_descriptor_, POLLIN, 0}}};
  poll(stop.data(), stop.size(), 1000);
  if (stopping_.load(std::memory_order_acquire)) return;
  if (const auto trouble = source_->reopen()) {
    // Told only when a new start would find it: there is a limit to how often one is tried.
    waits_for_privilege_.store(trouble->kind == source::OpenError::Kind::no_permission &&
                               source::is_there(interface_) && source::is_up(interface_));
    return;
  }
  capturing_.store(true);
  spdlog::warn("{}: capturing again", interface_);
}

void CaptureWorker::take_new_rules() {
  const std::lock_guard lock(rules_mutex_);
  filter_.use(std::move(new_rules_));
  has_new_rules_.store(false, std::memory_order_release);
}

}  // namespace cutoffd
