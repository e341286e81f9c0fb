// Reading a capture file makes a system call for each block, not for each packet: counted by the
// kernel (proc_pid_io(5), syscr).
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/unit/capture/source/capture_writer.h"

namespace cutoffd::source::stage::read_calls_test {
namespace {

std::optional<std::uint64_t> reads_made() {
  std::ifstream io("/proc/self/io");
  std::string key;
  std::uint64_t value = 0;
  while (io >> key >> value) {
    if (key == "syscr:") return value;
  }
  return std::nullopt;
}

struct Counted final : public PacketHandler {
  void on_packets(std::span<const Packet> packets) override { count += packets.size(); }
  std::size_t count = 0;
};

TEST(ReadCalls, AFileOfManyPacketsIsReadInBlocks) {
  if (!reads_made()) GTEST_SKIP() << "this kernel counts no system calls of a process";
  constexpr std::size_t kPackets = 100'000;
  FileWriter out(false);
  pcap_header(out, kMicroseconds);
  for (std::size_t i = 0; i < kPackets; ++i) {
    pcap_record(out, kMicroseconds, {Octets(60), 60, 1, instant_from_ns(0), i, 0});
  }
  const auto path = std::filesystem::temp_directory_path() /
                    ("cutoffd-reads-" + std::to_string(::getpid()) + ".pcap");
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(out.octets().data()),
             static_cast<std::streamsize>(out.octets().size()));
  auto source = open_file(path, 0);
  ASSERT_TRUE(source.ok());
  Counted handler;
  const std::uint64_t before = *reads_made();
  while ((*source)->read(handler) == ReadStatus::packets) {
  }
  const std::uint64_t reads = *reads_made() - before;
  std::filesystem::remove(path);
  EXPECT_EQ(handler.count, kPackets);
  // Blocks of at least 128 KiB, one read that finds the end, and those of looking at /proc.
  EXPECT_LE(reads, out.octets().size() / (std::size_t{128} << 10) + 8);
}

}  // namespace
}  // namespace cutoffd::source::stage::read_calls_test
