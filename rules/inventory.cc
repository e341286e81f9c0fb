#include "rules/inventory.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace cutoffd::rules {
namespace {

using Octets = std::array<std::uint8_t, 16>;

// The address with all bits beyond the prefix set.
IpAddress last_of(const Prefix& prefix) {
  const Bytes octets = prefix.network().octets();
  Octets last{};
  std::copy(octets.begin(), octets.end(), last.begin());
  for (std::size_t bit = prefix.length(); bit < octets.size() * 8; ++bit) {
    last[bit / 8] = static_cast<std::uint8_t>(last[bit / 8] | (0x80U >> (bit % 8)));
  }
  return IpAddress::from(Bytes(last.data(), octets.size()));
}

// last - first, as octets that compare like numbers.
Octets width_of(const AddressRange& range) {
  Octets width{};
  const Bytes first = range.first.octets();
  const Bytes last = range.last.octets();
  int borrow = 0;
  for (std::size_t i = first.size(); i-- > 0;) {
    const int digit = last[i] - first[i] - borrow;
    borrow = digit < 0 ? 1 : 0;
    width[i + width.size() - first.size()] = static_cast<std::uint8_t>(digit & 0xff);
  }
  return width;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  if (const auto prefix = Prefix::parse(text))
    return AddressRange{prefix->network(), last_of(*prefix)};
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = IpAddress::parse(trimmed(text.substr(0, dash)));
  const auto last = IpAddress::parse(trimmed(text.substr(dash + 1)));
  if (!first || !last || first->is_v4() != last->is_v4() || *last < *first) return std::nullopt;
  return AddressRange{*first, *last};
}

bool AddressRange::contains(const IpAddress& ip) const {
  return ip.is_v4() == first.is_v4() && first <= ip && ip <= last;
}

std::string text_of(const AddressRange& range) {
  std::string out(text(range.first).view());
  if (!range.single()) out += "-" + std::string(text(range.last).view());
  return out;
}

Inventory::Inventory(std::vector<InventoryEntry> entries) : entries_(std::move(entries)) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const InventoryEntry& entry = entries_[i];
    if (entry.mac) by_mac_.emplace(*entry.mac, i);
    if (!entry.addresses) continue;
    if (entry.addresses->single()) {
      by_ip_.emplace(entry.addresses->first, i);
    } else {
      ranges_.push_back(i);
    }
  }
  std::stable_sort(ranges_.begin(), ranges_.end(), [this](std::size_t a, std::size_t b) {
    return width_of(*entries_[a].addresses) < width_of(*entries_[b].addresses);
  });
}

const InventoryEntry* Inventory::find(const Mac& mac) const {
  const auto at = by_mac_.find(mac);
  return at == by_mac_.end() ? nullptr : &entries_[at->second];
}

const InventoryEntry* Inventory::find(const IpAddress& ip) const {
  const auto at = by_ip_.find(ip);
  return at == by_ip_.end() ? nullptr : &entries_[at->second];
}

const InventoryEntry* Inventory::range_of(const IpAddress& ip) const {
  const auto at = std::find_if(ranges_.begin(), ranges_.end(),
                               [&](std::size_t i) { return entries_[i].addresses->contains(ip); });
  return at == ranges_.end() ? nullptr : &entries_[*at];
}

}  // namespace cutoffd::rules
