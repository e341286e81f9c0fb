#include "capture/source/shunt_pins.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <linux/magic.h>
#include <net/if.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "capture/source/shunt.h"

namespace cutoffd::source {
namespace {

std::string system_refused(const std::string& what) { return what + ": " + std::strerror(errno); }

bool is_interface_name(const std::string& name) {
  return !name.empty() && name.size() < IFNAMSIZ && name != "." && name != ".." &&
         name.find('/') == std::string::npos;
}

// A BPF file system keeps names with a dot for itself, and VLANs' interfaces have one.
std::string interface_folder(const ShuntPlace& place) {
  std::string name;
  for (const char c : place.interface) {
    if (c == '.' || c == '%') {
      name += c == '.' ? "%2e" : "%25";
    } else {
      name += c;
    }
  }
  return place.root + '/' + name;
}

std::string worker_folder(const ShuntPlace& place) {
  return interface_folder(place) + '/' + std::to_string(place.worker);
}

std::optional<std::string> make_folder(const std::string& path, mode_t mode,
                                       std::optional<gid_t> group) {
  if (mkdir(path.c_str(), mode) != 0 && errno != EEXIST)
    return system_refused("cannot make " + path);
  if (chmod(path.c_str(), mode) != 0) return system_refused("cannot open " + path + " to readers");
  if (group && lchown(path.c_str(), static_cast<uid_t>(-1), *group) != 0) {
    return system_refused("cannot give " + path + " to its group");
  }
  return std::nullopt;
}

// The lock goes when the program and its tables are let go.
struct Locked {
  std::shared_ptr<void> program;
  int folder = -1;
  ~Locked() {
    program.reset();
    if (folder >= 0) close(folder);
  }
};

// Empty: nobody but root can have put there what is there.
std::string untrusted(int folder) {
  struct stat about {};
  if (fstat(folder, &about) != 0) return system_refused("its folder");
  const bool others_write = (about.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  if (about.st_uid != 0 || others_write) return "others than root may have pinned it";
  return "";
}

}  // namespace

std::optional<std::string> pin_shunt(const ShuntPlace& place, std::size_t flows,
                                     std::optional<gid_t> group) {
  if (!is_interface_name(place.interface)) return "'" + place.interface + "' is no interface";
  struct statfs about {};
  if (statfs(place.root.c_str(), &about) != 0 || about.f_type != BPF_FS_MAGIC) {
    return place.root +
           " is no BPF file system: systemctl start run-bpf-cutoffd.mount, or by hand: sudo mkdir "
           "-p " +
           place.root + " && sudo mount -t bpf -o mode=0755 bpf " + place.root;
  }
  const auto loaded = load_shunt_program(static_cast<std::uint32_t>(shunt_buckets_for(flows)));
  if (!loaded) return loaded.error();
  if (auto refused = make_folder(interface_folder(place), 0755, std::nullopt)) return refused;
  const std::string folder = worker_folder(place);
  // Its group may list it, which a lock takes, but not write.
  if (auto refused = make_folder(folder, 0750, group)) return refused;
  return pin_shunt_program(*loaded, folder, group);
}

std::optional<std::string> unpin_shunt(const ShuntPlace& place) {
  const std::string folder = worker_folder(place);
  unpin_shunt_program(folder);
  if (rmdir(folder.c_str()) != 0 && errno != ENOENT)
    return system_refused("cannot remove " + folder);
  rmdir(interface_folder(place).c_str());  // where no other worker has one
  return std::nullopt;
}

Result<LoadedShunt, std::string> open_pinned_shunt(const ShuntPlace& place, std::size_t flows) {
  if (!is_interface_name(place.interface)) return Failure{std::string()};
  const std::string path = worker_folder(place);
  const auto locked = std::make_shared<Locked>();
  locked->folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (locked->folder < 0 && errno == ENOENT) return Failure{std::string()};
  if (locked->folder < 0) return Failure{system_refused("cannot open " + path)};
  if (std::string why = untrusted(locked->folder); !why.empty()) return Failure{std::move(why)};
  if (flock(locked->folder, LOCK_EX | LOCK_NB) != 0) {
    return Failure{std::string("another process uses what is pinned")};
  }
  auto opened =
      open_pinned_shunt_program(path, static_cast<std::uint32_t>(shunt_buckets_for(flows)));
  if (!opened) return Failure{std::move(opened).error()};
  LoadedShunt loaded = std::move(opened).value();
  locked->program = std::move(loaded.owner);
  loaded.owner = locked;
  return loaded;
}

}  // namespace cutoffd::source
