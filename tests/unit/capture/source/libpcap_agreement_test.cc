// A second opinion: libpcap's own reader over every real capture. Where the two differ on purpose,
// the reason stands here.
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include <gtest/gtest.h>
#include <pcap/pcap.h>

#include "tests/support/places.h"
#include "tests/unit/capture/source/capture_writer.h"

namespace cutoffd::source::stage::libpcap_agreement_test {
namespace {

struct Opinion {
  std::vector<Seen> packets;
  bool damaged = false;  // not opened, or not read to its end
  std::string why;
  std::size_t snap_length = 0;
};

Opinion libpcaps(const std::string& path) {
  Opinion opinion;
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(
      pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO,
                                              error.data()),
      &pcap_close);
  if (!file) return {{}, true, error.data(), 0};
  opinion.snap_length = static_cast<std::size_t>(pcap_snapshot(file.get()));
  const auto link = static_cast<std::uint32_t>(pcap_datalink(file.get()));
  pcap_pkthdr* header = nullptr;
  const u_char* octets = nullptr;
  int status = 0;
  while ((status = pcap_next_ex(file.get(), &header, &octets)) == 1) {
    const auto time =
        std::chrono::seconds(header->ts.tv_sec) + std::chrono::nanoseconds(header->ts.tv_usec);
    opinion.packets.push_back({Octets(octets, octets + header->caplen), header->len, link,
                               Instant(time), opinion.packets.size() + 1, 0});
  }
  opinion.damaged = status == PCAP_ERROR;
  if (opinion.damaged) opinion.why = pcap_geterr(file.get());
  return opinion;
}

Opinion ours(const std::string& path) {
  auto source = open_file(path, 0);
  if (!source) return {{}, true, source.error().message, 0};
  ReadFile read = read_all(**source);
  return {std::move(read.packets), read.status == ReadStatus::damaged, std::move(read.damage), 0};
}

// What libpcap refuses by limits of its own interface, and we read.
bool refused_by_its_limits(const Opinion& libpcap) {
  constexpr std::array kLimits{
      "different from the type of the first interface",             // one link type a file
      "different from the snapshot length of the first interface",  // one snap length a file
      "has no Interface Description Blocks",                        // an empty capture
      "sections with different byte orders",                        // pcap_is_swapped() is constant
  };
  return std::any_of(kLimits.begin(), kLimits.end(), [&](const char* limit) {
    return libpcap.why.find(limit) != std::string::npos;
  });
}

// The same packet, but for what libpcap makes of it on purpose.
bool same(Seen mine, Seen theirs, std::size_t snap_length) {
  // Its numbers are this system's DLTs, ours those of the registry.
  if (theirs.link == DLT_RAW) theirs.link = 101;
  if (theirs.link == DLT_ATM_RFC1483) theirs.link = 100;
  if (theirs.link == DLT_ATM_CLIP) theirs.link = 106;
  // It takes pcap's seconds as signed. The format says unsigned, and 2038 is near.
  if (theirs.time < Instant{}) theirs.time += std::chrono::seconds(std::int64_t{1} << 32);
  // It cuts what is longer than the file's own snap length; a name may stand behind.
  if (mine.bytes.size() > snap_length) mine.bytes.resize(snap_length);
  // It turns the numbers in NFLOG's headers into this machine's order; ours are the file's octets,
  // whose order is seen when they are read.
  if (theirs.link == DLT_NFLOG && std::ranges::is_permutation(mine.bytes, theirs.bytes)) {
    theirs.bytes = mine.bytes;
  }
  return mine == theirs;
}

void compare(const std::string& path) {
  const Opinion theirs = libpcaps(path);
  const Opinion mine = ours(path);
  ASSERT_GE(mine.packets.size(), theirs.packets.size()) << mine.why << theirs.why;
  for (std::size_t i = 0; i < theirs.packets.size(); ++i) {
    ASSERT_TRUE(same(mine.packets[i], theirs.packets[i], theirs.snap_length)) << "packet " << i + 1;
  }
  if (refused_by_its_limits(theirs)) return;
  EXPECT_EQ(mine.packets.size(), theirs.packets.size()) << mine.why << theirs.why;
  EXPECT_EQ(mine.damaged, theirs.damaged) << mine.why << theirs.why;
}

TEST(LibpcapAgreement, OverEveryRealCapture) {
  const std::filesystem::path corpus = test::corpus_folder() / "pcap";
  if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "no captures at " << corpus;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    SCOPED_TRACE(entry.path().string());
    compare(entry.path());
  }
  EXPECT_GT(files, 0U);
}

}  // namespace
}  // namespace cutoffd::source::stage::libpcap_agreement_test
