#include "daemon/mac_vendors.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace cutoffd {
namespace {

constexpr std::array kPlaces{"/usr/share/ieee-data/oui.txt", "/var/lib/ieee-data/oui.txt",
                             "/usr/share/nmap/nmap-mac-prefixes", "/usr/share/wireshark/manuf"};
constexpr std::size_t kMaxOctets = std::size_t{32} << 20;

// "28-6F-B9" and "28:6f:b9" without what parts them; empty if it is no prefix.
std::string digits_of(std::string_view word) {
  std::string digits;
  for (const char c : word) {
    if (c == '-' || c == ':') continue;
    const bool lower = c >= 'a' && c <= 'f';
    if (!lower && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'F')) return {};
    digits += lower ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return digits.size() == 6 || digits.size() == 7 || digits.size() == 9 ? digits : std::string();
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

std::vector<std::filesystem::path> MacVendors::places(const std::filesystem::path& configured) {
  if (!configured.empty()) return {configured};
  return {kPlaces.begin(), kPlaces.end()};
}

MacVendors MacVendors::of_system(const std::filesystem::path& configured) {
  MacVendors vendors;
  std::ifstream file;
  for (const std::filesystem::path& place : places(configured)) {
    if (!file.is_open()) file.open(place, std::ios::binary);
  }
  if (!file) return vendors;
  std::string text(kMaxOctets, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  vendors.read(text);
  return vendors;
}

void MacVendors::read(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t space = std::min(line.find_first_of(" \t"), line.size());
    const std::string prefix = digits_of(line.substr(0, space));
    if (prefix.empty()) continue;
    std::string_view name = trimmed(line.substr(space));
    // oui.txt says how the prefix is written.
    if (name.starts_with('('))
      name = trimmed(name.substr(std::min(name.find(')') + 1, name.size())));
    // manuf has a short name before the long one.
    if (const std::size_t tab = name.rfind('\t'); tab != std::string_view::npos) {
      name = trimmed(name.substr(tab));
    }
    if (!name.empty()) by_prefix_.try_emplace(prefix, name);
  }
}

std::string_view MacVendors::find(const Mac& mac) const {
  if (mac.is_local() || mac.is_group()) return {};
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string all;
  for (const std::uint8_t octet : mac.octets) {
    all += kDigits[octet >> 4];
    all += kDigits[octet & 15];
  }
  for (const std::size_t length : {9U, 7U, 6U}) {
    const auto at = by_prefix_.find(all.substr(0, length));
    if (at != by_prefix_.end()) return at->second;
  }
  return {};
}

}  // namespace cutoffd
