// Runs a command and says what it cost.
//
//   measured REPORT COMMAND ARGUMENTS…
//
// REPORT becomes one line: seconds of user time, of system time, elapsed, peak resident memory in
// KiB, exit code. A program of its own, since the kernel counts the memory of whoever called exec()
// as the command's: this one is small, a script's interpreter is not.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 64;
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    std::perror(argv[2]);
    _exit(127);
  }
  int status = 0;
  rusage used{};
  if (child < 0 || wait4(child, &status, 0, &used) != child) return 71;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  std::FILE* report = std::fopen(argv[1], "w");
  if (report == nullptr) return 73;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::fprintf(report, "%.6f %.6f %.6f %ld %d\n", seconds(used.ru_utime), seconds(used.ru_stime),
               elapsed.count(), used.ru_maxrss, code);
  std::fclose(report);
  return code;
}
