// The program's version, as CMakeLists.txt has it.
#pragma once

#include <string_view>

namespace cutoffd {
std::string_view version();
// Seconds since 1970 of the newest change in this program; 0 where that is not known.
long long built_at();
}  // namespace cutoffd
