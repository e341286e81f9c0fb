#include "rules/mark_matcher.h"

#include <array>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::mark_matcher_test {
namespace {

using namespace stage;
using Kind = MarkTrace::Kind;

WatchEntry of(Mark mark) {
  WatchEntry made;
  made.mark = std::move(mark);
  made.service = "update";
  return made;
}

std::vector<Watchlist> marked() {
  Watchlist one;
  one.id = one.vendor = "acme";
  one.entries = {of(PathMark{"/index/a.xml"}),
                 of(IssuerMark{"Acme CA"}),
                 of(Ja3Mark{std::string(32, 'a')}),
                 of(PortMark{Port{13000}, Port{13000}, false}),
                 of(PortMark{Port{15000}, Port{15099}, true}),
                 of(FirstBytesMark{{0x16, 3, 1}}),
                 of(ResolverMark{ip("8.8.8.8")}),
                 of(ResolverMark{ip("1.1.1.1")})};
  Watchlist other;
  other.id = other.vendor = "other";
  other.entries = {of(PathMark{"/index/a.xml"}), of(ResolverMark{ip("1.1.1.1")})};
  return {one, other};
}

TEST(MarkMatcher, FindsEachKindAndNothingLikeIt) {
  const auto lists = marked();
  const MarkMatcher matcher(lists);
  const auto known = [&](Kind kind, std::string_view text, std::uint16_t port = 0,
                         bool udp = false) {
    return matcher.match({kind, text, Port{port}, udp}, {});
  };
  EXPECT_EQ(known(Kind::path, "/index/a.xml"), 2U);
  EXPECT_EQ(known(Kind::path, "/index/a.xml?of=today"), 2U);
  EXPECT_EQ(known(Kind::path, "/index/a.xm"), 0U);
  EXPECT_EQ(known(Kind::path, "/x/index/a.xml"), 0U);
  EXPECT_EQ(known(Kind::issuer, "Acme CA"), 1U);
  EXPECT_EQ(known(Kind::issuer, "acme ca"), 0U);
  EXPECT_EQ(known(Kind::ja3, std::string(32, 'a')), 1U);
  EXPECT_EQ(known(Kind::ja4, std::string(32, 'a')), 0U);
  EXPECT_EQ(known(Kind::port, "", 13000), 1U);
  EXPECT_EQ(known(Kind::port, "", 13000, true), 0U);
  EXPECT_EQ(known(Kind::port, "", 15000, true), 1U);
  EXPECT_EQ(known(Kind::port, "", 15099, true), 1U);
  EXPECT_EQ(known(Kind::port, "", 15100, true), 0U);
  EXPECT_EQ(known(Kind::first_bytes, "\x16\x03\x01\x02"), 1U);
  EXPECT_EQ(known(Kind::first_bytes, "\x16\x03\x01"), 1U);
  EXPECT_EQ(known(Kind::first_bytes, "\x16\x03"), 0U);
}

TEST(MarkMatcher, KnowsTheFallbacksInTheirOrderByVendor) {
  const auto lists = marked();
  const MarkMatcher matcher(lists);
  EXPECT_TRUE(matcher.is_fallback(ip("8.8.8.8")));
  EXPECT_FALSE(matcher.is_fallback(ip("8.8.4.4")));
  EXPECT_EQ(matcher.fallback_place("acme", ip("8.8.8.8")), 0U);
  EXPECT_EQ(matcher.fallback_place("acme", ip("1.1.1.1")), 1U);
  EXPECT_EQ(matcher.fallback_place("other", ip("1.1.1.1")), 0U);
  EXPECT_EQ(matcher.fallback_place("other", ip("8.8.8.8")), std::nullopt);
}

TEST(MarkMatcher, WritesNoMoreThanThereIsRoomFor) {
  const auto lists = marked();
  const MarkMatcher matcher(lists);
  std::array<Match, 1> out;
  EXPECT_EQ(matcher.match({Kind::path, "/index/a.xml", {}, false}, out), 2U);
  EXPECT_NE(out[0].entry, nullptr);
}

TEST(MarkWeight, IsTheKindsUnlessTheEntrySaysOtherwiseAndLittleWhereInferred) {
  WatchEntry path = of(PathMark{"/x"});
  EXPECT_EQ(weight_of(path), 5);
  path.weight = 9;
  EXPECT_EQ(weight_of(path), 9);
  path.confidence = Confidence::inferred;
  EXPECT_EQ(weight_of(path), 1);
  EXPECT_EQ(weight_of(of(PortMark{})), 1);
  EXPECT_EQ(weight_of(of(Ja3Mark{})), 2);
}

}  // namespace
}  // namespace cutoffd::rules::mark_matcher_test
