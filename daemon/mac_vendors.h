// Who made the network card: the system's own list of prefixes, read once and never fetched.
//
// Threads: one. A list that is not there, or cannot be read, names nobody.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/address.h"

namespace cutoffd {

class MacVendors {
 public:
  // Empty: the first that is there of the places where systems keep such a list.
  static MacVendors of_system(const std::filesystem::path& configured);
  // Where that looks, in this order.
  static std::vector<std::filesystem::path> places(const std::filesystem::path& configured);
  // The IEEE's oui.txt, nmap's nmap-mac-prefixes, or Wireshark's manuf.
  void read(std::string_view text);

  // Empty where it is not known, and for addresses that no maker gave (randomised ones).
  [[nodiscard]] std::string_view find(const Mac& mac) const;

 private:
  std::unordered_map<std::string, std::string> by_prefix_;  // 6, 7 or 9 digits, upper case
};

}  // namespace cutoffd
