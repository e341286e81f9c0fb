/* Preloaded into cutoffd: at SIGUSR2 it tries what the daemon must not be able to do any more, from inside, and writes to
   the file $CUTOFFD_ACTS names (opened at the start, while that may be done) a line for each act with the error it got. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int answers = -1;

static void tell(const char* act, long result) {
  char line[128];
  const int error = errno;
  const int size = snprintf(line, sizeof line, "%s %s\n", act, result >= 0 ? "DONE" : strerrorname_np(error));
  if (write(answers, line, (size_t)size) < 0) _exit(99);
}

/* Below the folder that $CUTOFFD_LAB names. */
static const char* lab = "";
static char place[4096];
static const char* in_lab(const char* name) {
  snprintf(place, sizeof place, "%s/%s", lab, name);
  return place;
}
static long open_in_lab(const char* name, int flags) { return open(in_lab(name), flags | O_CLOEXEC, 0600); }

static void try_all(int number) {
  (void)number;
  const int before = errno;
  tell("read-configuration", open_in_lab("etc/cutoffd.yaml", O_RDONLY));
  tell("write-configuration", open_in_lab("etc/cutoffd.yaml", O_WRONLY));
  tell("write-state", open_in_lab("state/new", O_WRONLY | O_CREAT));
  tell("read-open-file", open_in_lab("other/for-all", O_RDONLY));
  tell("write-open-file", open_in_lab("other/for-all", O_WRONLY));
  tell("write-open-folder", open_in_lab("other/new", O_WRONLY | O_CREAT));
  tell("list-root", open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  tell("list-processes", open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  tell("own-memory", open("/proc/self/mem", O_RDWR | O_CLOEXEC));
  tell("write-tmp", open("/tmp/cutoffd-was-here", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  tell("read-program", open("/bin/true", O_RDONLY | O_CLOEXEC));
  tell("read-shadow", open("/etc/shadow", O_RDONLY | O_CLOEXEC));
  tell("write-in-etc", open("/etc/cutoffd-was-here", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  tell("write-own-program", open("/proc/self/exe", O_WRONLY | O_CLOEXEC));
  tell("link", symlink("/etc/shadow", "/tmp/cutoffd-was-here"));
  tell("capture", socket(AF_PACKET, SOCK_RAW, 0));
  tell("raw-socket", socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
  tell("netlink", socket(AF_NETLINK, SOCK_RAW, 0));
  tell("be-root", syscall(SYS_setuid, 0));
  tell("signal-others", kill(getppid(), 0));
  tell("device", mknod("/tmp/cutoffd-device", S_IFCHR | 0600, 0));
  tell("change-root-owner", chown("/etc/passwd", getuid(), getgid()));
  tell("mode", chmod(in_lab("other/for-all"), 0666));
  tell("mode-of-own-file", chmod(in_lab("state/new"), 04755));
  tell("mode-at", syscall(SYS_fchmodat, AT_FDCWD, in_lab("other/for-all"), 04755));
  const int own = (int)open_in_lab("state/new", O_RDWR);
  tell("open-to-group", fchmod(own, 0640));
  tell("open-to-all", fchmod(own, 0666));
  tell("lend-power", fchmod(own, 04750));
  tell("give-away", fchown(own, geteuid() + 1, (gid_t)-1));
  close(own);
  tell("new-code", mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
  tell("terminal", ioctl(0, TIOCSTI, "x"));
  tell("key", syscall(SYS_add_key, "user", "a", "b", 1, -3));
  tell("clock", syscall(SYS_clock_settime, 0, NULL));
  tell("end-of-acts", 0);
  errno = before;
}

/* What ends the process, at SIGTTIN: another program. */
static void run_another(int number) {
  (void)number;
  execl("/bin/true", "true", (char*)NULL);
  tell("another-program", -1);
}

__attribute__((constructor)) static void begin(void) {
  const char* path = getenv("CUTOFFD_ACTS");
  if (path == NULL) return;
  if (getenv("CUTOFFD_LAB") != NULL) lab = getenv("CUTOFFD_LAB");
  answers = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
  struct sigaction what = {.sa_handler = try_all, .sa_flags = SA_RESTART};
  sigaction(SIGUSR2, &what, NULL);
  what.sa_handler = run_another;
  sigaction(SIGTTIN, &what, NULL);
}
