// The operator's own list of devices: who is who, whom it belongs to, and what is said of it.
//
// Compiled from validated entries (config/ has told every mistake); const from then on, part of the
// RuleSet and swapped with it at a reload. Threads: shared by all, const.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/address.h"

namespace cutoffd::rules {

// From `first` to `last`, both within, of one family.
struct AddressRange {
  IpAddress first;
  IpAddress last;

  // "10.0.0.1", "10.0.0.0/24", "10.0.0.10-10.0.0.20"; nothing for any other text.
  static std::optional<AddressRange> parse(std::string_view text);
  [[nodiscard]] bool single() const { return first == last; }
  [[nodiscard]] bool contains(const IpAddress& ip) const;
  friend bool operator==(const AddressRange&, const AddressRange&) = default;
};
std::string text_of(const AddressRange& range);

// One device, or what holds for all devices of a range. At least one of mac and addresses is there.
struct InventoryEntry {
  std::optional<Mac> mac;
  std::optional<AddressRange> addresses;
  std::string name;               // may be empty
  std::string owner;              // a person or a department; may be empty
  std::vector<std::string> tags;  // without spaces

  friend bool operator==(const InventoryEntry&, const InventoryEntry&) = default;
};

// Far more than a site has; a range is looked through, the rest is looked up.
inline constexpr std::size_t kMaxInventory = 262'144;
inline constexpr std::size_t kMaxInventoryRanges = 4'096;

class Inventory {
 public:
  Inventory() = default;
  explicit Inventory(std::vector<InventoryEntry> entries);
  Inventory(const Inventory&) = delete;
  Inventory& operator=(const Inventory&) = delete;
  Inventory(Inventory&&) = default;
  Inventory& operator=(Inventory&&) = default;

  [[nodiscard]] const InventoryEntry* find(const Mac& mac) const;
  // That lists this address alone.
  [[nodiscard]] const InventoryEntry* find(const IpAddress& ip) const;
  // The narrowest range that holds it.
  [[nodiscard]] const InventoryEntry* range_of(const IpAddress& ip) const;
  [[nodiscard]] const std::vector<InventoryEntry>& entries() const { return entries_; }

 private:
  std::vector<InventoryEntry> entries_;
  std::unordered_map<Mac, std::size_t> by_mac_;
  std::unordered_map<IpAddress, std::size_t> by_ip_;
  std::vector<std::size_t> ranges_;  // the narrowest first
};

}  // namespace cutoffd::rules
