#include "rules/name_pattern.h"

#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/domain_name.h"

namespace cutoffd::rules::name_pattern_test {
namespace {

using Match = NamePattern::Match;

bool whole(Match kind, const std::string& text) { return !fault_of({kind, text}).has_value(); }

bool family(std::string_view pattern, std::string_view label) {
  return label_matches(Match::family, pattern, label);
}
bool glob(std::string_view pattern, std::string_view label) {
  return label_matches(Match::glob, pattern, label);
}

TEST(NamePattern, PaddedFamilyTakesExactlyItsWidth) {
  for (int n = 0; n < 100; ++n) {
    const std::string padded = {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
    EXPECT_EQ(family("s[00-19]", "s" + padded), n <= 19) << padded;
  }
  EXPECT_FALSE(family("s[00-19]", "s7"));
  EXPECT_FALSE(family("s[00-19]", "s007"));
  EXPECT_FALSE(family("s[00-19]", "s190"));
  EXPECT_FALSE(family("s[00-19]", "s"));
  EXPECT_FALSE(family("s[00-19]", "xs07"));
  EXPECT_FALSE(family("s[00-19]", "s07x"));
}

TEST(NamePattern, UnpaddedFamilyTakesNumbersWithoutLeadingZeros) {
  for (int n = 0; n <= 120; ++n) {
    EXPECT_EQ(family("[0-99]", std::to_string(n)), n <= 99) << n;
    EXPECT_EQ(family("[8-112]", std::to_string(n)), n >= 8 && n <= 112) << n;
  }
  EXPECT_FALSE(family("[0-99]", "00"));
  EXPECT_FALSE(family("[0-99]", "07"));
  EXPECT_FALSE(family("[0-99]", ""));
  EXPECT_FALSE(family("[0-99]", "4294967297"));  // 2^32 + 1: no wrap-around to 1
}

TEST(NamePattern, FamilyMayHoldSeveralRanges) {
  EXPECT_TRUE(family("a[0-3]-b[00-09]-c", "a2-b07-c"));
  EXPECT_FALSE(family("a[0-3]-b[00-09]-c", "a4-b07-c"));
  EXPECT_FALSE(family("a[0-3]-b[00-09]-c", "a2-b7-c"));
  EXPECT_FALSE(family("a[0-3]-b[00-09]-c", "a2-b07-"));
}

TEST(NamePattern, StarTakesOneCharacterOrMore) {
  EXPECT_TRUE(glob("ksn-*-geo", "ksn-file-geo"));
  EXPECT_TRUE(glob("ksn-*-geo", "ksn-crypto-file-geo"));
  EXPECT_TRUE(glob("ksn-*-geo", "ksn--geo-geo"));
  EXPECT_FALSE(glob("ksn-*-geo", "ksn--geo"));
  EXPECT_FALSE(glob("ksn-*-geo", "ksn-geo"));
  EXPECT_FALSE(glob("ksn-*-geo", "ksn-file-geo2"));
  EXPECT_TRUE(glob("s*", "s405"));
  EXPECT_FALSE(glob("s*", "s"));
  EXPECT_TRUE(glob("*", "x"));
  EXPECT_FALSE(glob("*", ""));
}

TEST(NamePattern, SeveralStarsBackTrack) {
  EXPECT_TRUE(glob("*ab*ab*", "xababxxabx"));
  EXPECT_TRUE(glob("a*b*c", "axbxbxc"));
  EXPECT_FALSE(glob("a*b*c", "abc"));
  EXPECT_FALSE(glob("a*b*c", "axbc"));
  EXPECT_FALSE(glob("*a", std::string(63, 'b')));
}

TEST(NamePattern, AnchorIsTheLiteralEnd) {
  EXPECT_EQ(anchor_of({Match::exact, "a.b.example"}), "a.b.example");
  EXPECT_EQ(anchor_of({Match::suffix, "b.example"}), "b.example");
  EXPECT_EQ(anchor_of({Match::suffix, "*.b.example"}), "b.example");
  EXPECT_EQ(anchor_of({Match::family, "s[00-19].b.example"}), "b.example");
  EXPECT_EQ(anchor_of({Match::family, "ftp.s[1-3].b.example"}), "b.example");
  EXPECT_EQ(anchor_of({Match::glob, "*.x*.example"}), "example");
}

TEST(NamePattern, WholePatternsHaveNoFault) {
  EXPECT_TRUE(whole(Match::exact, "a_b.xn--bcher-kva.example"));
  EXPECT_TRUE(whole(Match::suffix, "*.example"));
  EXPECT_TRUE(whole(Match::suffix, "example"));
  EXPECT_TRUE(whole(Match::family, "[0-99].push.vendor.example"));
  EXPECT_TRUE(whole(Match::family, "ftp.mirror[1-3].vendor.example"));
  EXPECT_TRUE(whole(Match::glob, "a*b*c.vendor.example"));
  EXPECT_TRUE(whole(Match::exact, std::string(63, 'a') + ".example"));
}

TEST(NamePattern, BrokenPatternsAreToldApart) {
  const struct {
    Match kind;
    std::string text;
  } broken[] = {
      {Match::exact, ""},
      {Match::exact, "."},
      {Match::exact, "a..example"},
      {Match::exact, ".example"},
      {Match::exact, "example."},
      {Match::exact, "Vendor.example"},
      {Match::exact, "a b.example"},
      {Match::exact, "https://vendor.example/"},
      {Match::exact,
       "b\xc3\xbc"
       "cher.example"},
      {Match::exact, "*.vendor.example"},
      {Match::exact, "s[0-9].vendor.example"},
      {Match::exact, std::string(64, 'a') + ".example"},
      {Match::exact, "192.0.2.1"},
      {Match::suffix, "*."},
      {Match::suffix, "*"},
      {Match::suffix, "a*.example"},
      {Match::suffix, "*.*.example"},
      {Match::family, "vendor.example"},
      {Match::family, "s[].example"},
      {Match::family, "s[3].example"},
      {Match::family, "s[3-].example"},
      {Match::family, "s[-3].example"},
      {Match::family, "s[9-3].example"},
      {Match::family, "s[10-3].example"},
      {Match::family, "s[00-100].example"},
      {Match::family, "s[0-9]5.example"},
      {Match::family, "s[0-9][0-9].example"},
      {Match::family, "s[0-9.example"},
      {Match::family, "s0-9].example"},
      {Match::family, "s[0-1234567890].example"},
      {Match::family, "a.vendor[0-9]"},
      {Match::family, "s*[0-9].example"},
      {Match::glob, "vendor.example"},
      {Match::glob, "a**b.example"},
      {Match::glob, "vendor.*"},
      {Match::glob, "s[0-9]*.example"},
  };
  for (const auto& [kind, text] : broken) {
    EXPECT_FALSE(whole(kind, text)) << name_of(kind) << ": " << text;
  }
}

TEST(NamePattern, NameThatGrowsBeyondTheLimitIsRefused) {
  std::string name = "a";
  while (name.size() < 251) name += ".a";
  EXPECT_TRUE(whole(Match::exact, name + ".a"));    // 253
  EXPECT_FALSE(whole(Match::exact, name + ".aa"));  // 254
}

// Most names are found whole in one pass, and the others are looked at once more: both must say the
// same as the definition.
TEST(NamePatternProperty, NamesAreWholeAsDefined) {
  std::mt19937 random(1);
  const std::string_view letters = "ab0.9-_.x*A. \x80";
  std::size_t names = 0;
  for (int n = 0; n < 50'000; ++n) {
    std::string text;
    for (auto length = random() % 12; length > 0; --length) {
      // Now and then a label, or a name, of nearly too many letters.
      text += random() % 200 == 0 ? std::string(random() % 70, 'l') : "";
      text += letters[random() % letters.size()];
    }
    const auto name = DomainName::from_text(text);
    const std::string_view last = std::string_view(text).substr(text.rfind('.') + 1);
    const bool is_name =
        name && !name->is_root() && name->view() == text &&
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos &&
        last.find_first_not_of("0123456789") != std::string::npos;
    ASSERT_EQ(whole(Match::exact, text), is_name) << text;
    ASSERT_EQ(whole(Match::suffix, "*." + text), is_name) << text;
    names += is_name ? 1 : 0;
  }
  EXPECT_GT(names, 500U);
}

}  // namespace
}  // namespace cutoffd::rules::name_pattern_test
