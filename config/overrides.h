// Command-line options, put into the tree as if they had been written in the file.
#pragma once

#include <string>
#include <vector>

#include "config/load.h"
#include "config/node.h"

namespace cutoffd::config {

// Where such a value "stands". `file` must outlive the tree.
inline constexpr std::string_view kCommandLine = "command line";

// Replaces or adds the keys. The tree's root becomes a map if it was nothing.
void apply(const std::vector<Override>& overrides, const std::string& file, Node& root);

}  // namespace cutoffd::config
