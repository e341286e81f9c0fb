#include "core/bytes.h"

#include <array>

#include <gtest/gtest.h>

namespace cutoffd::bytes_test {
namespace {

constexpr std::array<std::uint8_t, 8> kOctets{1, 2, 3, 4, 5, 6, 7, 8};

TEST(Cursor, ReadsNetworkOrder) {
  Cursor cursor{Bytes(kOctets)};
  EXPECT_EQ(cursor.u8(), 1U);
  EXPECT_EQ(cursor.u16(), 0x0203U);
  EXPECT_EQ(cursor.u24(), 0x040506U);
  EXPECT_EQ(cursor.left(), 2U);
  EXPECT_EQ(cursor.u16(), 0x0708U);
  EXPECT_TRUE(cursor.at_end());
}

TEST(Cursor, ReadsLittleEndianWhereAFormatWantsIt) {
  Cursor cursor{Bytes(kOctets)};
  EXPECT_EQ(cursor.u16le(), 0x0201U);
  EXPECT_EQ(cursor.u32le(), 0x06050403U);
}

TEST(Cursor, AReadThatDoesNotFitFailsAndSoDoesEveryLaterOne) {
  Cursor cursor{Bytes(kOctets).first(3)};
  EXPECT_EQ(cursor.u32(), 0U);
  EXPECT_TRUE(cursor.failed());
  EXPECT_FALSE(cursor.at_end()) << "failed is not finished";
  EXPECT_EQ(cursor.u8(), 0U) << "the octets that were there are not given out after a failure";
  EXPECT_TRUE(cursor.rest().empty());
}

TEST(Cursor, AChildCannotSeeBeyondItself) {
  constexpr std::array<std::uint8_t, 5> octets{2, 10, 11, 12, 13};
  Cursor cursor{Bytes(octets)};
  Cursor child = cursor.block8();
  EXPECT_EQ(child.left(), 2U);
  EXPECT_EQ(child.u8(), 10U);
  EXPECT_EQ(child.u16(), 0U);
  EXPECT_TRUE(child.failed());
  EXPECT_TRUE(cursor.ok()) << "a child's failure is its own";
  EXPECT_EQ(cursor.u8(), 12U);
}

TEST(Cursor, ABlockLongerThanWhatIsLeftIsAFailedChild) {
  constexpr std::array<std::uint8_t, 3> octets{0xff, 0xff, 1};
  Cursor cursor{Bytes(octets)};
  const Cursor child = cursor.block16();
  EXPECT_TRUE(child.failed());
  EXPECT_TRUE(cursor.failed());
}

TEST(Cursor, EmptyBytesAreAtTheEndAndNothingCanBeTaken) {
  Cursor cursor{Bytes{}};
  EXPECT_TRUE(cursor.at_end());
  EXPECT_TRUE(cursor.take(0).empty());
  EXPECT_TRUE(cursor.ok());
  cursor.u8();
  EXPECT_TRUE(cursor.failed());
}

}  // namespace
}  // namespace cutoffd::bytes_test
