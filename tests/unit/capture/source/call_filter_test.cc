// The filter of system calls, tried from inside: each act in a child that has given up everything
// else first and then does only this.
#include "capture/source/call_filter.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cutoffd::source::call_filter_test {
namespace {

constexpr int kNoFilter = 255;

// The error that the act ends with (0: none), or minus the signal that ended the child.
int after_filter(Keep keep, const std::function<long()>& act) {
  const pid_t child = fork();
  if (child == 0) {
    if (allow_only_needed_calls(keep)) _exit(kNoFilter);
    errno = 0;
    _exit(act() < 0 ? errno : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

class CallFilter : public testing::Test {
 protected:
  void SetUp() override {
    if (after_filter(Keep::nothing, [] { return 0L; }) == kNoFilter) {
      GTEST_SKIP() << "no filter in this build or on this machine";
    }
  }
  static int tried(const std::function<long()>& act) { return after_filter(Keep::nothing, act); }
};

TEST_F(CallFilter, LetsTheDaemonDoItsWork) {
  EXPECT_EQ(tried([] { return long{open("/dev/null", O_RDWR | O_CLOEXEC)}; }), 0);
  EXPECT_EQ(tried([] { return long{socket(AF_INET, SOCK_STREAM, 0)}; }), 0);
  EXPECT_EQ(tried([] { return syscall(SYS_prctl, PR_SET_NAME, "worker", 0, 0, 0); }), 0);
  EXPECT_EQ(tried([] { return syscall(SYS_tgkill, getpid(), getpid(), 0); }), 0);
}

TEST_F(CallFilter, EndsAProcessThatBecomesAnotherProgramOrReachesForOthers) {
  EXPECT_EQ(tried([] { return syscall(SYS_execve, "/bin/true", nullptr, nullptr); }), -SIGSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }), -SIGSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0); }), -SIGSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_process_vm_writev, getppid(), 0, 0, 0, 0, 0); }),
            -SIGSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_mount, "a", "/", "tmpfs", 0, nullptr); }), -SIGSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_unshare, 0); }), -SIGSYS);
}

TEST_F(CallFilter, RefusesWhatIsNotOnTheListAsAnOlderKernelDoes) {
  EXPECT_EQ(tried([] { return syscall(SYS_setuid, 0); }), ENOSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_kill, getppid(), 0); }), ENOSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_io_uring_setup, 1, nullptr); }), ENOSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_symlinkat, "a", AT_FDCWD, "b"); }), ENOSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_clone3, nullptr, 0); }), ENOSYS)
      << "the C library then takes clone(), whose flags are seen";
}

TEST_F(CallFilter, MakesNoCodeAtRunTime) {
  const auto map = [](int protection) {
    return [protection] {
      void* got = mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      return got == MAP_FAILED ? -1L : 0L;
    };
  };
  EXPECT_EQ(tried(map(PROT_READ | PROT_WRITE)), 0);
  EXPECT_EQ(tried(map(PROT_READ | PROT_WRITE | PROT_EXEC)), EPERM);
  EXPECT_EQ(tried([] {
              void* got =
                  mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return long{mprotect(got, 4096, PROT_READ | PROT_EXEC)};
            }),
            EPERM);
}

TEST_F(CallFilter, OpensNoFileToOthersByItsMode) {
  std::FILE* stream = std::tmpfile();
  ASSERT_NE(stream, nullptr);
  const int file = fileno(stream);
  const auto give = [file](mode_t mode) { return [=] { return long{fchmod(file, mode)}; }; };
  EXPECT_EQ(tried(give(0640)), 0) << "SQLite: a side file is like the ledger";
  EXPECT_EQ(tried(give(0600)), 0);
  for (const mode_t mode : {0666U, 0644U, 0750U, 04640U, 02640U, 01640U, 07777U}) {
    EXPECT_EQ(tried(give(mode)), EPERM) << std::oct << mode;
  }
  EXPECT_EQ(tried([=] { return long{fchown(file, geteuid(), getegid())}; }), 0);
  EXPECT_EQ(tried([=] { return long{fchown(file, geteuid() + 1, getegid())}; }), EPERM);
  EXPECT_EQ(tried([=] { return long{fchown(file, 65'534, 65'534)}; }),
            geteuid() == 65'534 ? 0 : EPERM);
  std::fclose(stream);
  // By a path not at all, which any file of the same owner could have.
  EXPECT_EQ(tried([] { return syscall(SYS_fchmodat, AT_FDCWD, "/nowhere", 0600); }), ENOSYS);
  EXPECT_EQ(tried([] { return syscall(SYS_fchownat, AT_FDCWD, "/nowhere", 0, 0, 0); }), ENOSYS);
#ifdef SYS_chmod
  EXPECT_EQ(tried([] { return syscall(SYS_chmod, "/nowhere", 0600); }), ENOSYS);
#endif
}

TEST_F(CallFilter, OpensOnlySocketsThatItNeeds) {
  const auto open_one = [](int family) {
    return [family] { return long{socket(family, SOCK_RAW, 0)}; };
  };
  EXPECT_EQ(tried(open_one(AF_NETLINK)), EPERM);
  EXPECT_EQ(tried(open_one(AF_PACKET)), EPERM);
  EXPECT_EQ(tried(open_one(AF_VSOCK)), EPERM);
  const auto captures = [] { return long{socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)}; };
  if (geteuid() == 0) {
    EXPECT_EQ(after_filter(Keep::capture, captures), 0) << "an interface that comes back";
  }
}

TEST_F(CallFilter, AsksDescriptorsOnlyWhatItNeeds) {
  const auto ask = [](unsigned long request) {
    return [request] {
      int number = 0;
      return long{ioctl(socket(AF_INET, SOCK_DGRAM, 0), request, &number)};
    };
  };
  EXPECT_EQ(tried(ask(FIONREAD)), 0);
  EXPECT_EQ(tried(ask(TIOCSTI)), EPERM);
  EXPECT_EQ(tried(ask(SIOCSIFFLAGS)), EPERM);
  EXPECT_EQ(tried([] { return long{prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)}; }), EPERM);
  EXPECT_EQ(tried([] { return syscall(SYS_tgkill, getppid(), getppid(), 0); }), EPERM);
}

}  // namespace
}  // namespace cutoffd::source::call_filter_test
