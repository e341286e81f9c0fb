// conf.d/*.yaml: pieces of the configuration in files of their own, for packages and for tools that
// put settings in place.
//
// Read in the order of their names after the configuration file. Maps are joined, what a list has
// is added to the end of the list, and anything else takes the place of what stood there before.
#pragma once

#include <filesystem>
#include <vector>

#include "config/node.h"

namespace cutoffd::config {

// DIRECTORY/*.yaml by name; none where the directory is not there. Names that begin with a dot are
// editors' and package tools' leftovers.
std::vector<std::filesystem::path> drop_ins_in(const std::filesystem::path& directory);

// Joins `from` into `into`. Each value keeps where it stands.
void join(Node&& from, Node& into);

}  // namespace cutoffd::config
