// How long to wait after the nth failure in a row: doubling, with jitter so that many senders that
// failed together do not come back together.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace cutoffd::alerts {

class Backoff {
 public:
  using Clock = std::chrono::steady_clock;

  Backoff(Clock::duration minimum, Clock::duration maximum, std::uint32_t seed)
      : minimum_(minimum), maximum_(std::max(minimum, maximum)), next_(minimum), random_(seed) {}

  // Between half of the present step and the whole of it; the step doubles up to the maximum.
  Clock::duration next() {
    const auto whole = next_.count();
    std::uniform_int_distribution<Clock::rep> pick(whole / 2, whole);
    next_ = std::min(next_ * 2, maximum_);
    return Clock::duration(pick(random_));
  }
  void reset() { next_ = minimum_; }

 private:
  Clock::duration minimum_;
  Clock::duration maximum_;
  Clock::duration next_;
  std::minstd_rand random_;
};

}  // namespace cutoffd::alerts
