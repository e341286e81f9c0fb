#include "capture/source/call_filter.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/source/allowed_calls.h"
#include "capture/source/sanitized.h"

namespace cutoffd::source {
namespace {

// The numbers of calls are an architecture's own: a process of one can do another's, too.
#if defined(__x86_64__) && defined(__LP64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__) && defined(__LP64__)
constexpr std::uint32_t kArchitecture =
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? AUDIT_ARCH_AARCH64 : 0;
#elif defined(__arm__) && defined(__ARM_EABI__)
constexpr std::uint32_t kArchitecture =
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? AUDIT_ARCH_ARM : AUDIT_ARCH_ARMEB;
#elif defined(__mips__) && defined(_ABIO32) && _MIPS_SIM == _ABIO32
constexpr std::uint32_t kArchitecture =
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? AUDIT_ARCH_MIPSEL : AUDIT_ARCH_MIPS;
#elif defined(__riscv) && __riscv_xlen == 64
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_RISCV64;
#else
constexpr std::uint32_t kArchitecture = 0;  // not known
#endif

constexpr std::uint32_t kRefused = SECCOMP_RET_ERRNO | (ENOSYS & SECCOMP_RET_DATA);

std::uint32_t error(int number) {
  return SECCOMP_RET_ERRNO | (static_cast<std::uint32_t>(number) & SECCOMP_RET_DATA);
}

// A program of the kernel's classic packet filter, as seccomp(2) takes it. A call's number waits in
// the accumulator; what has looked at a call's arguments ends with an answer.
class Program {
 public:
  Program() {
    load(offsetof(seccomp_data, arch));
    add(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
    answer(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
  }

  void on(long call, std::uint32_t what) {
    add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1);
    answer(what);
  }
  // Allowed where the argument is one of these.
  void on(long call, unsigned argument, const std::vector<std::uint32_t>& values,
          std::uint32_t otherwise) {
    const auto most = static_cast<std::uint8_t>(values.size());
    add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0,
        static_cast<std::uint8_t>(most + 3));
    load_low(argument);
    std::uint8_t left = most;
    for (const std::uint32_t value : values) {
      add(BPF_JMP | BPF_JEQ | BPF_K, value, left, 0);  // over the rest and the refusal
      --left;
    }
    answer(otherwise);
    answer(SECCOMP_RET_ALLOW);
  }
  // Allowed unless these bits of the argument are `refused`.
  void on_bits(long call, unsigned argument, std::uint32_t bits, std::uint32_t refused,
               std::uint32_t otherwise) {
    on_bits_equal(call, argument, bits, refused, otherwise, SECCOMP_RET_ALLOW);
  }
  // Allowed where the argument has none but these bits.
  void on_bits_within(long call, unsigned argument, std::uint32_t bits, std::uint32_t otherwise) {
    on_bits_equal(call, argument, ~bits, 0, SECCOMP_RET_ALLOW, otherwise);
  }
  void answer(std::uint32_t what) { add(BPF_RET | BPF_K, what, 0, 0); }

  [[nodiscard]] bool install() const {
    sock_fprog program{static_cast<unsigned short>(steps_.size()),
                       const_cast<sock_filter*>(steps_.data())};
    // Not seccomp(2), which does the same and which the service's unit does not let through.
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
  }

 private:
  void add(unsigned code, std::uint32_t value, std::uint8_t if_so, std::uint8_t if_not) {
    steps_.push_back({static_cast<std::uint16_t>(code), if_so, if_not, value});
  }
  void load(std::size_t offset) {
    add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset), 0, 0);
  }
  void on_bits_equal(long call, unsigned argument, std::uint32_t bits, std::uint32_t value,
                     std::uint32_t so, std::uint32_t otherwise) {
    add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 5);
    load_low(argument);
    add(BPF_ALU | BPF_AND | BPF_K, bits, 0, 0);
    add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    answer(so);
    answer(otherwise);
  }
  // The kernel looks at no more of those arguments that are checked here.
  void load_low(unsigned argument) {
    constexpr std::size_t low = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : 4;
    load(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t) + low);
  }

  std::vector<sock_filter> steps_;
};

