// Messages that wait for an answer each, where answers may come in any order: how far the run of
// answered ones reaches without a gap.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>

namespace cutoffd::alerts {

class UnbrokenRun {
 public:
  // `id` is the protocol's number, unique among those that wait; sequences grow.
  void add(std::uint32_t id, std::uint64_t sequence) { waiting_.push_back({id, sequence, false}); }

  // Where the run reaches after this answer; nothing if it did not grow. Unknown ids are ignored.
  std::optional<std::uint64_t> answer(std::uint32_t id) {
    for (Waiting& waiting : waiting_) {
      if (waiting.id == id) waiting.answered = true;
    }
    std::optional<std::uint64_t> reached;
    while (!waiting_.empty() && waiting_.front().answered) {
      reached = waiting_.front().sequence;
      waiting_.pop_front();
    }
    return reached;
  }

  [[nodiscard]] bool empty() const { return waiting_.empty(); }

 private:
  struct Waiting {
    std::uint32_t id;
    std::uint64_t sequence;
    bool answered;
  };
  std::deque<Waiting> waiting_;
};

}  // namespace cutoffd::alerts
