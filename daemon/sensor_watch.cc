#include "daemon/sensor_watch.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "daemon/list_age.h"
#include "rules/coverage.h"
#include "rules/ledger_rows.h"

namespace cutoffd {
namespace {

// The last heartbeat's time is kept as the cursor of a name that no sink can have.
constexpr const char* kHeartbeat = ":heartbeat";
// The ledger knows to the minute until when a sensor saw: less is a restart, not a downtime.
constexpr Duration kKept = std::chrono::minutes(1);
constexpr Duration kDowntime = std::chrono::minutes(2);

std::string at(Instant time) { return std::string(rfc3339(time, 0).view()); }

std::string number_of(std::uint64_t n, std::string_view thing) {
  return std::to_string(n) + " " + std::string(thing) + (n == 1 ? "" : "s");
}

std::string up_share(Duration part, Duration whole) {
  if (whole <= Duration{}) return "100 %";
  std::array<char, 16> text{};
  const double share = static_cast<double>(part.count()) / static_cast<double>(whole.count());
  std::snprintf(text.data(), text.size(), "%.4g %%", share * 100);
  return text.data();
}

// What an age needs.
std::vector<rules::Watchlist> headers_of(std::span<const rules::Watchlist> lists) {
  std::vector<rules::Watchlist> out;
  for (const rules::Watchlist& list : lists) {
    rules::Watchlist& header = out.emplace_back();
    header.id = list.id;
    header.vendor = list.vendor;
    header.title = list.title;
    header.version = list.version;
    header.date = list.date;
  }
  return out;
}

}  // namespace

SensorWatch::SensorWatch(const config::Settings& settings, rules::Ledger& ledger,
                         rules::Judge& judge)
    : ledger_(ledger), judge_(judge), sensor_(settings.judge.sensor) {
  use(settings);
  // Whether something was found says nothing about this silence.
  judge_.say_coverage_by([this](Instant now) {
    return "in the last hour " + rules::coverage_words(of_window(now, false));
  });
}

void SensorWatch::use(const config::Settings& settings) {
  limits_ = settings.coverage;
  if (heartbeat_ != settings.heartbeat) heartbeat_due_.reset();
  heartbeat_ = settings.heartbeat;
  refused_reload_.clear();
  lists_ = headers_of(settings.watchlists);
}

void SensorWatch::tell(Instant now, Severity severity, std::string message) {
  Alert alert;
  alert.time = now;
  alert.event = AlertEvent::sensor;
  alert.sensor = sensor_;
  alert.severity = severity;
  alert.message = std::move(message);
  ledger_.write_alert(alert);
}

void SensorWatch::start(Instant now, bool clock_believed) {
  const std::optional<Instant> until = judge_.seen_until();
  if (until && *until < now) {
    // From the last minute in which a sensor saw until now nobody looked.
    judge_.on_fact(SensorChange{*until, false, InlineText<63>("the sensor was not running")});
    judge_.on_fact(SensorChange{now, true, {}});
    if (now - *until > kDowntime) {
      down_ = {*until, now};
      tell(now, Severity::warning,
           "The sensor was down from " + at(*until) + " to " + at(now) +
               ": what happened meanwhile was not seen.");
    }
  }
  // The first is due when the first period is over.
  if (!last_heartbeat()) {
    ledger_.set_cursor(kHeartbeat, static_cast<std::uint64_t>(ns_since_epoch(now)));
  }
  look_at_clock(now, clock_believed);
}

void SensorWatch::look_at_clock(Instant now, bool believed) {
  if (believed && !clock_believed_) {
    tell(now, Severity::notice,
         "The clock was set to " + at(now) + "; " + at(taken_) + " was taken until then.");
  } else if (!believed && clock_believed_) {
    tell(now, Severity::warning,
         "The clock is not believed: it says a time before this program was built; " + at(now) +
             " is taken instead until it is set.");
  }
  clock_believed_ = believed;
  if (!believed) taken_ = now;
}

void SensorWatch::reload_refused(Instant now, std::string message) {
  if (message == refused_reload_) return;
  refused_reload_ = message;
  tell(now, Severity::warning, std::move(message));
}

void SensorWatch::look(Instant now, Instant judged, Duration up_time,
                       const std::vector<InterfaceLook>& all, std::uint64_t given_up) {
  while (interfaces_.size() < all.size()) {
    interfaces_.emplace_back(std::string(all[interfaces_.size()].name));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    interfaces_[i].look(up_time, all[i].capturing, all[i].totals, limits_.gap);
  }
  CoverageFigures judge;
  judge.unjudged = given_up;
  judging_.look(up_time, true, judge, Duration::max());
  up_time_ = up_time;
  note_sight(now, judged);
  note_lists(now);
  note_heartbeat(now);
  note_stretch(now);
}

std::optional<std::string> SensorWatch::blind() const {
  for (const InterfaceCoverage& one : interfaces_) {
    if (auto reason = one.blind(limits_)) return reason;
  }
  return std::nullopt;
}

// Silence counts for nothing from the judge's own time on: what it has not judged yet was seen.
void SensorWatch::note_sight(Instant now, Instant judged) {
  const std::optional<std::string> reason = blind();
  if (reason && blind_for_.empty()) {
    judge_.on_fact(SensorChange{judged, false, InlineText<63>(*reason)});
    tell(now, Severity::warning,
         "The sensor is blind: " + *reason + ". Silence proves nothing until it recovers.");
    blind_since_ = now;
    blind_for_ = *reason;
  } else if (!reason && !blind_for_.empty()) {
    judge_.on_fact(SensorChange{judged, true, {}});
    tell(now, Severity::notice,
         "The sensor sees again. It was blind since " + at(blind_since_) + ": " + blind_for_ + ".");
    blind_for_.clear();
  }
}

void SensorWatch::note_lists(Instant now) {
  const auto age = oldest_list_days(lists_, now);
  const bool stale = age && *age > limits_.watchlist_age_days;
  if (stale && !stale_told_) {
    tell(now, Severity::warning,
         "The watchlist was last reviewed " + number_of(static_cast<std::uint64_t>(*age), "day") +
             " ago, and endpoints change: update it.");
  }
  stale_told_ = stale;
}

std::optional<Instant> SensorWatch::last_heartbeat() const {
  const std::uint64_t ns = ledger_.cursor(kHeartbeat);
  return ns == 0 ? std::nullopt : std::optional(instant_from_ns(static_cast<std::int64_t>(ns)));
}

// Due by the ledger, not by the start: a sensor that is restarted every hour has its heartbeat, and
// one that was down at the time has it when it is back. A clock that is set back while it runs
// makes none late: due is what comes first, by the time that passes or by the clock (which goes on
// while the machine sleeps). After a start a last one ahead of the clock is from before it was set
// back.
bool SensorWatch::heartbeat_is_due(Instant now, std::optional<Instant> last) {
  const bool known = last && *last <= now;
  const Duration rest = known ? *heartbeat_ - (now - *last) : Duration{};
  if (!heartbeat_due_) heartbeat_due_ = up_time_ + rest;
  return up_time_ >= *heartbeat_due_ || (known && rest <= Duration{});
}

void SensorWatch::note_heartbeat(Instant now) {
  if (!heartbeat_) return;
  const std::optional<Instant> last = last_heartbeat();
  if (!heartbeat_is_due(now, last)) return;
  heartbeat_due_ = up_time_ + *heartbeat_;
  CoverageFigures figures;
  for (const InterfaceCoverage& one : interfaces_) add(figures, one.since_heartbeat().figures);
  add(figures, judging_.since_heartbeat().figures);
  const bool was_down = down_ && last && down_->second > *last;
  const Coverage found = judged(figures, now, was_down, judge_.found());
  Alert alert;
  alert.time = now;
  alert.event = AlertEvent::heartbeat;
  alert.sensor = sensor_;
  alert.severity = found.verdict == Verdict::inconclusive ? Severity::notice : Severity::info;
  alert.count = judge_.open_incidents();
  alert.first = last ? std::min(*last, now) : last;
  alert.last = now;
  alert.message = heartbeat_sentence(found);
  ledger_.write_alert(alert);
  ledger_.set_cursor(kHeartbeat, static_cast<std::uint64_t>(ns_since_epoch(now)));
  for (InterfaceCoverage& one : interfaces_) one.begin_period();
  judging_.begin_period();
}

void SensorWatch::begin_stretch(Instant now) {
  stretch_from_ = stretch_until_ = now;
  for (InterfaceCoverage& one : interfaces_) one.begin_stretch();
  judging_.begin_stretch();
}

// Once a minute what was seen is kept: what a run that is killed saw in its last minute is lost. A
// day, or a clock that was set back, begins a stretch of its own.
void SensorWatch::note_stretch(Instant now, bool last) {
  if (stretch_from_ == Instant{} || now < stretch_until_) return begin_stretch(now);
  const bool new_day = std::chrono::floor<std::chrono::days>(stretch_from_) !=
                       std::chrono::floor<std::chrono::days>(now);
  if (!new_day && !last && now - stretch_until_ < kKept) return;
  stretch_until_ = now;
  for (const InterfaceCoverage& one : interfaces_) {
    const InterfaceCoverage::Part part = one.since_stretch();
    rules::CoverageRow row{one.name(), stretch_from_, now, part.up, part.figures};
    row.figures.unjudged += judging_.since_stretch().figures.unjudged;
    ledger_.rows().put(row);
  }
  if (new_day) begin_stretch(now);
}

// "Coverage: clean. Watching eth1 (100 % up, 81234 packets, 0 dropped, 0 gaps); 12 devices with
// watched contacts, 0 open incidents."
std::string SensorWatch::heartbeat_sentence(const Coverage& coverage) const {
  std::string out = "Coverage: " + std::string(name_of(coverage.verdict)) + ". Watching";
  const char* separator = " ";
  for (const InterfaceCoverage& one : interfaces_) {
    const InterfaceCoverage::Part part = one.since_heartbeat();
    out += separator + one.name() + " (" + up_share(part.up, part.observed) + " up, " +
           number_of(part.figures.packets, "packet") + ", " + std::to_string(part.figures.drops) +
           " dropped, " + number_of(part.figures.gaps, "gap") + ")";
    separator = ", ";
  }
  out += "; " + number_of(judge_.devices(), "device") + " with watched contacts, " +
         number_of(judge_.open_incidents(), "open incident") +
         ". Seen: " + rules::figure_words(coverage.figures) + ".";
  for (const std::string& reason : coverage.reasons) out += " " + reason;
  return out;
}

Coverage SensorWatch::judged(CoverageFigures figures, Instant now, bool was_down,
                             bool found) const {
  figures.watchlist_age_days = oldest_list_days(lists_, now);
  Coverage out = rules::judge_coverage(figures, limits_, found);
  std::vector<std::string> more;
  for (const InterfaceCoverage& one : interfaces_) {
    if (auto reason = one.blind(limits_)) more.push_back("Now " + *reason + ".");
  }
  if (was_down) {
    more.push_back("The sensor was down from " + at(down_->first) + " to " + at(down_->second) +
                   ".");
  }
  if (!more.empty() && out.verdict == Verdict::clean) out.verdict = Verdict::inconclusive;
  out.reasons.insert(out.reasons.begin(), more.begin(), more.end());
  return out;
}

Coverage SensorWatch::coverage(Instant now) const { return of_window(now, judge_.found()); }

Coverage SensorWatch::of_window(Instant now, bool found) const {
  CoverageFigures figures;
  for (const InterfaceCoverage& one : interfaces_) add(figures, one.window().figures);
  add(figures, judging_.window().figures);
  return judged(figures, now, down_ && up_time_ < InterfaceCoverage::kWindow, found);
}

}  // namespace cutoffd
