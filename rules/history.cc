#include "rules/history.h"

#include <algorithm>
#include <tuple>

#include "rules/contact.h"
#include "rules/past.h"
#include "rules/question.h"

namespace cutoffd::rules {

void History::load(const Ledger::Rows& rows) {
  for (HistoryRow& row : rows.history()) {
    std::string name = row.name.name;
    by_device_[row.device].emplace(std::move(name), Kept{std::move(row.name)});
    ++rows_;
  }
}

void History::save(Ledger::Rows& rows) {
  for (const auto& [device, name] : gone_) rows.erase_history(device, name);
  for (const auto& [device, name] : changed_) {
    const auto names = by_device_.find(device);
    if (names == by_device_.end()) continue;
    const auto kept = names->second.find(name);
    if (kept == names->second.end() || !std::exchange(kept->second.changed, false)) continue;
    rows.put(HistoryRow{device, kept->second.row});
  }
  gone_.clear();
  changed_.clear();
}

void History::note(const std::string& device, const Sighting& sighting, const Step& between) {
  Kept* kept = find_or_make(device, std::string(sighting.name.view()));
  if (kept == nullptr) return;
  NameRow& row = kept->row;
  const bool fresh = row.span.count == 0 || sighting.time >= row.span.last + kQuestionWindow;
  extend(row.span, sighting.time, fresh);
  if (!sighting.addresses.entries().empty()) row.resolved = true;
  if (sighting.kind != ObservationKind::tls_cert_name) {
    Step step = between;
    step.of_client = sighting.kind != ObservationKind::dns_answer;
    step.time = step.when = sighting.time;
    step.evidence = evidence_of(sighting);
    step.blocked = BlockNews::of(sighting, row.resolved);
    const bool dns =
        sighting.kind == ObservationKind::dns_query || sighting.kind == ObservationKind::dns_answer;
    if (!dns) step.server = sighting.server.at;
    remember(row, step);
  }
  if (!std::exchange(kept->changed, true)) changed_.emplace_back(device, row.name);
}

History::Kept* History::find_or_make(const std::string& device, const std::string& name) {
  const auto known = by_device_.find(device);
  if (known != by_device_.end()) {
    const auto kept = known->second.find(name);
    if (kept != known->second.end()) return &kept->second;
  }
  const bool full =
      rows_ >= max_rows_ || (known != by_device_.end() && known->second.size() >= kPerDevice);
  if (full) {
    counters_.add(Counter::names_given_up);
    if (known == by_device_.end() || known->second.empty()) return nullptr;
    forget_oldest(device, known->second);
  }
  Kept& made = by_device_[device][name];
  made.row.name = name;
  ++rows_;
  return &made;
}

void History::forget_oldest(const std::string& device, Names& names) {
  const auto oldest =
      std::min_element(names.begin(), names.end(), [](const auto& a, const auto& b) {
        return std::tie(a.second.row.span.last, a.first) <
               std::tie(b.second.row.span.last, b.first);
      });
  gone_.emplace_back(device, oldest->first);
  names.erase(oldest);
  --rows_;
}

void History::forget(const std::string& device) {
  const auto at = by_device_.find(device);
  if (at == by_device_.end()) return;
  for (const auto& [name, kept] : at->second) gone_.emplace_back(device, name);
  rows_ -= at->second.size();
  by_device_.erase(at);
}

std::vector<HistoryRow> History::take(const std::function<bool(const std::string& name)>& wanted) {
  std::vector<HistoryRow> taken;
  for (auto& [device, names] : by_device_) {
    for (auto at = names.begin(); at != names.end();) {
      if (!wanted(at->first)) {
        ++at;
        continue;
      }
      gone_.emplace_back(device, at->first);
      taken.push_back({device, std::move(at->second.row)});
      at = names.erase(at);
      --rows_;
    }
  }
  std::sort(taken.begin(), taken.end(), [](const HistoryRow& a, const HistoryRow& b) {
    return std::tie(a.device, a.name.name) < std::tie(b.device, b.name.name);
  });
  return taken;
}

}  // namespace cutoffd::rules
