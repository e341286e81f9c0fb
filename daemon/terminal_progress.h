// A line of progress for a person who waits: how far, how fast, how long still. Only on a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace cutoffd {

class TerminalProgress {
 public:
  // Does nothing where standard error is not a terminal.
  explicit TerminalProgress(const std::string& what);
  ~TerminalProgress();  // takes the line away
  TerminalProgress(const TerminalProgress&) = delete;
  TerminalProgress& operator=(const TerminalProgress&) = delete;

  // Called as often as one likes; draws five times a second. `total` 0: not known.
  void update(std::uint64_t done, std::uint64_t total, std::uint64_t packets);
  // Takes the line away before other text is printed; the next update draws it again.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::string what_;
  bool enabled_;
  bool drawn_ = false;
  Clock::time_point started_;
  Clock::time_point next_;
};

struct Progress {
  std::uint64_t done = 0;  // octets
  std::uint64_t total = 0;
  std::uint64_t packets = 0;
  double seconds = 0;  // since the beginning
};
// "office.pcap  [########            ]  40 %  12 s left  3.1 million packets, 0.52 million/s":
// shorter than `columns`, so that it stays on its line; what does not fit is cut from the left of
// `what`, and the bar goes where that is not enough.
std::string progress_line(const std::string& what, const Progress& progress, std::size_t columns);

}  // namespace cutoffd
