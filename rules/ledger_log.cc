// The format: sqlite.org/fileformat2.html, section 4, "The Write-Ahead Log".
#include "rules/ledger_log.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <vector>

namespace cutoffd::rules {
namespace {

constexpr std::size_t kLogHeader = 32;  // octets
constexpr std::size_t kFrameHeader = 24;
constexpr std::uint32_t kLogMagic = 0x377f0682;  // the low bit says in which order sums read words
constexpr std::uint32_t kLogFormat = 3007000;
// More pages than a commit of cursors alone changes: some hundred sinks fit into one.
constexpr int kCursorPages = 3;

std::uint32_t log_word(const std::uint8_t* at, bool high_first = true) {
  const std::uint32_t a = at[0];
  const std::uint32_t b = at[1];
  const std::uint32_t c = at[2];
  const std::uint32_t d = at[3];
  return high_first ? a << 24 | b << 16 | c << 8 | d : d << 24 | c << 16 | b << 8 | a;
}

struct LogSum {
  std::uint32_t even = 0;
  std::uint32_t odd = 0;
  bool operator==(const LogSum&) const = default;
};

LogSum stored_sum(const std::uint8_t* at) { return {log_word(at), log_word(at + 4)}; }

// Over a multiple of eight octets, on from `sum`.
LogSum summed(LogSum sum, const std::uint8_t* at, std::size_t octets, bool high_first) {
  for (const std::uint8_t* const end = at + octets; at != end; at += 8) {
    sum.even += log_word(at, high_first) + sum.odd;
    sum.odd += log_word(at + 4, high_first) + sum.even;
  }
  return sum;
}

using LogHeader = std::array<std::uint8_t, kLogHeader>;

bool is_whole(const LogHeader& header) {
  const std::uint32_t magic = log_word(header.data());
  const std::uint32_t page = log_word(&header[8]);
  return (magic & ~1U) == kLogMagic && log_word(&header[4]) == kLogFormat && page >= 512 &&
         page <= 65536 && (page & (page - 1)) == 0 &&
         summed({}, header.data(), 24, (magic & 1U) != 0) == stored_sum(&header[24]);
}

// Each frame's sum goes on from that of the frame before it, so a frame chains on to the other or
// does not. SQLite stops at the first that does not. What may lie behind such a break:
//
// - frames of former rounds of the log, with other salts;
// - frames of a transaction that was rolled back (a full disk), partly written over;
// - after a power cut, in any order, what no fsync had reached: commits of cursors, which wait for
//   none, and one transaction whose fsync was under way.
//
// None of these is damage. But once the fsync of a transaction has returned, everything before it
// is on the disk, and only then does a next frame chain on to it. So behind a break there can be no
// transaction of more than cursors that another frame chains on to; where there is one, something
// wrote over what lies before it.
class LogWalk {
 public:
  explicit LogWalk(const LogHeader& header)
      : header_(header),
        high_first_((log_word(header.data()) & 1U) != 0),
        before_(stored_sum(&header[24])) {}

  [[nodiscard]] std::size_t frame_octets() const { return kFrameHeader + log_word(&header_[8]); }
  // The next frame, in the file's order. True: what lies before it was damaged.
  bool tells_damage(const std::vector<std::uint8_t>& frame) {
    const bool chained = chains_on(frame);
    before_ = stored_sum(&frame[16]);
    if (!broken_) {
      broken_ = !chained;
      return false;
    }
    if (!chained) {
      pages_ = 0;
      reached_disk_ = false;
      return false;
    }
    if (reached_disk_) return true;
    ++pages_;
    if (log_word(&frame[4]) != 0) {  // the last of its transaction
      reached_disk_ = pages_ > kCursorPages;
      pages_ = 0;
    }
    return false;
  }

 private:
  [[nodiscard]] bool chains_on(const std::vector<std::uint8_t>& frame) const {
    const bool of_this_round = std::equal(&frame[8], &frame[16], &header_[16]);
    if (!of_this_round || log_word(frame.data()) == 0) return false;
    const LogSum sum = summed(before_, frame.data(), 8, high_first_);
    return summed(sum, &frame[kFrameHeader], frame.size() - kFrameHeader, high_first_) ==
           stored_sum(&frame[16]);
  }

  const LogHeader& header_;
  bool high_first_;
  LogSum before_;  // as the frame before says it
  bool broken_ = false;
  int pages_ = 0;  // since the break, of the transaction that is being read
  bool reached_disk_ = false;
};

bool read_all(std::ifstream& in, std::uint8_t* to, std::size_t octets) {
  in.read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(octets));
  return in.good();
}

}  // namespace

bool is_damaged_log(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  LogHeader header{};
  if (!read_all(in, header.data(), header.size())) {
    // SQLite writes the header at once, in one sector: there is no half of it.
    return !in.bad() && in.gcount() > 0;
  }
  if (!is_whole(header)) {
    // It reaches the disk before the first frame is written: until then a power cut leaves its room
    // alone.
    const bool blank = std::all_of(header.begin(), header.end(), [](auto o) { return o == 0; });
    return !blank || in.peek() != std::ifstream::traits_type::eof();
  }
  LogWalk walk(header);
  std::vector<std::uint8_t> frame(walk.frame_octets());
  while (read_all(in, frame.data(), frame.size())) {
    if (walk.tells_damage(frame)) return true;
  }
  return false;  // at the end, or at the half of a last frame
}

}  // namespace cutoffd::rules
