#include "daemon/version.h"

namespace cutoffd {
std::string_view version() { return CUTOFFD_VERSION; }
long long built_at() { return CUTOFFD_BUILT_AT; }
}  // namespace cutoffd
