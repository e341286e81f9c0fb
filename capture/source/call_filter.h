// The calls into the kernel that are left to the daemon once it is ready: a filter (seccomp(2))
// with a list of what may be done. Whoever takes over a process through an error in it does so with
// the calls that the process has.
//
// The list, with the reason of each call, is capture/source/allowed_calls.h;
// tests/live/system_calls holds it to a traced run. A call that is not on it fails with ENOSYS, as
// on an older kernel: the C library takes the older way, where another answer would be an error
// nobody understands. What no part of this program ever does, and who has taken it over does first
// (another program, another process's memory, a kernel module, a mount), ends the process at once.
//
// Installed for good, for the calling thread and all that it starts: once, before threads begin.
// Where there is none: an architecture whose calls are not known here, a kernel without, and builds
// with sanitizers, whose own calls nobody lists.
#pragma once

#include <optional>
#include <string>

#include "capture/source/privileges.h"

namespace cutoffd::source {

// Returns why there is no filter, as one sentence. Sets no_new_privs, without which the kernel
// takes none from an account that is not root's.
std::optional<std::string> allow_only_needed_calls(Keep keep);

}  // namespace cutoffd::source
