// Rules out of cutoffd.yaml and of what determinations suggest.
#pragma once

#include <string>
#include <vector>

#include "config/references.h"

namespace cutoffd::config {

class RuleMaker {
 public:
  RuleMaker(const std::vector<LoadedDetermination>& determinations, const Vendors& vendors,
            std::vector<ConfigError>& errors)
      : determinations_(determinations), vendors_(vendors), errors_(errors) {}

  // The rules as written, each completed by its determination's suggestion; where nothing is
  // written (null), one rule for each determination.
  [[nodiscard]] std::vector<rules::Rule> make(const Node* written, Reader::Origins& origins) const;

 private:
  [[nodiscard]] rules::Rule read(const Node& node, std::size_t index, Reader& reader) const;
  void refuse_unknown(const Node& named, Reader& reader) const;
  [[nodiscard]] const LoadedDetermination* find(const std::string& id) const;

  const std::vector<LoadedDetermination>& determinations_;
  const Vendors& vendors_;
  std::vector<ConfigError>& errors_;
};

}  // namespace cutoffd::config
