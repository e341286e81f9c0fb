#include "core/json.h"

#include <limits>

#include <gtest/gtest.h>

namespace cutoffd::json_test {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  append_json_escaped(out, text);
  return out;
}

TEST(Json, WritesNestedValuesWithCommasWhereTheyBelong) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("a", 1U).member("b", "two").key("c").begin_array();
  json.value(true).value(-3).null().begin_object().end_object().begin_array().end_array();
  json.end_array().member("d", 0.5);
  json.end_object();
  EXPECT_EQ(out, R"({"a":1,"b":"two","c":[true,-3,null,{},[]],"d":0.5})");
}

TEST(Json, WholeNumbersKeepEveryDigit) {
  std::string out;
  JsonWriter json(out);
  json.begin_array().value(std::numeric_limits<std::uint64_t>::max());
  json.value(std::numeric_limits<std::int64_t>::min()).value(std::uint8_t{7}).end_array();
  EXPECT_EQ(out, "[18446744073709551615,-9223372036854775808,7]");
}

TEST(Json, EscapesWhatTheGrammarForbids) {
  EXPECT_EQ(escaped("a\"b\\c"), "a\\\"b\\\\c");
  EXPECT_EQ(escaped(std::string_view("\n\x1f\x7f", 3)), "\\u000a\\u001f\\u007f");
  // A reader in C would hide what follows.
  EXPECT_EQ(escaped(std::string_view("a\0b", 3)),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(escaped("\xc2\x9b"), "\\u009b") << "C1 controls: a terminal would obey them";
}

TEST(Json, WellFormedUtf8StaysAndAllElseBecomesTheReplacementCharacter) {
  EXPECT_EQ(escaped("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
            "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(escaped("\xff"), bad);
  EXPECT_EQ(escaped("\xc0\x80"), bad + bad) << "overlong";
  EXPECT_EQ(escaped("\xed\xa0\x80"), bad + bad + bad) << "a surrogate";
  EXPECT_EQ(escaped("\xf4\x90\x80\x80"), bad + bad + bad + bad) << "beyond U+10FFFF";
  EXPECT_EQ(escaped("a\xe2\x82"), "a" + bad + bad) << "cut short";
}

TEST(CleanUtf8, ReplacesControlsWhereAsked) {
  std::string out;
  append_clean_utf8(out, "a\nb\x1b[31m", true);
  EXPECT_EQ(out,
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD[31m");
  out.clear();
  append_clean_utf8(out, "a\nb", false);
  EXPECT_EQ(out, "a\nb");
}

}  // namespace
}  // namespace cutoffd::json_test
