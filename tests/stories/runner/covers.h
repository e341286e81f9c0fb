// That every shipped determination has its stories.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/stories/runner/stage.h"

namespace cutoffd::story {

// What of the shipped determinations no story below the folder covers: "ID/ACTIVITY fires".
std::vector<std::string> missing_covers(const std::filesystem::path& stories);

}  // namespace cutoffd::story
