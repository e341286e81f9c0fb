// The shunt's program, built with this one, on its way into the kernel.
//
// What libbpf (LGPL-2.1 or BSD-2-Clause) is needed for is here: a build without it, or without
// clang, which compiles for the kernel's machine, has no program (CUTOFFD_SHUNT in CMakeLists.txt).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <sys/types.h>

#include "core/result.h"

namespace cutoffd::source {

// Descriptors; they and what they stand for live as long as `owner`.
struct LoadedShunt {
  std::shared_ptr<void> owner;
  int program = -1;
  int control = -1;
  int buckets = -1;
  int counts = -1;
};

// Failures are one sentence.
Result<LoadedShunt, std::string> load_shunt_program(std::uint32_t buckets);

// Four files in `folder` of a BPF file system hold program and tables, for their owner and `group`.
// Returns what the system refused.
std::optional<std::string> pin_shunt_program(const LoadedShunt& loaded, const std::string& folder,
                                             std::optional<gid_t> group);
// Removes these files; true if any was there.
bool unpin_shunt_program(const std::string& folder);
// Takes no privilege: Linux 5.19 and later, where unprivileged users may not load programs. Another
// program than this build's, or tables of another shape, are refused.
Result<LoadedShunt, std::string> open_pinned_shunt_program(const std::string& folder,
                                                           std::uint32_t buckets);

// By the kernel's count, where it keeps one.
void read_program_time(int program, std::uint64_t& nanoseconds, std::uint64_t& runs);

}  // namespace cutoffd::source
