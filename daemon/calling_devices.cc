#include "daemon/calling_devices.h"

#include <algorithm>

namespace cutoffd {
namespace {

using namespace std::chrono_literals;

// Reading walks over all contacts. Whatever changes who calls writes an alert; only the figures
// change without one.
constexpr auto kSoonest = 5s;
constexpr auto kLatest = 60s;

alerts::CallingDevice shown(const rules::DeviceService& line) {
  alerts::CallingDevice device;
  device.id = line.device.id;
  device.name = line.device.name;
  if (!line.device.ips.empty()) device.address = text(line.device.ips.front()).view();
  device.vendor = line.vendor;
  device.service = line.service;
  if (line.evidence) device.evidence = name_of(*line.evidence);
  device.last = line.after.last;
  return device;
}

}  // namespace

const std::vector<alerts::CallingDevice>& CallingDevices::now() {
  const auto age = Clock::now() - read_at_;
  const std::uint64_t sequence = ledger_.last_sequence();
  if (age < kSoonest || (sequence == sequence_ && age < kLatest)) return devices_;
  std::vector<rules::DeviceService> lines;
  try {
    lines = ledger_.device_services("calling");
  } catch (const rules::LedgerError&) {
    return devices_;  // whoever writes to the ledger meets the same, and tells
  }
  devices_.clear();
  for (const rules::DeviceService& line : lines) devices_.push_back(shown(line));
  std::stable_sort(devices_.begin(), devices_.end(),
                   [](const auto& a, const auto& b) { return a.last > b.last; });
  sequence_ = sequence;
  read_at_ = Clock::now();
  return devices_;
}

}  // namespace cutoffd
