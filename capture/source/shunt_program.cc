#include "capture/source/shunt_program.h"

#ifdef CUTOFFD_SHUNT_OBJECT

#include <cerrno>
#include <cstddef>
#include <cstring>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

// The object lies in the program as the compiler made it.
asm(".pushsection .rodata\n"
    ".balign 8\n"
    ".global cutoffd_shunt_object\n"
    "cutoffd_shunt_object:\n"
    ".incbin \"" CUTOFFD_SHUNT_OBJECT
    "\"\n"
    ".global cutoffd_shunt_object_end\n"
    "cutoffd_shunt_object_end:\n"
    ".popsection\n");
extern "C" const char cutoffd_shunt_object[];
extern "C" const char cutoffd_shunt_object_end[];

namespace cutoffd::source {

Result<LoadedShunt, std::string> load_shunt_program(std::uint32_t buckets) {
  const auto refused = [](const char* why) {
    return Failure{std::string("no shunt, ") + why + ": " + std::strerror(errno) +
                   (errno == EPERM ? " (CAP_BPF)" : "")};
  };
  // Its own words go to standard error, for programmers.
  libbpf_set_print(nullptr);
  const auto size = static_cast<std::size_t>(cutoffd_shunt_object_end - cutoffd_shunt_object);
  bpf_object* const object = bpf_object__open_mem(cutoffd_shunt_object, size, nullptr);
  if (object == nullptr) return refused("its program cannot be read");
  LoadedShunt loaded;
  loaded.owner = std::shared_ptr<void>(
      object, [](void* one) { bpf_object__close(static_cast<bpf_object*>(one)); });
  bpf_map* const table = bpf_object__find_map_by_name(object, "buckets");
  if (table == nullptr || bpf_map__set_max_entries(table, buckets) != 0) {
    return refused("its program is another one");
  }
  if (const int status = bpf_object__load(object); status != 0) {
    errno = -status;
    return refused("the kernel does not take its program");
  }
  const bpf_program* const program = bpf_object__find_program_by_name(object, "shunt");
  loaded.program = bpf_program__fd(program);
  loaded.buckets = bpf_map__fd(table);
  loaded.control = bpf_object__find_map_fd_by_name(object, "control");
  loaded.counts = bpf_object__find_map_fd_by_name(object, "counts");
  return loaded;
}

void read_program_time(int program, std::uint64_t& nanoseconds, std::uint64_t& runs) {
  bpf_prog_info info{};
  __u32 size = sizeof info;
  if (bpf_obj_get_info_by_fd(program, &info, &size) != 0) return;
  nanoseconds = info.run_time_ns;
  runs = info.run_cnt;
}

}  // namespace cutoffd::source

#else

namespace cutoffd::source {

Result<LoadedShunt, std::string> load_shunt_program(std::uint32_t) {
  return Failure{std::string("no shunt: built without")};
}
void read_program_time(int, std::uint64_t&, std::uint64_t&) {}

}  // namespace cutoffd::source

#endif
