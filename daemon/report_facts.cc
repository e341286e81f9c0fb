#include "daemon/report_facts.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "daemon/list_age.h"
#include "daemon/live_coverage.h"
#include "rules/coverage.h"
#include "rules/device.h"

namespace cutoffd {
namespace {

using rules::ContactSpan;
using rules::CoverageRow;
using rules::IncidentState;

// The daemon keeps coverage to the minute: a shorter pause is a restart.
constexpr Duration kRestart = std::chrono::minutes(2);
constexpr std::size_t kGapsShown = 100;

// Between capture files, as within one, a pause is what the settings call so.
Duration gap_of(const std::string& source, Duration pause) {
  return source == "capture" ? pause : kRestart;
}

// Everything that was seen. What was decided has the time of the desk, which may be years later.
ReportPeriod whole(const std::vector<rules::DeviceService>& devices,
                   const std::vector<CoverageRow>& stretches) {
  std::optional<ReportPeriod> all;
  const auto take = [&all](Instant first, Instant last) {
    if (!all) all = ReportPeriod{first, last};
    all->from = std::min(all->from, first);
    all->to = std::max(all->to, last);
  };
  for (const rules::DeviceService& row : devices) {
    for (const ContactSpan& span : {row.before, row.after}) {
      if (span.count > 0) take(span.first, span.last + Duration(1));
    }
  }
  for (const CoverageRow& row : stretches) take(row.from, row.until);
  return all.value_or(ReportPeriod{});
}

bool meets(const ContactSpan& span, const ReportPeriod& period) {
  return span.count > 0 && span.first < period.to && span.last >= period.from;
}

std::vector<ReportIncident> incidents_of(rules::Ledger& ledger, const ReportPeriod& period) {
  std::map<rules::DeviceKey, DeviceView> devices;
  for (const auto& row : ledger.rows().devices()) devices.emplace(row.key, rules::view_of(row));
  std::vector<ReportIncident> found;
  for (rules::IncidentRow& row : ledger.rows().all_incidents()) {
    // What settles has no id yet; what was joined goes on under another's.
    if (row.id.empty() || row.state == IncidentState::joined || !meets(row.span, period)) continue;
    const bool opened = row.span.first >= period.from;
    const DeviceView& device = devices[row.device];
    found.push_back({std::move(row), device, opened});
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tie(a.device.id, a.row.vendor, a.row.service, a.row.rule, a.row.span.first) <
           std::tie(b.device.id, b.row.vendor, b.row.service, b.row.rule, b.row.span.first);
  });
  return found;
}

// A stretch that lies in the period in part belongs to it whole: figures cannot be cut. The
// period's beginning and end are gaps too, if nobody looked then.
std::vector<SourceCoverage> sources_of(const std::vector<CoverageRow>& stretches,
                                       const ReportPeriod& period, Duration pause) {
  std::vector<SourceCoverage> all;
  for (const CoverageRow& row : stretches) {  // by source and time
    if (row.from >= period.to || row.until <= period.from) continue;
    if (all.empty() || all.back().source != row.source) {
      const Instant from = std::min(row.from, period.from);
      all.push_back({row.source, {from, from}, {}, {}, {}, {}, 0});
    }
    SourceCoverage& one = all.back();
    if (row.from - one.seen.to > gap_of(row.source, pause))
      one.gaps.push_back({one.seen.to, row.from});
    one.looked += row.until - std::max(row.from, std::min(one.seen.to, row.until));
    one.seen.to = std::max(one.seen.to, row.until);
    one.up += row.up;
    add(one.figures, row.figures);
  }
  for (SourceCoverage& one : all) {
    if (period.to - one.seen.to > gap_of(one.source, pause))
      one.gaps.push_back({one.seen.to, period.to});
    one.seen.to = std::max(one.seen.to, period.to);
    if (one.gaps.size() <= kGapsShown) continue;
    const auto longer = [](const ReportPeriod& a, const ReportPeriod& b) {
      return std::tuple(b.to - b.from, a.from) < std::tuple(a.to - a.from, b.from);
    };
    std::sort(one.gaps.begin(), one.gaps.end(), longer);
    one.gaps_left_out = one.gaps.size() - kGapsShown;
    one.gaps.resize(kGapsShown);
    std::sort(one.gaps.begin(), one.gaps.end(),
              [](const ReportPeriod& a, const ReportPeriod& b) { return a.from < b.from; });
  }
  return all;
}

Coverage judged(const config::Settings& settings, const std::vector<SourceCoverage>& sources,
                Instant until, bool found) {
  CoverageFigures sum;
  std::vector<std::string> more;
  for (const SourceCoverage& one : sources) {
    add(sum, one.figures);
    if (one.looked - one.up > kRestart) {
      more.push_back(one.source + " was down for " +
                     duration_text(std::chrono::floor<std::chrono::seconds>(one.looked - one.up)) +
                     " while the sensor ran.");
    }
    const std::size_t gaps = one.gaps.size() + one.gaps_left_out;
    if (gaps == 0) continue;
    more.push_back("Nobody looked at " + one.source + " " + std::to_string(gaps) +
                   (gaps == 1 ? " time" : " times") + " for more than " +
                   duration_text(gap_of(one.source, settings.coverage.gap)) + ".");
  }
  // Without packets the age of a list says nothing, and a clock is not asked.
  if (sum.packets > 0) sum.watchlist_age_days = oldest_list_days(settings.watchlists, until);
  Coverage coverage = rules::judge_coverage(sum, settings.coverage, found);
  if (!more.empty() && coverage.verdict == Verdict::clean) coverage.verdict = Verdict::inconclusive;
  coverage.reasons.insert(coverage.reasons.begin(), more.begin(), more.end());
  return coverage;
}

}  // namespace

ReportFacts report_facts(const config::Settings& settings, rules::Ledger& ledger,
                         std::optional<Instant> from, std::optional<Instant> to) {
  ReportFacts facts;
  facts.devices = ledger.device_services();
  const std::vector<CoverageRow> stretches = ledger.rows().coverage();
  const std::vector<rules::DecisionRow> decisions = ledger.rows().decisions();
  const ReportPeriod known = whole(facts.devices, stretches);
  facts.period = {from.value_or(known.from), to.value_or(known.to)};
  std::erase_if(facts.devices, [&](const rules::DeviceService& row) {
    return !meets(row.before, facts.period) && !meets(row.after, facts.period);
  });
  facts.incidents = incidents_of(ledger, facts.period);
  for (const rules::DecisionRow& row : decisions) {
    if (from && row.time < *from) continue;
    if (!to || row.time < *to) facts.decisions.push_back(row);
  }
  facts.sources = sources_of(stretches, facts.period, settings.coverage.gap);
  // As everywhere: what was closed is not found any more.
  const bool found =
      std::any_of(facts.incidents.begin(), facts.incidents.end(),
                  [](const ReportIncident& one) { return one.row.state != IncidentState::closed; });
  facts.coverage = judged(settings, facts.sources, facts.period.to, found);
  return facts;
}

}  // namespace cutoffd
