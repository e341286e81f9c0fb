#include "capture/source/file_source.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/unit/capture/source/capture_writer.h"

namespace cutoffd::source::stage::file_source_test {
namespace {

using ::testing::HasSubstr;
using Kind = OpenError::Kind;

class FileSourceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "cutoffd-test-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string file(Bytes octets, const std::string& name = "file.pcap") const {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << as_text(octets);
    return path;
  }
  [[nodiscard]] static Octets capture(std::span<const Seen> packets) {
    FileWriter out(false);
    pcap_header(out, kNanoseconds);
    for (const Seen& packet : packets) pcap_record(out, kNanoseconds, packet);
    return out.octets();
  }
  static OpenError error_of(const std::string& path) {
    const auto source = open_file(path, 0);
    EXPECT_FALSE(source.ok());
    return source.ok() ? OpenError{} : source.error();
  }

  std::filesystem::path folder_;
};

TEST_F(FileSourceTest, ReadsAFileAndTellsItsProgress) {
  const Octets octets = capture(sample_packets());
  auto source = open_file(file(octets), 7);
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->octets_total(), octets.size());
  EXPECT_EQ((*source)->descriptor(), -1);
  const ReadFile read = read_all(**source);
  auto expected = sample_packets();
  for (Seen& packet : expected) packet.source = 7;
  EXPECT_EQ(read.packets, expected);
  EXPECT_EQ((*source)->octets_read(), octets.size());
  EXPECT_EQ((*source)->statistics().received, expected.size());
}

TEST_F(FileSourceTest, GoesOnSayingHowItEnded) {
  Octets octets = capture(sample_packets());
  octets.pop_back();
  auto source = open_file(file(octets), 0);
  ASSERT_TRUE(source.ok());
  read_all(**source);
  Keeper keeper;
  EXPECT_EQ((*source)->read(keeper), ReadStatus::damaged);
  EXPECT_EQ((*source)->read(keeper), ReadStatus::damaged);
  EXPECT_TRUE(keeper.seen.empty());
}

TEST_F(FileSourceTest, APipeIsReadAsItComes) {
  const Octets octets = capture(sample_packets());
  const auto path = folder_ / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int both = open(path.c_str(), O_RDWR);  // so that neither end waits for the other
  ASSERT_GE(both, 0);
  ASSERT_EQ(write(both, octets.data(), octets.size() - 1), static_cast<long>(octets.size() - 1));
  auto source = open_file(path, 0);
  ASSERT_TRUE(source.ok());
  Keeper keeper;
  EXPECT_EQ((*source)->read(keeper), ReadStatus::packets);
  EXPECT_EQ(keeper.seen.size(), 4U);  // the fifth lacks its last octet
  ASSERT_EQ(write(both, &octets.back(), 1), 1);
  close(both);
  EXPECT_EQ((*source)->read(keeper), ReadStatus::packets);
  EXPECT_EQ(keeper.seen, sample_packets());
  EXPECT_EQ((*source)->read(keeper), ReadStatus::end);
  EXPECT_EQ((*source)->octets_total(), 0U);
}

TEST_F(FileSourceTest, RefusalsSayWhatTheFileIsAndWhatToDo) {
  EXPECT_EQ(error_of(folder_ / "none").kind, Kind::not_found);
  EXPECT_EQ(error_of(folder_ / "none").message,
            (folder_ / "none").string() + ": No such file or directory");
  EXPECT_EQ(error_of(folder_).kind, Kind::not_a_capture);
  EXPECT_THAT(error_of(folder_).message, HasSubstr("is a directory"));
  EXPECT_EQ(error_of(file({})).kind, Kind::not_a_capture);
  EXPECT_THAT(error_of(file({})).message, HasSubstr("is empty"));
  const OpenError text = error_of(file(as_bytes("a text of more than twenty-four octets")));
  EXPECT_EQ(text.kind, Kind::not_a_capture);
  EXPECT_THAT(text.message, HasSubstr("is not a pcap or pcapng capture file"));
  const OpenError cut = error_of(file(Bytes(capture({})).first(20)));
  EXPECT_EQ(cut.kind, Kind::not_a_capture);
  EXPECT_THAT(cut.message, HasSubstr("cut after 20 octets"));
  const OpenError zstd = error_of(file(as_bytes("\x28\xb5\x2f\xfd and so on, and so on")));
  EXPECT_EQ(zstd.kind, Kind::unsupported);
  EXPECT_THAT(zstd.message, HasSubstr("zstdcat FILE | cutoffd replay -"));
}

TEST_F(FileSourceTest, AFileThatMayNotBeReadSaysSo) {
  const std::string path = file(capture({}));
  std::filesystem::permissions(path, std::filesystem::perms::none);
  OpenError error;
  std::thread([&] {
    // Root may read everything; the system call takes that from this thread alone.
    (void)syscall(SYS_setresuid, 65'534, 65'534, 65'534);
    error = error_of(path);
  }).join();
  EXPECT_EQ(error.kind, Kind::no_permission);
  EXPECT_THAT(error.message, HasSubstr("make it readable"));
}

TEST_F(FileSourceTest, TheFirstPacketsTimeOrdersFiles) {
  const auto packets = sample_packets();
  const std::string two = file(capture(std::span(packets).subspan(1)));
  ASSERT_TRUE(first_packet_time(two).ok());
  EXPECT_EQ(*first_packet_time(two), packets[1].time);
  EXPECT_EQ(*first_packet_time(file(capture({}), "none.pcap")), std::nullopt);
  EXPECT_EQ(*first_packet_time("-"), std::nullopt);
  EXPECT_FALSE(first_packet_time(folder_ / "missing").ok());
}

TEST_F(FileSourceTest, WhatCannotBeReadTwiceIsNotLookedAtBeforehand) {
  const auto path = folder_ / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  // Nobody writes: opening it would wait for ever.
  EXPECT_FALSE(can_be_read_twice(path));
  EXPECT_EQ(*first_packet_time(path), std::nullopt);
  EXPECT_FALSE(can_be_read_twice("-"));
  EXPECT_TRUE(can_be_read_twice(file(capture({}))));
}

}  // namespace
}  // namespace cutoffd::source::stage::file_source_test
