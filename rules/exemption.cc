#include "rules/exemption.h"

#include <algorithm>

#include "rules/device.h"

namespace cutoffd::rules {
namespace {

std::string_view without_kind(std::string_view id) {
  for (const std::string_view kind : {"mac:", "ip:"}) {
    if (id.starts_with(kind)) return id.substr(kind.size());
  }
  return id;
}

bool is_device(std::string_view named, const DeviceRow& device) {
  if (named == device.id) return true;
  // What a device calls itself would let it hide; the operator's list does not.
  if (!device.listed_name.empty() && named == device.listed_name) return true;
  named = without_kind(named);
  if (const auto mac = parse_mac(named)) return device.mac == mac;
  const auto network = Prefix::parse(named);
  return network && std::any_of(device.ips.begin(), device.ips.end(),
                                [&](const IpAddress& ip) { return network->contains(ip); });
}

bool allows(const std::string& wanted, const std::string& is) {
  return wanted.empty() || wanted == is;
}

}  // namespace

bool names_a_device(std::string_view text) {
  text = without_kind(text);
  return parse_mac(text).has_value() || Prefix::parse(text).has_value();
}

bool covers(const Exemption& exemption, const DeviceRow& device, const IncidentRow& incident) {
  return allows(exemption.rule, incident.rule) && allows(exemption.vendor, incident.vendor) &&
         allows(exemption.service, incident.service) &&
         (exemption.device.empty() || is_device(exemption.device, device)) &&
         (exemption.tag.empty() || has_word(device.tags, exemption.tag));
}

std::optional<Instant> exempt_to(const std::vector<Exemption>& exemptions, const DeviceRow& device,
                                 const IncidentRow& incident) {
  std::optional<Instant> end = incident.exempt_until;
  for (const Exemption& exemption : exemptions) {
    if (covers(exemption, device, incident)) end = std::max(end, std::optional(exemption.until));
  }
  return end;
}

}  // namespace cutoffd::rules
