#include "rules/outbox_keeper.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <vector>

namespace cutoffd::rules {
namespace {

// Rows that are delivered go in lots, not one by one.
constexpr std::uint64_t kLot = 64;
// At a bound enough goes that the next time is not at once: a tenth.
constexpr std::uint64_t kSpareShare = 10;
// Ages are in days: to look for them costs a walk over all rows.
constexpr Duration kAgeInterval = std::chrono::hours(1);

bool begins(AlertEvent event) {
  return event == AlertEvent::opened || event == AlertEvent::returned;
}
bool is_reminder(AlertEvent event) {
  return event == AlertEvent::continuing || event == AlertEvent::heartbeat;
}
bool of_incident(AlertEvent event) { return event <= AlertEvent::returned; }

enum class Fate : std::uint8_t { stays, dropped, folded };

// What stays and what goes, decided over all waiting rows.
class Triage {
 public:
  explicit Triage(std::vector<OutboxLine> lines) : lines_(std::move(lines)) {
    fates_.resize(lines_.size(), Fate::stays);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      octets_ += lines_[i].octets;
      if (!of_incident(lines_[i].event)) continue;
      Story& story = stories_[lines_[i].incident];
      if (begins(lines_[i].event)) story.beginning = std::min(story.beginning, i);
      story.last = i;
    }
    rows_ = lines_.size();
  }

  void too_old(Instant oldest) {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].time < oldest && !tells_state(i)) go(i, fate_of(i));
    }
  }

  [[nodiscard]] OutboxSize size() const { return {rows_, octets_}; }

  // Until no more than this is left, if that can be.
  void shrink(const OutboxSize& to) {
    const auto oldest_first = [&](auto&& goes) {
      for (std::size_t i = 0; i < lines_.size() && (rows_ > to.rows || octets_ > to.octets); ++i) {
        if (fates_[i] == Fate::stays && goes(i)) go(i, fate_of(i));
      }
    };
    oldest_first([&](std::size_t i) { return is_reminder(lines_[i].event); });
    oldest_first([&](std::size_t i) { return lines_[i].event == AlertEvent::escalated; });
    oldest_first([&](std::size_t i) { return of_incident(lines_[i].event) && !tells_state(i); });
    oldest_first([&](std::size_t i) { return !of_incident(lines_[i].event); });
  }

  [[nodiscard]] const std::vector<OutboxLine>& lines() const { return lines_; }
  [[nodiscard]] Fate fate(std::size_t i) const { return fates_[i]; }

  // The row that tells its incident's state instead of row i, which goes; nothing where an earlier
  // one was delivered and tells no more.
  [[nodiscard]] std::optional<std::size_t> teller_for(std::size_t i) const {
    if (!of_incident(lines_[i].event)) return std::nullopt;
    const Story& story = stories_.at(lines_[i].incident);
    return story.beginning < i ? std::optional(story.beginning) : std::nullopt;
  }

 private:
  struct Story {
    std::size_t beginning = ~std::size_t{0};  // its first `opened` or `returned` that waits
    std::size_t last = 0;
  };

  // The two that are left of an incident when all else is folded.
  [[nodiscard]] bool tells_state(std::size_t i) const {
    if (!of_incident(lines_[i].event)) return false;
    const Story& story = stories_.at(lines_[i].incident);
    return i == story.beginning || (i == story.last && lines_[i].event == AlertEvent::quiet);
  }

  [[nodiscard]] Fate fate_of(std::size_t i) const {
    const AlertEvent event = lines_[i].event;
    return begins(event) || event == AlertEvent::quiet ? Fate::folded : Fate::dropped;
  }

  void go(std::size_t i, Fate fate) {
    fates_[i] = fate;
    --rows_;
    octets_ -= lines_[i].octets;
  }

  std::vector<OutboxLine> lines_;
  std::vector<Fate> fates_;
  std::map<std::string, Story> stories_;
  std::uint64_t rows_ = 0;
  std::uint64_t octets_ = 0;
};

// What may be left of the rows that are decided over, when `others` stay in any case.
OutboxSize room(const OutboxBounds& bounds, const OutboxSize& others) {
  const std::uint64_t rows = bounds.rows - bounds.rows / kSpareShare;
  const std::uint64_t octets = bounds.octets - bounds.octets / kSpareShare;
  return {rows - std::min(rows, others.rows), octets - std::min(octets, others.octets)};
}

void count(OutboxLoss& loss, AlertEvent event, Fate fate) {
  if (fate == Fate::folded) {
    ++loss.folded;
  } else if (is_reminder(event)) {
    ++loss.reminders;
  } else if (event == AlertEvent::escalated) {
    ++loss.escalated;
  } else {
    ++loss.others;
  }
}

