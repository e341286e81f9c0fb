// Where a rule applies: networks, VLANs, interfaces, devices and tags, and what of these is left
// out.
//
// Pure values. Lists that are empty ask nothing; of those that are not, each must hold (one of its
// members), and none of the exclusions may.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"

namespace cutoffd::rules {

struct DeviceRow;

struct ScopeLists {
  std::vector<Prefix> networks;         // of the client's address
  std::vector<std::uint16_t> vlans;     // any tag of the frame
  std::vector<std::string> interfaces;  // of `interfaces:`
  std::vector<std::string> devices;     // ids, MACs, addresses, or names of the inventory
  std::vector<std::string> tags;        // of the inventory

  friend bool operator==(const ScopeLists&, const ScopeLists&) = default;
};

struct Scope {
  ScopeLists only;
  ScopeLists except;

  friend bool operator==(const Scope&, const Scope&) = default;
};

// Where a contact was seen.
struct SeenAt {
  std::span<const IpAddress> clients;  // usually one
  std::span<const std::uint16_t> vlans;
  // Empty where it is not known, as in a capture file: then interfaces are not asked for.
  std::string_view interface;
};

bool in_scope(const Scope& scope, const DeviceRow& device, const SeenAt& where);

}  // namespace cutoffd::rules
