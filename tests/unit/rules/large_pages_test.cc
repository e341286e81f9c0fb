#include "rules/large_pages.h"

#include <cstdint>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace cutoffd::rules::large_pages_test {
namespace {

TEST(LargePages, ATableIsAsGoodInThemAsElsewhere) {
  std::vector<std::uint64_t> table;
  make_room(table, 2'000'000);  // 16 MB
  EXPECT_GE(table.capacity(), 2'000'000U);
  const std::uint64_t* const begin = table.data();
  table.resize(2'000'000);
  std::iota(table.begin(), table.end(), std::uint64_t{1});
  EXPECT_EQ(table.data(), begin);
  EXPECT_EQ(table.back(), 2'000'000U);
}

TEST(LargePages, NothingIsAskedOfSmallOnesOrOfWhatIsNotThere) {
  std::vector<std::uint8_t> none;
  make_room(none, 0);
  prefer_large_pages(nullptr, 0);
  std::vector<std::uint8_t> small(5000, 7);
  prefer_large_pages(small.data() + 1, small.size() - 1);
  EXPECT_EQ(small[4999], 7);
}

}  // namespace
}  // namespace cutoffd::rules::large_pages_test
