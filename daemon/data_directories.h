// Where configuration, watchlists and determinations are looked for.
//
// Nothing is built in: shipped data stands beside the binary, at ../share/cutoffd, in the build
// tree as in an installed one, so that the program can be moved. The operator's own come first;
// what is not installed in /usr may have its own beside it, at ../etc/cutoffd.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace cutoffd {

// /etc/cutoffd, ../etc/cutoffd, then the shipped data; an id found in one hides it in those after
// it.
std::vector<std::filesystem::path> data_directories();

// The file that -c names, or cutoffd.yaml in the first of the operator's that has it, or none.
std::optional<std::filesystem::path> configuration_file(
    const std::optional<std::filesystem::path>& chosen);

// The shipped data alone.
std::optional<std::filesystem::path> shipped_directory();
// Where an operator's watchlists are: /etc/cutoffd/watchlists.
std::filesystem::path operators_watchlists();

// conf.d beside the configuration file, or /etc/cutoffd/conf.d.
std::filesystem::path drop_in_directory(const std::optional<std::filesystem::path>& configuration);

}  // namespace cutoffd
