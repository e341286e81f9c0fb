#include "capture/source/shunt_program.h"

#ifdef CUTOFFD_SHUNT_OBJECT

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/source/shunt_layout.h"

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
namespace {

std::size_t object_size() {
  return static_cast<std::size_t>(cutoffd_shunt_object_end - cutoffd_shunt_object);
}

// Tells builds apart (FNV-1a): no secret, and nobody but root can pin anything where it is asked.
std::uint64_t object_digest() {
  std::uint64_t digest = 0xcbf29ce484222325;
  for (std::size_t i = 0; i < object_size(); ++i) {
    digest = (digest ^ static_cast<unsigned char>(cutoffd_shunt_object[i])) * 0x100000001b3;
  }
  return digest;
}

// What is pinned, by which name and as what.
struct Part {
  const char* file;
  int LoadedShunt::*descriptor;
  std::uint32_t octets;  // of a table's entry
};
constexpr std::array<Part, 4> kParts{{
    {"program", &LoadedShunt::program, 0},
    {"control", &LoadedShunt::control, sizeof(shunt_control)},
    {"buckets", &LoadedShunt::buckets, sizeof(shunt_bucket)},
    {"counts", &LoadedShunt::counts, sizeof(shunt_counts)},
}};

std::string path_of(const Part& part, const std::string& folder) {
  return folder + '/' + part.file;
}

// Closes what was opened.
struct Opened {
  LoadedShunt one;
  ~Opened() {
    for (const Part& part : kParts) {
      if (one.*part.descriptor >= 0) close(one.*part.descriptor);
    }
  }
};

// The table's number in the kernel; 0: it is not the one that this build would make.
std::uint32_t id_of_table(const Part& part, int descriptor, std::uint32_t entries) {
  bpf_map_info info{};
  __u32 size = sizeof info;
  if (bpf_obj_get_info_by_fd(descriptor, &info, &size) != 0) return 0;
  const bool same = info.type == BPF_MAP_TYPE_ARRAY && info.key_size == sizeof(__u32) &&
                    info.value_size == part.octets && info.max_entries == entries &&
                    (info.map_flags & BPF_F_MMAPABLE) != 0 &&
                    std::string_view(info.name) == part.file;
  return same ? info.id : 0;
}

bool uses_these(int program, std::array<__u32, 3> tables) {
  std::array<__u32, 3> used{};
  bpf_prog_info info{};
  __u32 size = sizeof info;
  info.nr_map_ids = static_cast<__u32>(used.size());
  info.map_ids = reinterpret_cast<std::uintptr_t>(used.data());
  if (bpf_obj_get_info_by_fd(program, &info, &size) != 0) return false;
  std::sort(used.begin(), used.end());
  std::sort(tables.begin(), tables.end());
  return info.type == BPF_PROG_TYPE_SOCKET_FILTER && std::string_view(info.name) == "shunt" &&
         info.nr_map_ids == used.size() && used == tables;
}

std::string because(const std::string& what) { return what + ": " + std::strerror(errno); }

// Empty: it is what this build would load for so many buckets.
std::string other_than_ours(const LoadedShunt& pinned, std::uint32_t buckets) {
  constexpr const char* kAnother = "what is pinned is another build's";
  std::array<__u32, 3> tables{};
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Part& part = kParts[i + 1];
    const std::uint32_t entries = part.descriptor == &LoadedShunt::buckets   ? buckets
                                  : part.descriptor == &LoadedShunt::control ? 1
                                                                             : kShuntCounters;
    tables[i] = id_of_table(part, pinned.*part.descriptor, entries);
    if (tables[i] != 0) continue;
    return part.descriptor == &LoadedShunt::buckets
               ? "what is pinned has no table of " + std::to_string(buckets * kShuntWays) + " flows"
               : kAnother;
  }
  if (!uses_these(pinned.program, tables)) return kAnother;
  shunt_control control{};
  const __u32 first = 0;
  if (bpf_map_lookup_elem(pinned.control, &first, &control) != 0) return because("the table");
  return control.object == object_digest() ? "" : kAnother;
}

}  // namespace

Result<LoadedShunt, std::string> load_shunt_program(std::uint32_t buckets) {
  const auto refused = [](const char* why) {
    return Failure{std::string("no shunt, ") + why + ": " + std::strerror(errno) +
                   (errno == EPERM ? " (CAP_BPF)" : "")};
  };
  // Its own words go to standard error, for programmers.
  libbpf_set_print(nullptr);
  bpf_object* const object = bpf_object__open_mem(cutoffd_shunt_object, object_size(), nullptr);
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
  shunt_control control{};
  control.object = object_digest();
  const __u32 first = 0;
  if (bpf_map_update_elem(loaded.control, &first, &control, BPF_ANY) != 0) {
    return refused("its tables cannot be written");
  }
  return loaded;
}

std::optional<std::string> pin_shunt_program(const LoadedShunt& loaded, const std::string& folder,
                                             std::optional<gid_t> group) {
  unpin_shunt_program(folder);
  for (const Part& part : kParts) {
    const std::string path = path_of(part, folder);
    if (bpf_obj_pin(loaded.*part.descriptor, path.c_str()) != 0)
      return because("cannot pin " + path);
    if (!group) continue;
    // To open one is to read and to write it.
    if (lchown(path.c_str(), static_cast<uid_t>(-1), *group) != 0 || chmod(path.c_str(), 0660) != 0)
      return because("cannot give " + path + " to its group");
  }
  return std::nullopt;
}

bool unpin_shunt_program(const std::string& folder) {
  bool any = false;
  for (const Part& part : kParts) any |= unlink(path_of(part, folder).c_str()) == 0;
  return any;
}

Result<LoadedShunt, std::string> open_pinned_shunt_program(const std::string& folder,
                                                           std::uint32_t buckets) {
  libbpf_set_print(nullptr);
  const auto opened = std::make_shared<Opened>();
  for (const Part& part : kParts) {
    const std::string path = path_of(part, folder);
    opened->one.*part.descriptor = bpf_obj_get(path.c_str());
    if (opened->one.*part.descriptor < 0) return Failure{because("cannot open " + path)};
  }
  if (std::string other = other_than_ours(opened->one, buckets); !other.empty()) {
    return Failure{std::move(other)};
  }
  LoadedShunt loaded = opened->one;
  loaded.owner = opened;
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
std::optional<std::string> pin_shunt_program(const LoadedShunt&, const std::string&,
                                             std::optional<gid_t>) {
  return "no shunt: built without";
}
bool unpin_shunt_program(const std::string&) { return false; }
Result<LoadedShunt, std::string> open_pinned_shunt_program(const std::string&, std::uint32_t) {
  return Failure{std::string("built without")};
}
void read_program_time(int, std::uint64_t&, std::uint64_t&) {}

}  // namespace cutoffd::source

#endif
