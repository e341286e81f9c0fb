// What holds between files: vendors, services, determinations and rules that name each other.
//
// Each function tells every mistake at the place where the name was written.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/files.h"

namespace cutoffd::config {

using LoadedWatchlist = LoadedValue<WatchlistFile>;
using LoadedDetermination = LoadedValue<DeterminationFile>;

// The services that the lists of a vendor know, and the vendors.
class Vendors {
 public:
  explicit Vendors(const std::vector<LoadedWatchlist>& lists);
  [[nodiscard]] bool known(const std::string& vendor) const;
  [[nodiscard]] std::vector<std::string> names() const;
  // Empty where the vendor is not known.
  [[nodiscard]] std::vector<std::string> services(const std::string& vendor) const;

 private:
  std::map<std::string, std::set<std::string>> services_;
};

void check_determination(const LoadedDetermination& loaded, const Vendors& vendors,
                         std::vector<ConfigError>& errors);

// `node` is the rule as written.
void check_rule(const Node& node, std::size_t index, const LoadedDetermination& determination,
                const Vendors& vendors, std::vector<ConfigError>& errors);

// The interfaces, devices and tags that the rules' scopes name.
void check_scopes(const Settings& settings, const Node& root, std::vector<ConfigError>& errors);
// What exemptions name of the inventory is there.
void check_exemptions(const Settings& settings, const Vendors& vendors, const Node& root,
                      std::vector<ConfigError>& errors);

// The rules that the sinks' filters name.
void check_filters(const std::vector<alerts::SinkOptions>& sinks, const Node& root,
                   const std::vector<rules::Rule>& rules, std::vector<ConfigError>& errors);

}  // namespace cutoffd::config
