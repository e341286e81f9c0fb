#include "rules/provenance.h"

#include <array>
#include <unordered_map>
#include <utility>

#include "rules/device.h"
#include "rules/ledger_rows.h"
#include "rules/ledger_view.h"

namespace cutoffd::rules {
namespace {

// What the binding says of the device; nothing where the address is another's by now.
std::optional<AddressProof> proof_of(const DeviceRow& device, const BindingRow& row) {
  const bool proved = row.mac.has_value();
  if (proved && (!is_proved(device) || row.mac != device.mac)) return std::nullopt;
  AddressProof proof{row.ip, {}, {}, row.hostname, row.hostname_source, row.client_id, row.lease};
  if (proved) {
    proof.source = row.source;
    proof.since = row.time;
  }
  if (!proof.source && !proof.name_source) return std::nullopt;
  return proof;
}

}  // namespace

Provenance provenance_of(Ledger& ledger) {
  std::unordered_map<IpAddress, BindingRow> bindings;
  for (BindingRow& row : ledger.rows().bindings()) {
    const IpAddress ip = row.ip;
    bindings.emplace(ip, std::move(row));
  }
  Provenance all;
  for (const DeviceRow& device : ledger.rows().devices()) {
    for (const IpAddress& ip : view_of(device).ips) {
      const auto at = bindings.find(ip);
      if (at == bindings.end()) continue;
      if (auto proof = proof_of(device, at->second)) all[device.id].push_back(*std::move(proof));
    }
  }
  return all;
}

Provenance provenance_of(Ledger& ledger, const std::vector<DeviceService>& lines) {
  Provenance all;
  for (const DeviceService& line : lines) {
    if (all.count(line.device.id) > 0) continue;
    const auto device = ledger.view().device(line.device.id);
    if (!device) continue;
    for (const IpAddress& ip : line.device.ips) {
      const auto row = ledger.view().binding(ip);
      if (!row) continue;
      if (auto proof = proof_of(*device, *row)) all[device->id].push_back(*std::move(proof));
    }
  }
  return all;
}

}  // namespace cutoffd::rules
