#include "daemon/commit_times.h"

#include <algorithm>

namespace cutoffd {

void CommitTimes::committed(std::uint64_t sequence, Time time) {
  if (sequence <= (commits_.empty() ? before_ : commits_.back().sequence)) return;
  if (commits_.size() >= kMost) {
    std::vector<Commit> kept;
    kept.reserve(kMost);
    for (std::size_t i = 1; i < commits_.size(); i += 2) kept.push_back(commits_[i]);
    commits_ = std::move(kept);
  }
  commits_.push_back({sequence, time});
}

std::optional<CommitTimes::Time> CommitTimes::of(std::uint64_t sequence) const {
  if (sequence <= before_) return std::nullopt;
  const auto found = std::lower_bound(
      commits_.begin(), commits_.end(), sequence,
      [](const Commit& commit, std::uint64_t wanted) { return commit.sequence < wanted; });
  return found == commits_.end() ? std::nullopt : std::optional(found->time);
}

}  // namespace cutoffd
