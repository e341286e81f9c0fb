#include "daemon/apart.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string_view>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/message.h"
#include "daemon/stop_signals.h"
#include "daemon/whole_file.h"

namespace cutoffd {
namespace {

constexpr std::size_t kMostOctets = std::size_t{4} << 20;  // a configuration has some KiB

// A code, then each text behind its length: both ends are one program.
std::string packed(const Findings& findings) {
  std::string out(1, static_cast<char>(findings.code));
  for (const std::string& text : findings.texts) {
    const auto size = static_cast<std::uint32_t>(text.size());
    out.append(reinterpret_cast<const char*>(&size), sizeof size);
    out += text;
  }
  return out;
}

std::optional<Findings> unpacked(std::string_view octets) {
  if (octets.empty()) return std::nullopt;
  Findings findings{static_cast<ExitCode>(octets.front()), {}};
  octets.remove_prefix(1);
  while (!octets.empty()) {
    std::uint32_t size = 0;
    if (octets.size() < sizeof size) return std::nullopt;
    std::memcpy(&size, octets.data(), sizeof size);
    octets.remove_prefix(sizeof size);
    if (octets.size() < size) return std::nullopt;
    findings.texts.emplace_back(octets.substr(0, size));
    octets.remove_prefix(size);
  }
  return findings;
}

[[noreturn]] void be_the_other(int to, const std::function<Findings()>& work) {
  prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);  // nobody waits for what it finds any more
  try {
    _exit(write_all(to, packed(work())) ? 0 : static_cast<int>(ExitCode::io));
  } catch (const std::exception& error) {
    tell(error.what());
    _exit(static_cast<int>(ExitCode::internal));
  }
}

// To the end. A signal that came here, and not to both as from a terminal, is handed on.
std::string all_from(int descriptor, pid_t other) {
  std::string octets;
  std::array<char, 4096> piece{};
  while (octets.size() <= kMostOctets) {
    const ssize_t n = read(descriptor, piece.data(), piece.size());
    if (n == 0) return octets;
    if (n > 0) octets.append(piece.data(), static_cast<std::size_t>(n));
    if (n < 0 && errno != EINTR) break;
    if (stop_is_asked()) kill(other, SIGTERM);
  }
  kill(other, SIGKILL);
  return {};
}

int waited_for(pid_t other) {
  int status = 0;
  while (waitpid(other, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

std::optional<Findings> apart(const std::function<Findings()>& work) {
  catch_stop_signals();
  std::array<int, 2> ends{};
  const pid_t other = pipe(ends.data()) == 0 ? fork() : -1;
  if (other < 0) {
    tell(std::string("no other process can be started: ") + std::strerror(errno));
    return std::nullopt;
  }
  if (other == 0) {
    close(ends[0]);
    be_the_other(ends[1], work);
  }
  close(ends[1]);
  auto findings = unpacked(all_from(ends[0], other));
  close(ends[0]);
  const int status = waited_for(other);
  if (WIFSIGNALED(status)) {
    tell(std::string("ended while it looked at packets: ") + strsignal(WTERMSIG(status)));
    return std::nullopt;
  }
  return status == 0 ? std::move(findings) : std::nullopt;
}

}  // namespace cutoffd
