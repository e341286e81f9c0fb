// Where configuration, watchlists and determinations are looked for.
//
// Nothing is built in: shipped data stands beside the binary, at ../share/cutoffd, in the build
// tree as in an installed one, so that the program can be moved. The operator's own come first.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace cutoffd {

// /etc/cutoffd, then the shipped data; an id found in the first hides the same id in the second.
std::vector<std::filesystem::path> data_directories();

// The file that -c names, or /etc/cutoffd/cutoffd.yaml if it is there, or none.
std::optional<std::filesystem::path> configuration_file(
    const std::optional<std::filesystem::path>& chosen);

}  // namespace cutoffd
