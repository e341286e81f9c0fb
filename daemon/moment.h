// An instant as commands and reports say it: to the second.
#pragma once

#include <string>

#include "core/time.h"

namespace cutoffd {

// "2024-09-29T04:00:00Z"
inline std::string moment(Instant time) { return std::string(rfc3339(time, 0).view()); }

}  // namespace cutoffd
