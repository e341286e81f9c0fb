#include "capture/source/privileges.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace cutoffd::source {
namespace {

// capabilities(7): 64 bits in two halves, of which the kernel knows the first forty or so.
constexpr unsigned kMost = 63;
using Sets = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

__user_cap_header_struct header() { return {_LINUX_CAPABILITY_VERSION_3, 0}; }

std::optional<std::string> refused(const char* what) {
  return std::string("the kernel refused to ") + what + ": " + std::strerror(errno);
}

}  // namespace

void empty_bounding_set() {
  for (unsigned capability = 0; capability <= kMost; ++capability) {
    if (prctl(PR_CAPBSET_READ, capability, 0, 0, 0) < 0) return;  // the kernel knows no more
    (void)prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  }
}

std::optional<std::string> give_up_privileges(Keep keep) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("set no_new_privs");
  empty_bounding_set();
  // Fails where the kernel knows no ambient set: then there is none to clear.
  (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);

  auto head = header();
  Sets now{};
  if (syscall(SYS_capget, &head, now.data()) != 0) return refused("tell the capabilities");
  Sets wanted{};
  if (keep == Keep::capture) {
    const std::uint32_t held = now[0].permitted & (std::uint32_t{1} << CAP_NET_RAW);
    wanted[0].permitted = held;
    wanted[0].effective = held;
  }
  head = header();
  if (syscall(SYS_capset, &head, wanted.data()) != 0) return refused("give up capabilities");
  return std::nullopt;
}

}  // namespace cutoffd::source
