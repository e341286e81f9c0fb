// The shunt's program, built with this one, on its way into the kernel. Inside this room only.
//
// What libbpf (LGPL-2.1 or BSD-2-Clause) is needed for is here: a build without it, or without
// clang, which compiles for the kernel's machine, has no program (CUTOFFD_SHUNT in CMakeLists.txt).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

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

Result<LoadedShunt, std::string> load_shunt_program(std::uint32_t buckets);

// By the kernel's count, where it keeps one.
void read_program_time(int program, std::uint64_t& nanoseconds, std::uint64_t& runs);

}  // namespace cutoffd::source
