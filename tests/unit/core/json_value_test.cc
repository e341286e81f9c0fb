#include "core/json_value.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/json.h"
#include "tests/support/json_reader.h"

namespace cutoffd::json_value_test {
namespace {

TEST(JsonValue, GivesWhatTheTextSays) {
  const auto value = read_json(
      R"( {"request": "status", "n": 18446744073709551615, "f": -1.5e2, "t": true, "none": null,
          "list": [1, "two", {}]} )");
  ASSERT_TRUE(value);
  EXPECT_EQ(*(*value)["request"].text(), "status");
  EXPECT_EQ((*value)["n"].whole(), 18446744073709551615ULL);
  EXPECT_EQ((*value)["f"].number(), -150.0);
  EXPECT_EQ((*value)["f"].whole(), std::nullopt);
  EXPECT_EQ((*value)["t"].flag(), true);
  EXPECT_TRUE((*value)["none"].is_null());
  EXPECT_TRUE((*value)["absent"].is_null());
  ASSERT_NE((*value)["list"].array(), nullptr);
  EXPECT_EQ(*(*(*value)["list"].array())[1].text(), "two");
  EXPECT_TRUE((*value)["request"]["deeper"].is_null());
}

TEST(JsonValue, ReadsBackWhateverTheWriterWrites) {
  std::string every;
  for (int c = 1; c < 128; ++c) every += static_cast<char>(c);
  every += "\u00e4\u20ac\U0001f600";
  std::string text;
  JsonWriter(text).begin_object().member(every, every).end_object();
  const auto value = read_json(text);
  ASSERT_TRUE(value);
  ASSERT_NE((*value)[every].text(), nullptr);
  EXPECT_EQ(*(*value)[every].text(), every);
}

// Another reader, written apart, must refuse the same.
TEST(JsonValue, RefusesWhatTheGrammarRefuses) {
  for (const std::string_view text : {"",
                                      " ",
                                      "{",
                                      "}",
                                      "[",
                                      "[1,]",
                                      "{,}",
                                      R"({"a":})",
                                      R"({"a" 1})",
                                      R"({a:1})",
                                      R"(["\x"])",
                                      "[1] 2",
                                      "01",
                                      "-",
                                      "1.",
                                      ".5",
                                      "1e",
                                      "+1",
                                      "nul",
                                      "truex",
                                      R"("\ud800")",
                                      R"("\udc00")",
                                      R"("\ud800A")",
                                      "\"a\nb\"",
                                      "\"\xff\"",
                                      "\"\xc0\xaf\"",
                                      "\"\xed\xa0\x80\"",
                                      "\"open",
                                      R"({"a":1,"a":2})",
                                      R"("\u00g0")",
                                      R"("\u-123")"}) {
    EXPECT_FALSE(read_json(text)) << text;
    EXPECT_FALSE(test::read_json(text)) << text;
  }
}

TEST(JsonValue, IsCutAnywhereNoValue) {
  const std::string whole = R"({"a":[1,2,{"b":"c\u00e4"}],"d":true})";
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(read_json(whole.substr(0, n))) << n;
  EXPECT_TRUE(read_json(whole));
}

TEST(JsonValue, RefusesMoreThanItsBounds) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_FALSE(read_json(deep));
  EXPECT_TRUE(read_json("[[[]]]", {3, 10}));
  EXPECT_FALSE(read_json("[[[]]]", {2, 10}));
  EXPECT_TRUE(read_json("[1,2,3]", {3, 4}));
  EXPECT_FALSE(read_json("[1,2,3]", {3, 3}));
}

}  // namespace
}  // namespace cutoffd::json_value_test
