// The road from packets to the judge, in one thread: track, match, judge, in packet order.
//
// Timers are due in packet time, so the same packets give the same decisions at every run.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "capture/source/digest.h"
#include "capture/track/tracker.h"
#include "core/counters.h"
#include "core/packet.h"
#include "core/time.h"
#include "daemon/watch_filter.h"
#include "rules/judge.h"

namespace cutoffd {

class JudgedPackets final : public PacketHandler {
 public:
  // All must outlive this. `gap`: a pause longer than this is counted.
  JudgedPackets(const track::TrackOptions& options, std::shared_ptr<const rules::RuleSet> rules,
                std::shared_ptr<AnsweredTable> answers, rules::Judge& judge, Counters& counters,
                Duration gap);

  // The next file. Its packets up to and including frame `judged` pass through the tracker, so that
  // flows go on, but were judged before: nothing of them reaches the judge. `digest` keeps a
  // running digest for the ledger's replay mark.
  void begin_file(std::uint64_t judged, bool digest);
  // Done once, before the first packet that no earlier run judged.
  void before_the_first(std::function<void()> what) { before_first_ = std::move(what); }
  void on_packets(std::span<const Packet> packets) override;
  // Time passed without packets.
  void on_time(Instant now);
  // From the next packet on, these rules; the judge is told apart.
  void use(std::shared_ptr<const rules::RuleSet> rules) { filter_.use(std::move(rules)); }
  // No packet will come any more.
  void finish();

  // Of the current file.
  [[nodiscard]] source::DigestMark mark() const;
  // Over all files.
  [[nodiscard]] std::optional<Instant> first() const { return first_; }
  [[nodiscard]] Instant last() const { return last_; }
  [[nodiscard]] std::uint64_t gaps() const { return gaps_; }
  [[nodiscard]] std::size_t encrypted_dns_devices() const {
    return filter_.encrypted_dns_devices();
  }

 private:
  // Facts of packets that were judged in an earlier run are let fall.
  class Gate final : public FactSink {
   public:
    explicit Gate(FactSink& judge) : judge_(judge) {}
    void on_fact(const Fact& fact) override { open ? judge_.on_fact(fact) : note(fact); }
    bool open = true;
    // What was let fall of connections, for whoever hears how they go on.
    rules::Judge::FlowEnds flows;

   private:
    void note(const Fact& fact);
    FactSink& judge_;
  };

  void judge(std::span<const Packet> packets);
  void begin(Instant first);
  void pause_until(Instant next);

  rules::Judge& judge_;
  Gate gate_;
  WatchFilter filter_;
  track::Tracker tracker_;
  Counters& counters_;
  Duration gap_;
  std::uint64_t judged_ = 0;
  std::uint64_t frames_ = 0;
  std::optional<source::PacketDigest> digest_;
  std::function<void()> before_first_;
  std::optional<Instant> first_;
  Instant last_ = kBeginning;
  Instant looked_until_ = kBeginning;  // packets or not
  std::uint64_t gaps_ = 0;
};

}  // namespace cutoffd
