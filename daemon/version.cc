#include "daemon/version.h"

namespace cutoffd {
std::string_view version() { return CUTOFFD_VERSION; }
}  // namespace cutoffd
