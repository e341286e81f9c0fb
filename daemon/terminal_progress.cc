#include "daemon/terminal_progress.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include <sys/ioctl.h>
#include <unistd.h>

#include "core/json.h"
#include "daemon/terminal.h"

namespace cutoffd {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBar = 20;
constexpr std::size_t kLeastName = 8;

template <typename... T>
std::string formatted(const char* format, T... values) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

std::string bar(double share) {
  const auto full = static_cast<std::size_t>(share * kBar);
  return '[' + std::string(full, '#') + std::string(kBar - full, ' ') + "]  ";
}

// Its end says more than its beginning. Cut between letters.
std::string end_of(const std::string& text, std::size_t room) {
  if (text.size() <= room) return text;
  std::size_t at = text.size() - (room > 3 ? room - 3 : 0);
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  return "..." + text.substr(at);
}

std::size_t columns_of_terminal() {
  winsize size{};
  constexpr std::size_t kUsual = 80;
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsual;
}

}  // namespace

std::string progress_line(const std::string& what, const Progress& progress, std::size_t columns) {
  const double seconds = std::max(progress.seconds, 0.001);
  const auto packets = static_cast<double>(progress.packets);
  const std::string rate =
      formatted("%.1f million packets, %.2f million/s", packets / 1e6, packets / seconds / 1e6);
  std::string drawn;
  std::string figures;
  if (progress.total > 0 && progress.done > 0) {
    const double share =
        std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total));
    const double left = seconds * (1 - share) / share;
    drawn = bar(share);
    figures = formatted("%3.0f %%  ", share * 100);
    figures +=
        left < 120 ? formatted("%.0f s left  ", left) : formatted("%.0f min left  ", left / 60);
  }
  const std::size_t taken = figures.size() + rate.size() + 2;
  if (taken + drawn.size() + kLeastName >= columns) drawn.clear();
  const std::size_t room =
      columns > taken + drawn.size() + 1 ? columns - taken - drawn.size() - 1 : 0;
  std::string line = room < kLeastName ? "" : end_of(what, room) + "  ";
  line += drawn + figures + rate;
  return line.substr(0, columns > 1 ? columns - 1 : 0);
}

TerminalProgress::TerminalProgress(const std::string& what)
    : enabled_(is_terminal(STDERR_FILENO)),
      started_(Clock::now()),
      next_(started_ + 500ms) {  // short work needs no progress
  append_clean_utf8(what_, what, true);
}

TerminalProgress::~TerminalProgress() { clear(); }

void TerminalProgress::update(std::uint64_t done, std::uint64_t total, std::uint64_t packets) {
  if (!enabled_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + 200ms;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const std::string line =
      progress_line(what_, {done, total, packets, seconds}, columns_of_terminal());
  std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
  std::fflush(stderr);
}

void TerminalProgress::clear() {
  if (!drawn_) return;
  drawn_ = false;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
}

}  // namespace cutoffd
