#include "daemon/encrypted_dns_devices.h"

#include "capture/dissect/encrypted_dns.h"

namespace cutoffd {

void EncryptedDnsDevices::look_at(const Observation& observation) {
  if (!is_hello(observation.kind) || count() == kMost) return;
  const bool asks = observation.server.at.port == dissect::kDnsOverTls ||
                    dissect::is_known_doh_name(observation.name.text);
  if (!asks) return;
  const std::lock_guard lock(mutex_);
  if (devices_.size() < kMost) devices_.insert(observation.client.at.ip);
  count_.store(devices_.size(), std::memory_order_relaxed);
}

}  // namespace cutoffd
