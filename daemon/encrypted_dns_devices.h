// Which devices ask over encrypted DNS: for coverage, since nobody here can read those questions.
//
// Told from hellos: to port 853 (DoT, RFC 7858; DoQ, RFC 9250) or to a known DoH resolver. Bounded:
// beyond kMost devices the count stays, and says "at least". Threads: any; the workers of one
// interface share it, since a device's connections may pass different ones, and lock it for such
// hellos alone.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <unordered_set>

#include "core/address.h"
#include "core/observation.h"

namespace cutoffd {

class EncryptedDnsDevices {
 public:
  static constexpr std::size_t kMost = 16'384;

  void look_at(const Observation& observation);
  [[nodiscard]] std::size_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::mutex mutex_;  // guards devices_
  std::unordered_set<IpAddress> devices_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace cutoffd
