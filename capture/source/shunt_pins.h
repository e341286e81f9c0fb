// Where a shunt is pinned for a daemon that may not load it: cutoffd-nic@.service pins, the daemon
// opens (capture/source/shunt_program.h).
//
// A BPF file system of the project's own, /run/bpf/cutoffd, since the system's (/sys/fs/bpf) is
// root's alone where systemd mounts it. In it a folder for each interface, and in that one for each
// of its workers: two readers of one table would contradict each other, so the folder is locked for
// as long as it is used. Folders are root's; a group that nobody but the daemon is in may open what
// lies in them (systemd/sysusers.conf), and can neither replace nor remove it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

#include "capture/source/shunt_program.h"
#include "core/result.h"

namespace cutoffd::source {

inline constexpr const char* kShuntPins = "/run/bpf/cutoffd";

// Whose table: a worker's on an interface.
struct ShuntPlace {
  std::string interface;
  unsigned worker = 0;
  std::string root = kShuntPins;  // another in tests
};

// Loads and pins one for so many flows, in the place of an older one. `group` may open it; without,
// only who pins it. Returns what stands against it, as one sentence.
std::optional<std::string> pin_shunt(const ShuntPlace& place, std::size_t flows,
                                     std::optional<gid_t> group);
// Returns what the system refused. Whoever has it open keeps it.
std::optional<std::string> unpin_shunt(const ShuntPlace& place);

// Locked for this process until its owner is gone. A failure is the end of a sentence about the
// shunt; empty: none is pinned.
Result<LoadedShunt, std::string> open_pinned_shunt(const ShuntPlace& place, std::size_t flows);

}  // namespace cutoffd::source