// What is asked of descriptors and interfaces; TIOCOUTQ tells what a collector has acknowledged,
// SIOCETHTOOL is libpcap's question for the clocks of one (who may not administer the network can
// change nothing by it). Nothing that puts words into a terminal's mouth (TIOCSTI).
const std::vector<std::uint32_t> kRequests{FIONBIO,      FIONREAD,     TIOCOUTQ,      TCGETS,
                                           SIOCGIFINDEX, SIOCGIFFLAGS, SIOCGIFNAME,   SIOCGIFCONF,
                                           SIOCGIFADDR,  SIOCGIFMTU,   SIOCGIFHWADDR, SIOCETHTOOL};

// No AF_NETLINK: the C library's resolver does without. Refused as if a privilege were missing, by
// which whoever opens an interface anew knows that another has to.
std::vector<std::uint32_t> families(Keep keep) {
  std::vector<std::uint32_t> some{AF_UNIX, AF_INET, AF_INET6};
  if (keep == Keep::capture) some.push_back(AF_PACKET);
  return some;
}

void add_limited(Program& program, Keep keep) {
  // No code at run time: nothing is both writable and executable, and nothing becomes executable.
  // Libraries may still be loaded: the C library's resolver does that.
  constexpr std::uint32_t both = PROT_WRITE | PROT_EXEC;
#ifdef SYS_mmap
  program.on_bits(SYS_mmap, 2, both, both, error(EPERM));
#endif
#ifdef SYS_mmap2
  program.on_bits(SYS_mmap2, 2, both, both, error(EPERM));
#endif
  program.on_bits(SYS_mprotect, 2, PROT_EXEC, PROT_EXEC, error(EPERM));
  // Threads, no processes. clone3, whose flags a filter does not see, fails as on an older kernel,
  // and the C library takes this one.
  program.on_bits(SYS_clone, 0, CLONE_THREAD, 0, SECCOMP_RET_KILL_PROCESS);
  program.on(SYS_socket, 0, families(keep), error(EPERM));
  program.on(SYS_ioctl, 1, kRequests, error(EPERM));
  program.on(SYS_prctl, 0, {PR_SET_NAME}, error(EPERM));
  // SQLite gives a ledger's side files the ledger's mode, where the umask took some of it, and as
  // root its owner. Nobody gets a file by it whom the ledger leaves out, nobody's power
  // (set-user-ID) is lent, and nothing is given away. By a path no mode and no owner is changed at
  // all: Landlock does not ask.
  constexpr std::uint32_t for_owner_and_group = 0660;
  program.on_bits_within(SYS_fchmod, 1, for_owner_and_group, error(EPERM));
  const std::vector<std::uint32_t> itself{geteuid()};
  program.on(SYS_fchown, 1, itself, error(EPERM));
#ifdef SYS_fchown32
  program.on(SYS_fchown32, 1, itself, error(EPERM));
#endif
  // Signals to itself alone, as abort() sends one.
  program.on(SYS_tgkill, 0, {static_cast<std::uint32_t>(getpid())}, error(EPERM));
}

Program filter(Keep keep) {
  Program program;
  for (const long call : kAllowedCalls) program.on(call, SECCOMP_RET_ALLOW);
  add_limited(program, keep);
  for (const long call : kDeadlyCalls) program.on(call, SECCOMP_RET_KILL_PROCESS);
  program.answer(kRefused);
  return program;
}

}  // namespace

std::optional<std::string> allow_only_needed_calls(Keep keep) {
  if (kSanitized) return "no filter of system calls in a build with sanitizers";
  if (kArchitecture == 0) return "no filter of system calls for this architecture";
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !filter(keep).install()) {
    return std::string("the kernel refused to filter system calls: ") + std::strerror(errno);
  }
  return std::nullopt;
}

}  // namespace cutoffd::source
