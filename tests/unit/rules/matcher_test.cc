#include "rules/matcher.h"

#include <array>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <regex.h>

#include "core/domain_name.h"
#include "rules/name_pattern.h"

namespace cutoffd::rules::matcher_test {
namespace {

using Kind = NamePattern::Match;

Watchlist list_of(const std::vector<NamePattern>& patterns) {
  Watchlist list;
  for (const NamePattern& pattern : patterns) {
    EXPECT_FALSE(fault_of(pattern)) << pattern.text;
    WatchEntry entry;
    entry.mark = pattern;
    list.entries.push_back(entry);
  }
  return list;
}

const std::string& text_of(const Match& match) {
  return std::get<NamePattern>(match.entry->mark).text;
}

// The pattern that matched, or "".
std::string best(const std::vector<Watchlist>& lists, std::string_view name) {
  const Matcher matcher(lists);
  std::array<Match, 1> out;
  return matcher.match(name, out) == 0 ? "" : text_of(out[0]);
}

TEST(Matcher, ComparesWholeLabels) {
  const std::vector<Watchlist> lists{list_of({{Kind::suffix, "vendor.example"}})};
  EXPECT_EQ(best(lists, "vendor.example"), "vendor.example");
  EXPECT_EQ(best(lists, "a.b.vendor.example"), "vendor.example");
  for (const char* other : {"badvendor.example", "vendor.example.evil.test", "example",
                            "vendor.examples", "endor.example", "vendor-example", "vendor.exampl",
                            "xvendor.example", "a.xvendor.example", "vendor", ""}) {
    EXPECT_EQ(best(lists, other), "") << other;
  }
}

TEST(Matcher, SuffixWithStarLeavesTheNameItselfOut) {
  const std::vector<Watchlist> lists{list_of({{Kind::suffix, "*.vendor.example"}})};
  EXPECT_EQ(best(lists, "vendor.example"), "");
  EXPECT_EQ(best(lists, "a.vendor.example"), "*.vendor.example");
  EXPECT_EQ(best(lists, "a.b.vendor.example"), "*.vendor.example");
}

TEST(Matcher, MostSpecificEntryWins) {
  const std::vector<Watchlist> lists{list_of({
      {Kind::suffix, "vendor.example"},
      {Kind::suffix, "upd.vendor.example"},
      {Kind::suffix, "*.upd.vendor.example"},
      {Kind::glob, "s*.upd.vendor.example"},
      {Kind::glob, "s1*.upd.vendor.example"},
      {Kind::family, "s[00-19].upd.vendor.example"},
      {Kind::exact, "s07.upd.vendor.example"},
  })};
  EXPECT_EQ(best(lists, "s07.upd.vendor.example"), "s07.upd.vendor.example");
  EXPECT_EQ(best(lists, "s08.upd.vendor.example"), "s[00-19].upd.vendor.example");
  EXPECT_EQ(best(lists, "s77.upd.vendor.example"), "s*.upd.vendor.example");
  EXPECT_EQ(best(lists, "s177.upd.vendor.example"), "s1*.upd.vendor.example");
  EXPECT_EQ(best(lists, "t07.upd.vendor.example"), "*.upd.vendor.example");
  EXPECT_EQ(best(lists, "x.s07.upd.vendor.example"), "*.upd.vendor.example");
  EXPECT_EQ(best(lists, "upd.vendor.example"), "upd.vendor.example");
  EXPECT_EQ(best(lists, "www.vendor.example"), "vendor.example");
}

TEST(Matcher, WildcardMayStandInAnInnerLabel) {
  const std::vector<Watchlist> lists{list_of({{Kind::family, "ftp.mirror[1-3].vendor.example"},
                                              {Kind::glob, "*.eu*.cloud.vendor.example"}})};
  EXPECT_NE(best(lists, "ftp.mirror2.vendor.example"), "");
  EXPECT_EQ(best(lists, "ftp.mirror4.vendor.example"), "");
  EXPECT_EQ(best(lists, "mirror2.vendor.example"), "");
  EXPECT_EQ(best(lists, "x.ftp.mirror2.vendor.example"), "");
  EXPECT_NE(best(lists, "w7.eu-west.cloud.vendor.example"), "");
  EXPECT_EQ(best(lists, "eu-west.cloud.vendor.example"), "");
  EXPECT_EQ(best(lists, "w7.eu.cloud.vendor.example"), "");
}

TEST(Matcher, EachListGivesOneMatch) {
  const std::vector<Watchlist> lists{
      list_of({{Kind::suffix, "vendor.example"}, {Kind::exact, "a.vendor.example"}}),
      list_of({{Kind::exact, "other.example"}}),
      list_of({{Kind::suffix, "example"}}),
  };
  const Matcher matcher(lists);
  std::array<Match, 4> out;
  ASSERT_EQ(matcher.match("a.vendor.example", out), 2U);
  EXPECT_EQ(text_of(out[0]), "a.vendor.example");
  EXPECT_EQ(out[0].list, &lists[0]);
  EXPECT_EQ(text_of(out[1]), "example");
  EXPECT_EQ(out[1].list, &lists[2]);
  // The number is told even where there is no room.
  EXPECT_EQ(matcher.match("a.vendor.example", std::span(out).first(1)), 2U);
  EXPECT_EQ(matcher.match("a.vendor.example", {}), 2U);
}

TEST(Matcher, DomainsOfInterestAreKeptApartFromMatches) {
  Watchlist list = list_of({{Kind::exact, "a.vendor.example"}});
  list.domains_of_interest = {*DomainName::from_text("vendor.example")};
  const std::vector<Watchlist> lists{list};
  const Matcher matcher(lists);
  EXPECT_TRUE(matcher.of_interest("vendor.example"));
  EXPECT_TRUE(matcher.of_interest("unheard.of.vendor.example"));
  EXPECT_FALSE(matcher.of_interest("badvendor.example"));
  EXPECT_FALSE(matcher.of_interest("example"));
  EXPECT_EQ(matcher.match("unheard.of.vendor.example", {}), 0U);
}

TEST(Matcher, NoListsMatchNothing) {
  const Matcher matcher({});
  EXPECT_EQ(matcher.match("a.example", {}), 0U);
  EXPECT_FALSE(matcher.of_interest("a.example"));
}

TEST(Matcher, LongestNameWithMostLabelsIsWalked) {
  std::string name = "a";
  while (name.size() < 253) name += ".a";
  const std::vector<Watchlist> lists{
      list_of({{Kind::exact, name}, {Kind::suffix, "a"}, {Kind::suffix, "a.a.a"}})};
  EXPECT_EQ(best(lists, name), name);
  EXPECT_EQ(best(lists, name.substr(2)), "a.a.a");
  EXPECT_EQ(best(lists, "a.a"), "a");
}

// ---- Against a second matcher that shares nothing with the first: regular expressions, one by
// one.

std::string regex_of(const NamePattern& pattern) {
  std::string out;
  std::string_view text = pattern.text;
  if (pattern.match == Kind::suffix) {
    const bool below = text.starts_with("*.");
    if (below) text.remove_prefix(2);
    out = below ? "(.*\\.)" : "(.*\\.)?";
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') {
      out += "\\.";
    } else if (text[i] == '*') {
      out += "[^.]+";
    } else if (text[i] == '[') {
      const std::size_t dash = text.find('-', i);
      const std::size_t end = text.find(']', i);
      const std::string low(text.substr(i + 1, dash - i - 1));
      const std::string high(text.substr(dash + 1, end - dash - 1));
      out += "(";
      for (int n = std::stoi(low); n <= std::stoi(high); ++n) {
        std::string digits = std::to_string(n);
        if (low.size() == high.size()) digits.insert(0, low.size() - digits.size(), '0');
        out += (n == std::stoi(low) ? "" : "|") + digits;
      }
      out += ")";
      i = end;
    } else {
      out += text[i];
    }
  }
  return out;
}

// POSIX, because the standard library's makes the compiler warn of itself.
class Regex {
 public:
  explicit Regex(const NamePattern& pattern) {
    const std::string text = "^" + regex_of(pattern) + "$";
    EXPECT_EQ(regcomp(&compiled_, text.c_str(), REG_EXTENDED | REG_NOSUB), 0) << text;
  }
  ~Regex() { regfree(&compiled_); }
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;
  [[nodiscard]] bool matches(const std::string& name) const {
    return regexec(&compiled_, name.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  regex_t compiled_{};
};

// Smaller is more specific.
using Specificity = std::tuple<int, int>;
Specificity specificity(const NamePattern& pattern) {
  constexpr std::array kOrder{0, 3, 1, 2};  // exact, suffix, family, glob
  return {kOrder[static_cast<std::size_t>(pattern.match)],
          -static_cast<int>(labels_in(anchor_of(pattern)))};
}

class Invented {
 public:
  explicit Invented(unsigned seed) : random_(seed) {}

  std::string label() { return pick({"a", "b", "ab", "s1", "s01", "s9", "x-y", "x", "10", "7"}); }
  std::string name() {
    std::string text = pick({"example", "test", "a"});
    for (int n = number(0, 4); n > 0; --n) text.insert(0, label() + ".");
    return text;
  }
  NamePattern pattern() {
    switch (number(0, 3)) {
      case 0:
        return {Kind::exact, name()};
      case 1:
        return {Kind::suffix, (number(0, 1) == 0 ? "*." : "") + name()};
      case 2:
        return {Kind::family,
                pick({"s[0-9]", "s[00-19]", "[0-99]", "[7-10]", "x-[0-3].s[1-9]"}) + "." + name()};
      default:
        return {Kind::glob, pick({"*", "s*", "*b", "x*y", "*-*", "a.*", "*.b"}) + "." + name()};
    }
  }
  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

 private:
  std::string pick(const std::vector<std::string>& from) {
    return from[static_cast<std::size_t>(number(0, static_cast<int>(from.size()) - 1))];
  }
  std::mt19937 random_;
};

TEST(MatcherProperty, AgreesWithRegularExpressionsOnInventedListsAndNames) {
  std::size_t hits = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    Invented invented(seed);
    std::vector<NamePattern> patterns;
    std::vector<std::unique_ptr<Regex>> second;
    for (int n = invented.number(1, 25); n > 0; --n) {
      patterns.push_back(invented.pattern());
      second.push_back(std::make_unique<Regex>(patterns.back()));
    }
    const std::vector<Watchlist> lists{list_of(patterns)};
    const Matcher matcher(lists);
    for (int n = 0; n < 200; ++n) {
      const std::string name = invented.name();
      std::optional<Specificity> expected;
      for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (!second[i]->matches(name)) continue;
        if (!expected || specificity(patterns[i]) < *expected) expected = specificity(patterns[i]);
      }
      std::array<Match, 1> out;
      const bool found = matcher.match(name, out) > 0;
      ASSERT_EQ(found, expected.has_value()) << "seed " << seed << ": " << name;
      if (!found) continue;
      ++hits;
      const auto& pattern = std::get<NamePattern>(out[0].entry->mark);
      ASSERT_TRUE(Regex(pattern).matches(name))
          << "seed " << seed << ": " << name << " is not " << pattern.text;
      ASSERT_EQ(specificity(pattern), *expected)
          << "seed " << seed << ": " << name << " took " << pattern.text;
    }
  }
  EXPECT_GT(hits, 1000U);  // the inventor makes names that the lists know
}

TEST(MatcherProperty, EveryNameOfALargeListIsFoundAndItsNeighboursAreNot) {
  std::vector<NamePattern> patterns;
  for (int i = 0; i < 50'000; ++i) {
    patterns.push_back(
        {Kind::exact, "host" + std::to_string(i) + ".d" + std::to_string(i % 977) + ".example"});
  }
  const std::vector<Watchlist> lists{list_of(patterns)};
  const Matcher matcher(lists);
  std::array<Match, 1> out;
  for (const NamePattern& pattern : patterns) {
    ASSERT_EQ(matcher.match(pattern.text, out), 1U) << pattern.text;
    ASSERT_EQ(text_of(out[0]), pattern.text);
    ASSERT_EQ(matcher.match("x" + pattern.text, out), 0U) << pattern.text;
    ASSERT_EQ(matcher.match("x." + pattern.text, out), 0U) << pattern.text;
    ASSERT_EQ(matcher.match(pattern.text.substr(1), out), 0U) << pattern.text;
  }
}

}  // namespace
}  // namespace cutoffd::rules::matcher_test
