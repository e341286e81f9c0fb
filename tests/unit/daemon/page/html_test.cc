#include "daemon/page/html.h"

#include <gtest/gtest.h>

#include "daemon/html.h"
#include "daemon/page/drawings.h"
#include "daemon/page/words.h"

namespace cutoffd::page::html_test {
namespace {

using namespace std::chrono_literals;

// Whatever the octet, and whatever stands beside it, it ends neither the text nor the attribute.
TEST(Html, EscapesEveryOctetInTextAndAttributes) {
  for (int first = 0; first < 256; ++first) {
    for (const int second : {0, 0x20, 0x22, 0x3c, 0x80, 0x8e, 0xae, 0xff}) {
      const std::string hostile = {static_cast<char>(first), static_cast<char>(second)};
      std::string out;
      Html html(out);
      html.open("a", {{"title", hostile}}).text(hostile).close("a");
      ASSERT_TRUE(out.starts_with("<a title=\"") && out.ends_with("</a>"));
      const std::string inner = out.substr(10, out.size() - 14);
      EXPECT_EQ(std::count(inner.begin(), inner.end(), '"'), 1) << first << ' ' << second;
      EXPECT_EQ(std::count(inner.begin(), inner.end(), '<'), 0) << first << ' ' << second;
      EXPECT_EQ(std::count(inner.begin(), inner.end(), '>'), 1) << first << ' ' << second;
      EXPECT_EQ(inner.find('\''), std::string::npos);
      for (const char c : inner) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20) << first;
    }
  }
}

TEST(Html, KeepsWhatIsTextAndReplacesWhatTurnsIt) {
  const auto escaped = [](std::string_view text) {
    std::string out;
    append_html_text(out, text);
    return out;
  };
  EXPECT_EQ(escaped("Müller’s iPhone 日本"), "Müller’s iPhone 日本");
  EXPECT_EQ(escaped("<script>alert('x') & \"y\"</script>"),
            "&lt;script&gt;alert(&#39;x&#39;) &amp; &quot;y&quot;&lt;/script&gt;");
  EXPECT_EQ(escaped("a\xE2\x80\xAE"
                    "b\xE2\x81\xA6"
                    "c\xD8\x9C"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c\xEF\xBF\xBD");
  EXPECT_EQ(escaped("\xC0\xAF\xED\xA0\x80").find('\xC0'), std::string::npos);
  EXPECT_EQ(escaped("مرحبا"), "مرحبا") << "what is written from right to left is text";
}

TEST(Html, WritesPathsThatLeadWhereTheyShould) {
  EXPECT_EQ(path_escaped("mac:02:5a"), "mac:02:5a");
  EXPECT_EQ(path_escaped("../a?b#c%d/e\"<\xff"), "..%2Fa%3Fb%23c%25d%2Fe%22%3C%FF");
}

TEST(Words, AreHowPeopleReadFigures) {
  EXPECT_EQ(grouped(1'234'567),
            "1\xE2\x80\xAF"
            "234\xE2\x80\xAF"
            "567");
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(octets_text(999), "999 B");
  EXPECT_EQ(octets_text(3'565'158), "3.4 MiB");
  EXPECT_EQ(octets_text(UINT64_MAX), "1.64e+04 PiB");
  EXPECT_EQ(share_text(0, 0), "–");
  EXPECT_EQ(share_text(1, 1'000), "0.1 %");
  EXPECT_EQ(share_text(97, 1'000), "10 %");
  EXPECT_EQ(share_text(9'999, 10'000), "> 99 %");
  EXPECT_EQ(share_text(8, 8), "100 %");
  EXPECT_EQ(octets_text(1'023'700), "0.976 MiB");
  const Instant now = instant_from_ns(1'700'000'000'000'000'000);
  EXPECT_EQ(ago(now, now), "just now");
  EXPECT_EQ(ago(now - 90s, now), "1 min ago");
  EXPECT_EQ(ago(now - 47h, now), "47 h ago");
  EXPECT_EQ(ago(now - 72h, now), "3 days ago");
  EXPECT_EQ(ago(now + 2h, now), "in 2 h");
  EXPECT_EQ(moment(now), "2023-11-14 22:13:20 UTC");
  EXPECT_EQ(counted(1, "device"), "1 device");
  EXPECT_EQ(counted(2, "device"), "2 devices");
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++n;
  return n;
}

TEST(Drawings, SayInWordsWhatTheyShow) {
  std::string out;
  Html html(out);
  draw_evidence(html, Evidence::contacted, true);
  EXPECT_EQ(count_of(out, "step s3"), 3U);
  EXPECT_EQ(count_of(out, "step none"), 2U);
  EXPECT_NE(out.find("aria-label=\"contacted, step 3 of 5, blocked\""), std::string::npos);
  out.clear();
  draw_sparkline(html, {{99, 4}, {100, 1}, {50, 7}, {200, 7}}, 100);
  EXPECT_EQ(count_of(out, "class=\"bar\""), 2U) << "days that are not shown";
  EXPECT_NE(out.find("5 contacts in 30 days, at most 4 a day"), std::string::npos);
}

// However long the history, there are no more bars than are seen, and none is lost.
TEST(Drawings, OfALongHistoryAreBounded) {
  rules::DayCounts days;
  for (std::int64_t day = 18'000; day < 20'000; ++day) days.push_back({day, 1});
  std::string out;
  Html html(out);
  draw_history(html, days, 19'999, {{rules::begin_of_day(19'000), "cutoff"}});
  EXPECT_LE(count_of(out, "<rect "), kMostBars);
  EXPECT_NE(out.find("2\xE2\x80\xAF"
                     "000 contacts from "),
            std::string::npos);
  EXPECT_EQ(count_of(out, "class=\"cutoff\""), 1U);
  EXPECT_GT(count_of(out, "class=\"before\""), 0U);
  EXPECT_GT(count_of(out, "class=\"after\""), 0U);
  out.clear();
  draw_history(html, {}, 19'999, {{rules::begin_of_day(1'000), "cutoff"}});
  EXPECT_EQ(count_of(out, "<rect "), 0U);
  EXPECT_EQ(count_of(out, "◂ cutoff"), 1U) << "it lies before what is shown";
}

// A bar of several days is on one side of the cutoff, wherever it lies.
TEST(Drawings, MixNoDaysOfBothSides) {
  for (std::int64_t cutoff = 18'990; cutoff < 19'010; ++cutoff) {
    rules::DayCounts days;
    for (std::int64_t day = 18'900; day < 20'000; ++day) days.push_back({day, 1});
    std::string out;
    Html html(out);
    draw_history(html, days, 19'999, {{rules::begin_of_day(cutoff), "cutoff"}});
    constexpr std::string_view kBefore = "class=\"before\"><title>from 2021-01-01: ";
    std::size_t before = 0;
    for (std::size_t at = out.find("class=\"before\""); at != std::string::npos;
         at = out.find("class=\"before\"", at + 1)) {
      before += std::stoul(out.substr(at + kBefore.size()));
    }
    EXPECT_EQ(before, static_cast<std::size_t>(cutoff - 18'900));
    EXPECT_LE(count_of(out, "<rect "), kMostBars);
  }
}

}  // namespace
}  // namespace cutoffd::page::html_test
