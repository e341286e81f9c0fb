// The line of progress stays on its line, and says how far, how fast and how long still.
#include "daemon/terminal_progress.h"

#include <gtest/gtest.h>

namespace cutoffd::terminal_progress_test {
namespace {

constexpr Progress kSome{40, 100, 3'100'000, 6.0};

TEST(TerminalProgress, SaysHowFarHowFastAndHowLongStill) {
  EXPECT_EQ(progress_line("office.pcap", kSome, 120),
            "office.pcap  [########            ]   40 %  9 s left  "
            "3.1 million packets, 0.52 million/s");
  EXPECT_NE(progress_line("a", {1, 100, 10, 60}, 120).find("99 min left"), std::string::npos);
}

TEST(TerminalProgress, HasNoBarWhereTheEndIsNotKnown) {
  EXPECT_EQ(progress_line("-", {40, 0, 3'100'000, 6.0}, 120),
            "-  3.1 million packets, 0.52 million/s");
}

TEST(TerminalProgress, StaysOnItsLine) {
  const std::string name = "/srv/captures/2024/10/a-folder-with-a-long-name/\xC3\xA4\xC3\xB6.pcap";
  for (std::size_t columns = 0; columns < 200; ++columns) {
    for (const Progress& one : {kSome, Progress{100, 100, 1, 0}, Progress{0, 0, 0, 0},
                                Progress{200, 100, ~std::uint64_t{0}, 1e9}}) {
      EXPECT_LE(progress_line(name, one, columns).size(), columns == 0 ? 0 : columns - 1);
    }
  }
  const std::string shortened = progress_line(name, kSome, 100);
  EXPECT_EQ(shortened.substr(0, 3), "...");
  EXPECT_NE(shortened.find("name/\xC3\xA4\xC3\xB6.pcap  ["), std::string::npos) << shortened;
}

}  // namespace
}  // namespace cutoffd::terminal_progress_test
