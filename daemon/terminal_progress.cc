#include "daemon/terminal_progress.h"

#include <cstdio>
#include <utility>

#include <unistd.h>

#include "daemon/terminal.h"

namespace cutoffd {

using namespace std::chrono_literals;

TerminalProgress::TerminalProgress(std::string what)
    : what_(std::move(what)),
      enabled_(is_terminal(STDERR_FILENO)),
      started_(Clock::now()),
      next_(started_ + 500ms) {}  // short work needs no progress

TerminalProgress::~TerminalProgress() { clear(); }

void TerminalProgress::update(std::uint64_t done, std::uint64_t total, std::uint64_t packets) {
  if (!enabled_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + 200ms;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const double rate = static_cast<double>(packets) / seconds;
  std::fprintf(stderr, "\r\x1b[K%s  ", what_.c_str());
  if (total > 0 && done > 0) {
    const double share = static_cast<double>(done) / static_cast<double>(total);
    const double left = seconds * (1 - share) / share;
    std::fprintf(stderr, "%3.0f %%  %.0f s left  ", share * 100, left);
  }
  std::fprintf(stderr, "%.1f million packets, %.2f million/s", static_cast<double>(packets) / 1e6,
               rate / 1e6);
  std::fflush(stderr);
}

void TerminalProgress::clear() {
  if (!drawn_) return;
  drawn_ = false;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
}

}  // namespace cutoffd