std::string sentence(const OutboxLoss& loss, const std::string& waits_for) {
  std::string out = "Alerts were given up since " + std::string(rfc3339(loss.since, 0).view());
  if (!waits_for.empty()) out += ", because " + waits_for + " did not take them";
  out += ": " + std::to_string(loss.reminders) + " reminders, ";
  out += std::to_string(loss.escalated) + " escalations, " + std::to_string(loss.others);
  out += " of devices or the sensor.";
  if (loss.folded == 0) return out;
  return out + " " + std::to_string(loss.folded) +
         " more were folded into the alert that tells their incident's state.";
}

// Marks every row that goes, and tells states by the rows that stay.
void apply(const Triage& triage, Ledger::Outbox& outbox, OutboxLoss& loss) {
  std::map<std::size_t, std::size_t> latest;  // row that stays, the last of those that it tells
  for (std::size_t i = 0; i < triage.lines().size(); ++i) {
    if (triage.fate(i) == Fate::stays) continue;
    const OutboxLine& line = triage.lines()[i];
    // What tells of the loss stays until one with later figures takes its place: where nothing more
    // can go, none does.
    if (line.sequence == loss.sequence) continue;
    outbox.erase(line.sequence);
    count(loss, line.event, triage.fate(i));
    if (const auto teller = triage.teller_for(i)) latest[*teller] = i;
  }
  for (const auto& [teller, told] : latest) {
    auto older = outbox.alert(triage.lines()[teller].sequence);
    const auto later = outbox.alert(triage.lines()[told].sequence);
    if (older && later) outbox.rewrite(folded(std::move(*older), *later));
  }
}

}  // namespace

Alert folded(Alert older, const Alert& later) {
  older.severity = std::min(older.severity, later.severity);  // the worse is the smaller
  older.evidence = std::max(older.evidence, later.evidence);
  older.blocked = later.blocked;
  older.name = later.name;
  older.server = later.server;
  older.device = later.device;
  older.behind = later.behind;
  older.via = later.via;
  older.relay = later.relay;
  older.last = std::max(older.last, later.last);
  older.count = std::max(older.count, later.count);
  older.bytes_up = std::max(older.bytes_up, later.bytes_up);
  older.bytes_down = std::max(older.bytes_down, later.bytes_down);
  older.message = later.message;
  return older;
}

bool OutboxKeeper::due(const OutboxBounds& bounds, Instant now) {
  const OutboxSize size = ledger_.outbox().size();
  const bool within = size.rows <= bounds.rows && size.octets <= bounds.octets;
  at_rest_ = within ? OutboxSize{}
                    : OutboxSize{std::min(at_rest_.rows, size.rows),
                                 std::min(at_rest_.octets, size.octets)};
  const auto passes = [](std::uint64_t now_is, std::uint64_t bound, std::uint64_t rest) {
    return now_is > std::max(bound, rest + rest / kSpareShare);
  };
  const bool too_many = passes(size.rows, bounds.rows, at_rest_.rows) ||
                        passes(size.octets, bounds.octets, at_rest_.octets);
  if (!too_many && (size.rows == 0 || now < age_looked_at_ + kAgeInterval)) return false;
  age_looked_at_ = now;  // each walk looks at ages too
  return true;
}

void OutboxKeeper::keep(const OutboxBounds& bounds, const OutboxProgress& progress, Instant now) {
  Ledger::Outbox& outbox = ledger_.outbox();
  if (outbox.pending()) return;  // the disk is full: what was decided is not yet so
  if (progress.delivered >= forgotten_ + kLot) {
    outbox.erase_to(progress.delivered);
    forgotten_ = progress.delivered;
  }
  if (!due(bounds, now)) return;
  OutboxLoss loss = outbox.loss();
  if (loss.sequence <= progress.delivered) loss = {};  // told to all
  Triage triage(outbox.lines_after(std::max(progress.in_hand, progress.delivered)));
  const OutboxSize size = outbox.size();
  const OutboxSize others{size.rows - triage.size().rows, size.octets - triage.size().octets};
  triage.too_old(now - bounds.age);
  if (size.rows > bounds.rows || size.octets > bounds.octets) triage.shrink(room(bounds, others));
  const OutboxSize kept{others.rows + triage.size().rows, others.octets + triage.size().octets};
  at_rest_ = kept.rows > bounds.rows || kept.octets > bounds.octets ? kept : OutboxSize{};
  const std::uint64_t lost_before = loss.lost() + loss.folded;
  apply(triage, outbox, loss);
  if (loss.lost() + loss.folded == lost_before) return;
  if (lost_before == 0) loss.since = now;
  if (loss.sequence > progress.in_hand) outbox.erase(loss.sequence);
  Alert alert;
  alert.time = now;
  alert.event = AlertEvent::sensor;
  alert.sensor = sensor_;
  alert.severity = Severity::warning;
  alert.first = loss.since;
  alert.last = now;
  alert.count = loss.lost();
  alert.message = sentence(loss, progress.waits_for);
  loss.sequence = ledger_.write_alert(alert);
  outbox.set_loss(loss);
}

}  // namespace cutoffd::rules
