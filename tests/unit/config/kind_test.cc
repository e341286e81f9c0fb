#include "config/kind.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace cutoffd::config::kind_test {
namespace {

// What the kind makes of the text; nothing where it refuses it.
template <typename T>
std::optional<T> read(const Kind<T>& kind, const std::string& value, T before = {}) {
  const std::string file = "f.yaml";
  Node node;
  node.type = Node::Type::text;
  node.text = value;
  node.at = {&file, 1, 1};
  std::vector<ConfigError> errors;
  Reader reader(errors, nullptr);
  kind.read(node, reader, before);
  return errors.empty() ? std::optional<T>(before) : std::nullopt;
}

template <typename T>
std::string shown_by(const Kind<T>& kind, const T& value) {
  Listing listing;
  kind.list(value, listing);
  return listing.lines().empty() ? "" : listing.lines().front().value;
}

TEST(Kinds, SizesNeedAUnit) {
  const auto kind = octets<std::uint64_t>(0, std::uint64_t{1} << 40);
  EXPECT_EQ(read(kind, "512B"), 512U);
  EXPECT_EQ(read(kind, "64KiB"), 65'536U);
  EXPECT_EQ(read(kind, "8 MiB"), std::uint64_t{8} << 20);
  EXPECT_EQ(read(kind, "1GiB"), std::uint64_t{1} << 30);
  for (const char* wrong : {"64", "", "KiB", "64kb", "64KB", "-1KiB", "1.5MiB", "64  KiB", " 64KiB",
                            "99999999999999GiB", "18446744073709551617B", "1e3B", "0x10B"}) {
    EXPECT_FALSE(read(kind, wrong)) << wrong;
  }
}

TEST(Kinds, SizesReadBackAsShown) {
  const auto kind = octets<std::uint64_t>(0, std::uint64_t{1} << 40);
  for (const std::uint64_t octets :
       {0ULL, 1ULL, 1023ULL, 1024ULL, 1400ULL, 65'536ULL, 1ULL << 20, 3ULL << 30}) {
    EXPECT_EQ(read(kind, shown_by(kind, std::uint64_t{octets})), octets);
  }
}

TEST(Kinds, SizesKeepTheirBounds) {
  const auto kind = octets<std::size_t>(1024, 4096);
  EXPECT_FALSE(read(kind, "1023B"));
  EXPECT_TRUE(read(kind, "1KiB"));
  EXPECT_TRUE(read(kind, "4KiB"));
  EXPECT_FALSE(read(kind, "4097B"));
  EXPECT_NE(kind.shape->expected.find("1KiB to 4KiB"), std::string::npos);
}

TEST(Kinds, SharesNeedAPercentSign) {
  EXPECT_EQ(read(share(), "5%"), 0.05);
  EXPECT_EQ(read(share(), "0.1%"), 0.001);
  EXPECT_EQ(read(share(), "100%"), 1.0);
  EXPECT_EQ(read(share(), "0%"), 0.0);
  for (const char* wrong :
       {"5", "0.05", "101%", "100.1%", "-1%", "%", ".5%", "5.%", "1e1%", "5 %"}) {
    EXPECT_FALSE(read(share(), wrong)) << wrong;
  }
}

TEST(Kinds, SharesReadBackAsShown) {
  for (int thousandths = 0; thousandths <= 100'000; thousandths += 7) {
    const double value = thousandths / 100'000.0;
    const std::string text = shown_by(share(), value);
    const auto back = read(share(), text);
    ASSERT_TRUE(back) << text;
    EXPECT_NEAR(*back, value, 1e-12) << text;
  }
  EXPECT_EQ(shown_by(share(), 0.001), "0.1%");
  EXPECT_EQ(shown_by(share(), 0.2), "20%");
}

TEST(Kinds, DurationsNeedAUnit) {
  EXPECT_EQ(read(duration(), "10s"), std::chrono::seconds(10));
  EXPECT_EQ(read(duration(), "1h30m"), std::chrono::minutes(90));
  for (const char* wrong : {"10", "0", "", "s", "10 s", "-1s", "10sec"}) {
    EXPECT_FALSE(read(duration(), wrong)) << wrong;
  }
  EXPECT_FALSE(read(milliseconds_duration(), "1us"));
  EXPECT_EQ(read(milliseconds_duration(), "1s"), std::chrono::milliseconds(1000));
}

TEST(Kinds, NumbersAreWholeAndBounded) {
  const auto kind = count<std::uint16_t>(1, 65'535);
  EXPECT_EQ(read(kind, "514"), std::uint16_t{514});
  for (const char* wrong :
       {"0", "65536", "99999999999999999999", "-1", "1.0", "1e3", " 1", "0x10", ""}) {
    EXPECT_FALSE(read(kind, wrong)) << wrong;
  }
}

TEST(Kinds, TruthIsTrueOrFalse) {
  EXPECT_EQ(read(truth(), "true"), true);
  EXPECT_EQ(read(truth(), "false", true), false);
  for (const char* wrong : {"yes", "no", "on", "True", "1", ""}) EXPECT_FALSE(read(truth(), wrong));
}

TEST(Kinds, InstantsNeedAZone) {
  EXPECT_EQ(read(instant(), "2024-09-29T00:00:00-04:00"),
            instant_from_ns(1'727'582'400'000'000'000));
  for (const char* wrong : {"2024-09-29", "2024-09-29T00:00:00", "00:00:00-04:00",
                            "2024-09-31T00:00:00Z", "2024-09-29T00:00:00 EDT"}) {
    EXPECT_FALSE(read(instant(), wrong)) << wrong;
  }
}

TEST(Kinds, DatesAreRealDays) {
  EXPECT_TRUE(read(date(), "2024-02-29"));
  for (const char* wrong : {"2023-02-29", "2024-13-01", "2024-1-1", "29.02.2024", ""}) {
    EXPECT_FALSE(read(date(), wrong)) << wrong;
  }
}

TEST(Kinds, IdentifiersHaveNoBlanksAndAnEnd) {
  EXPECT_TRUE(read(identifier(), "us-icts-2021-002"));
  EXPECT_TRUE(read(identifier(), std::string(64, 'a')));
  for (const std::string& wrong : {std::string(), std::string("a b"), std::string("a/b"),
                                   std::string("a\n"), std::string(65, 'a')}) {
    EXPECT_FALSE(read(identifier(), wrong)) << wrong;
  }
}

TEST(Kinds, RefusedValueLeavesTheDefault) {
  const std::string file = "f.yaml";
  Node node;
  node.type = Node::Type::text;
  node.text = "10";
  node.at = {&file, 3, 9};
  std::vector<ConfigError> errors;
  Reader reader(errors, nullptr);
  Duration value = std::chrono::seconds(7);
  duration().read(node, reader, value);
  EXPECT_EQ(value, std::chrono::seconds(7));
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(text(errors[0]),
            "f.yaml:3:9: found '10', expected a duration with a unit, such as 10s, 250ms or 1h30m");
}

// Found by fuzzing: a map's key with a line break in it made a message of two lines.
TEST(Reader, KeysOfAFileStayInOneLine) {
  const std::string file = "f.yaml";
  std::vector<ConfigError> errors;
  Reader reader(errors, nullptr);
  const std::string key = "u\nv" + std::string(100'000, 'x');
  const Reader::Step step(reader, std::string_view(key));
  reader.fail({&file, 1, 1}, "this", "that");
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].key, "u v" + std::string(57, 'x') + "…");
}

TEST(Suggestion, NearWordIsOfferedAndAFarOneIsNot) {
  const std::vector<std::string> known{"interfaces", "determinations", "rules", "sinks"};
  EXPECT_EQ(suggestion("intefaces", known), "did you mean 'interfaces'?");
  EXPECT_EQ(suggestion("Interface", known), "did you mean 'interfaces'?");
  EXPECT_EQ(suggestion("rlues", known), "did you mean 'rules'?");
  EXPECT_EQ(suggestion("sink", known), "did you mean 'sinks'?");
  EXPECT_EQ(suggestion("colour", known), "");
  EXPECT_EQ(suggestion("", known), "");
  EXPECT_EQ(suggestion(std::string(100'000, 'x'), known), "");
}

}  // namespace
}  // namespace cutoffd::config::kind_test
