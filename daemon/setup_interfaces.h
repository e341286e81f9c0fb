// Which interfaces `cutoffd setup` looks at, and what is this machine's own on them.
#pragma once

#include <string>
#include <vector>

#include "daemon/setup_look.h"

namespace cutoffd {

OwnAddresses own_addresses();

// Those that are up and no part of another; the rest with the reason.
struct Lookable {
  std::vector<std::string> names;
  std::vector<std::string> passed_over;
};
Lookable lookable_interfaces();

}  // namespace cutoffd
