#include "rules/device.h"

#include <algorithm>

namespace cutoffd::rules {
namespace {

// Privacy addresses (RFC 8981) change daily: the first and the latest say enough.
constexpr std::size_t kMaxIps = 32;
constexpr std::size_t kMaxVlans = 16;

template <typename Each>
void for_each_word(std::string_view words, const Each& each) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) each(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

// Each packet of a device in the same ten minutes tells the same, so that it does not matter which
// one was told.
using Grain = std::chrono::duration<std::int64_t, std::ratio<600>>;
static_assert(Grain(1) == kLivenessGrain);

}  // namespace

std::string device_id(const Mac& mac) { return "mac:" + std::string(text(mac).view()); }
std::string device_id(const IpAddress& ip) { return "ip:" + std::string(text(ip).view()); }

DeviceView view_of(const DeviceRow& row) {
  // What the operator calls the device comes first, what it calls itself second, and the name of
  // the range that it lies in last.
  const bool listed = row.identity == IdentityGrade::inventory || row.name.empty();
  const std::string& name = listed && !row.listed_name.empty() ? row.listed_name : row.name;
  DeviceView view{row.id, row.ips, row.mac, name, row.vlans, row.identity, row.owner, {}};
  std::sort(view.ips.begin(), view.ips.end());
  for_each_word(row.tags, [&view](std::string_view tag) { view.tags.emplace_back(tag); });
  return view;
}

bool is_proved(const DeviceRow& row) { return row.mac && row.id.starts_with("mac:"); }

bool has_word(std::string_view words, std::string_view word) {
  bool found = false;
  for_each_word(words, [&](std::string_view one) { found = found || one == word; });
  return found;
}

bool Device::add_ip(const IpAddress& ip) {
  if (std::find(row.ips.begin(), row.ips.end(), ip) != row.ips.end()) return false;
  if (row.ips.size() >= kMaxIps) row.ips.erase(row.ips.begin() + 1);
  row.ips.push_back(ip);
  return true;
}

bool Device::add_vlans(std::span<const std::uint16_t> ids) {
  bool added = false;
  for (const std::uint16_t id : ids) {
    const auto at = std::lower_bound(row.vlans.begin(), row.vlans.end(), id);
    if ((at != row.vlans.end() && *at == id) || row.vlans.size() >= kMaxVlans) continue;
    row.vlans.insert(at, id);
    added = true;
  }
  return added;
}

bool Device::claim(const NameClaim& claim) {
  if (!outranks(claim.source, row.name_source)) return false;
  if (row.name == claim.name && row.name_source == claim.source) return false;
  row.name = claim.name;
  row.name_source = claim.source;
  return true;
}

void Device::saw_contact(Instant time) {
  const bool first = row.first == Instant{} && row.last == Instant{};
  row.first = first ? time : std::min(row.first, time);
  row.last = first ? time : std::max(row.last, time);
}

bool Device::saw_alive(Instant time) {
  const Instant grain = std::chrono::floor<Grain>(time);
  if (row.alive && *row.alive >= grain) return false;
  row.alive = grain;
  return true;
}

std::shared_ptr<Device> current(std::shared_ptr<Device> device) {
  while (device->successor) device = device->successor;
  return device;
}

}  // namespace cutoffd::rules
