#include "capture/source/reach.h"

#include <cerrno>
#include <cstdint>
#include <cstring>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capture/source/sanitized.h"

namespace cutoffd::source {
namespace {

// Of later kernels than the headers of the build may be.
constexpr std::uint64_t kRefer = std::uint64_t{1} << 13;     // LANDLOCK_ACCESS_FS_REFER
constexpr std::uint64_t kTruncate = std::uint64_t{1} << 14;  // LANDLOCK_ACCESS_FS_TRUNCATE
constexpr std::uint64_t kIoctl = std::uint64_t{1} << 15;     // LANDLOCK_ACCESS_FS_IOCTL_DEV

constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kWrite = kRead | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate |
                                 LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;
constexpr std::uint64_t kSocket = LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REMOVE_FILE;
constexpr std::uint64_t kOfFile =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate;

// All that this kernel can refuse, by the version of its Landlock (landlock(7)).
std::uint64_t refusable(long version) {
  std::uint64_t all = LANDLOCK_ACCESS_FS_MAKE_SYM | (LANDLOCK_ACCESS_FS_MAKE_SYM - 1);
  if (version >= 2) all |= kRefer;
  if (version >= 3) all |= kTruncate;
  if (version >= 5) all |= kIoctl;
  return all;
}

class Ruleset {
 public:
  explicit Ruleset(std::uint64_t handled) : handled_(handled) {
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = handled;
    descriptor_ = static_cast<int>(
        syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0));
  }
  ~Ruleset() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Ruleset(const Ruleset&) = delete;
  Ruleset& operator=(const Ruleset&) = delete;

  [[nodiscard]] bool made() const { return descriptor_ >= 0; }

  // False where the kernel would not; what is not there is no trouble.
  [[nodiscard]] bool allow(const std::filesystem::path& path, std::uint64_t what) const {
    const int place = open(path.c_str(), O_PATH | O_CLOEXEC);
    if (place < 0) return true;
    struct stat found {};
    const bool folder = fstat(place, &found) == 0 && S_ISDIR(found.st_mode);
    landlock_path_beneath_attr rule{};
    rule.allowed_access = what & handled_ & (folder ? handled_ : kOfFile);
    rule.parent_fd = place;
    // A file of which nothing of this can be done (a folder was meant) is passed over.
    const bool done =
        rule.allowed_access == 0 ||
        syscall(SYS_landlock_add_rule, descriptor_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    const int why = errno;
    close(place);
    errno = why;
    return done;
  }
  [[nodiscard]] bool allow(const std::vector<std::filesystem::path>& paths,
                           std::uint64_t what) const {
    for (const auto& path : paths) {
      if (!allow(path, what)) return false;
    }
    return true;
  }
  [[nodiscard]] bool enforce() const {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_landlock_restrict_self, descriptor_, 0) == 0;
  }

 private:
  std::uint64_t handled_;
  int descriptor_ = -1;
};

}  // namespace

std::optional<std::string> reach_only(const Reach& reach) {
  if (kSanitized) return "no limit of the files within reach in a build with sanitizers";
  const long version =
      syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 0 && (errno == ENOSYS || errno == EOPNOTSUPP)) {
    return "no limit of the files within reach: this kernel has no Landlock";
  }
  const Ruleset rules(refusable(version));
  if (version < 1 || !rules.made() || !rules.allow(reach.reads, kRead) ||
      !rules.allow(reach.writes, kWrite) || !rules.allow(reach.sockets, kSocket) ||
      !rules.enforce()) {
    return std::string("the kernel refused to limit the files within reach: ") +
           std::strerror(errno);
  }
  return std::nullopt;
}

}  // namespace cutoffd::source
