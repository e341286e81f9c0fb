#include "rules/tap_advice.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "rules/incident.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {
namespace {

std::string advice(const IpAddress& ip, std::size_t count) {
  const std::string many =
      count == 1 ? "1 open incident is" : std::to_string(count) + " open incidents are";
  return many + " behind " + std::string(text(ip).view()) +
         ", whose clients are not visible from here: tap inside of it";
}

}  // namespace

std::vector<std::string> tap_advice(Ledger& ledger, const JudgeOptions& options) {
  std::set<IpAddress> forwarders(options.forwarders.begin(), options.forwarders.end());
  for (const ForwarderRow& row : ledger.rows().forwarders()) {
    if (row.asks) forwarders.insert(row.ip);
  }
  std::unordered_map<DeviceKey, IpAddress> forwarder_of;
  for (const DeviceRow& device : ledger.rows().devices()) {
    for (const IpAddress& ip : device.ips) {
      if (forwarders.count(ip) > 0) forwarder_of.emplace(device.key, ip);
    }
  }
  std::map<IpAddress, std::size_t> counts;
  for (const IncidentRow& row : ledger.rows().incidents()) {
    if (!is_open(row)) continue;
    const auto forwarder = forwarder_of.find(row.device);
    if (row.behind) {
      ++counts[*row.behind];
    } else if (row.evidence < Evidence::contacted && forwarder != forwarder_of.end()) {
      ++counts[forwarder->second];
    }
  }
  std::vector<std::pair<IpAddress, std::size_t>> most(counts.begin(), counts.end());
  std::stable_sort(most.begin(), most.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> all;
  for (const auto& [ip, count] : most) all.push_back(advice(ip, count));
  return all;
}

}  // namespace cutoffd::rules
