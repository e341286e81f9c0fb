// Two trackers that saw the same capture, one of them through a filter: did they tell the same?
#pragma once

#include <filesystem>
#include <functional>

#include <gtest/gtest.h>

#include "capture/source/file_source.h"
#include "tests/support/places.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track {

inline bool same(const Party& a, const Party& b) { return a.at == b.at && a.mac == b.mac; }

// `lost`: octets that were counted as lost elsewhere than by the second; `about`: how far the two
// may be apart in that.
inline void expect_the_same(const Tracked& a, const Tracked& b, std::uint64_t lost = 0,
                            double about = 0) {
  ASSERT_EQ(a.told.size(), b.told.size());
  for (std::size_t i = 0; i < a.told.size(); ++i) {
    const Told& one = a.told[i];
    const Told& other = b.told[i];
    EXPECT_EQ(one.frame, other.frame);
    EXPECT_EQ(one.time, other.time);
    EXPECT_EQ(one.kind, other.kind);
    EXPECT_EQ(one.name, other.name);
    EXPECT_TRUE(same(one.client, other.client));
    EXPECT_TRUE(same(one.server, other.server));
    EXPECT_EQ(one.vlans, other.vlans);
    EXPECT_EQ(one.flow, other.flow);
    EXPECT_EQ(one.ja4, other.ja4);
    EXPECT_EQ(one.first, other.first);
  }
  EXPECT_EQ(a.bindings.size(), b.bindings.size());
  for (const Counter counter :
       {Counter::flows, Counter::one_way_flows, Counter::two_way_flows, Counter::hellos,
        Counter::ech_flows, Counter::encrypted_flows, Counter::unnamed_flows,
        Counter::opaque_packets, Counter::fragments_reassembled, Counter::segment_conflicts}) {
    EXPECT_EQ(a.count(counter), b.count(counter)) << name_of(counter);
  }
  EXPECT_NEAR(static_cast<double>(a.count(Counter::lost_octets)),
              static_cast<double>(b.count(Counter::lost_octets) + lost), about);
}

// Each capture of the corpus; how many there were.
inline std::uint64_t for_each_capture(const std::function<void(source::PacketSource&)>& body) {
  const auto corpus = test::corpus_folder() / "pcap";
  std::uint64_t files = 0;
  if (!std::filesystem::exists(corpus)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file()) continue;
    auto source = source::open_file(entry.path().string(), 0);
    if (!source) continue;
    const testing::ScopedTrace trace(__FILE__, __LINE__, entry.path().string());
    body(**source);
    ++files;
  }
  return files;
}

}  // namespace cutoffd::track
