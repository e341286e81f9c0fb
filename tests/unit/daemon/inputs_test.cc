#include "daemon/inputs.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace cutoffd::inputs_test {
namespace {

namespace fs = std::filesystem;

// A pcap file with one packet at the given second.
void write_capture(const fs::path& path, std::uint8_t second) {
  const std::string header("\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\x04\0\x01\0\0\0", 24);
  std::string record(16, '\0');
  record[0] = static_cast<char>(second);
  record[8] = record[12] = 4;
  std::ofstream(path, std::ios::binary) << header << record << "abcd";
}

class InputFiles : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(testing::TempDir()) / ("inputs-" + std::to_string(getpid()));
    fs::create_directories(directory_ / "deep");
    write_capture(directory_ / "late.pcap", 30);
    write_capture(directory_ / "early.pcap", 10);
    write_capture(directory_ / "deep" / "middle.pcap", 20);
    std::ofstream(directory_ / "notes.txt") << "not a capture";
  }
  void TearDown() override { fs::remove_all(directory_); }
  std::string in(const char* name) const { return (directory_ / name).string(); }

  fs::path directory_;
};

TEST_F(InputFiles, ADirectoryGivesItsFilesSortedByPath) {
  const auto inputs = expand_inputs({directory_.string(), "-"});
  ASSERT_EQ(inputs.size(), 5U);
  EXPECT_EQ(inputs[0].path, in("deep/middle.pcap"));
  EXPECT_EQ(inputs[1].path, in("early.pcap"));
  EXPECT_TRUE(inputs[3].from_directory);
  EXPECT_EQ(inputs[4].path, "-");
  EXPECT_FALSE(inputs[4].from_directory);
}

TEST_F(InputFiles, SeveralFilesAreOneHistoryInTheOrderOfTheirFirstPackets) {
  const auto ordered =
      in_order_of_time(expand_inputs({"-", in("late.pcap"), in("absent.pcap"), in("early.pcap")}));
  ASSERT_EQ(ordered.size(), 4U);
  EXPECT_EQ(ordered[0].path, in("early.pcap"));
  EXPECT_EQ(ordered[1].path, in("late.pcap"));
  EXPECT_EQ(ordered[2].path, in("absent.pcap"));
  EXPECT_EQ(ordered[3].path, "-");
}

TEST(WorstExit, DamageIsToldBeforeAbsenceBeforeSuccess) {
  WorstExit worst;
  EXPECT_EQ(worst.code(), ExitCode::ok);
  worst.note(ExitCode::no_input);
  worst.note(ExitCode::ok);
  EXPECT_EQ(worst.code(), ExitCode::no_input);
  worst.note(ExitCode::bad_data);
  worst.note(ExitCode::no_input);
  EXPECT_EQ(worst.code(), ExitCode::bad_data);
}

}  // namespace
}  // namespace cutoffd::inputs_test
