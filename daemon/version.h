// The program's version, as CMakeLists.txt has it.
#pragma once

#include <string_view>

namespace cutoffd {
std::string_view version();
}  // namespace cutoffd
