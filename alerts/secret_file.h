// Secrets come from files, never from the configuration itself.
#pragma once

#include <optional>
#include <string>

namespace cutoffd::alerts {

// The first line without its end; nothing if the file cannot be read. Read for each connection, so
// a renewed secret needs no restart.
std::optional<std::string> read_secret(const std::string& path);

}  // namespace cutoffd::alerts
