#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "watchlist_files.h"

namespace cutoffd::config::watchlist_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(WatchlistFiles, EveryKindOfMarkIsRead) {
  const rules::Watchlist list = read(
      "  - {exact: Touch.Acme.example, service: update}\n"
      "  - {suffix: \"*.upd.acme.example\", service: update}\n"
      "  - {family: \"s[00-19].upd.acme.example\", service: update}\n"
      "  - {glob: \"k-*-geo.acme.example\", service: update}\n"
      "  - {address: 192.0.2.0/24, service: update}\n"
      "  - {address: \"2001:db8::1\", service: update}\n"
      "  - {path: /index/x.xml, service: update}\n"
      "  - {issuer: Acme TLS CA, service: update}\n"
      "  - {ja3: 1429730ee9d551d24982021582179626, service: update}\n"
      "  - {ja4: t13d1516h2_8daaf6152771_b186095e22b6, service: update}\n"
      "  - {port: 23100-23199/tcp, service: update}\n"
      "  - {port: 15000/udp, service: update}\n"
      "  - {first_bytes: 16 03 01 01 D3, service: update}\n"
      "  - {resolver: 8.8.8.8, service: unclassified}\n");
  ASSERT_EQ(list.entries.size(), 14U);
  EXPECT_EQ(std::get<rules::NamePattern>(list.entries[0].mark).text, "touch.acme.example");
  EXPECT_EQ(std::get<rules::AddressMark>(list.entries[5].mark).prefix.length(), 128U);
  const auto& ports = std::get<rules::PortMark>(list.entries[10].mark);
  EXPECT_EQ(number(ports.first), 23100);
  EXPECT_EQ(number(ports.last), 23199);
  EXPECT_FALSE(ports.udp);
  EXPECT_TRUE(std::get<rules::PortMark>(list.entries[11].mark).udp);
  EXPECT_EQ(std::get<rules::FirstBytesMark>(list.entries[12].mark).bytes,
            (std::vector<std::uint8_t>{0x16, 3, 1, 1, 0xd3}));
}

TEST_F(WatchlistFiles, MarksHaveWeightsAndPortsARole) {
  const rules::Watchlist list = read(
      "  - {path: /index/x.xml, service: update}\n"
      "  - {path: /index/y.xml, service: update, weight: 0}\n"
      "  - {port: 13000/tcp, service: update, role: relay, weight: 2}\n");
  EXPECT_EQ(rules::weight_of(list.entries[0]), 5);
  EXPECT_EQ(rules::weight_of(list.entries[1]), 0);
  EXPECT_EQ(rules::weight_of(list.entries[2]), 2);
  EXPECT_EQ(rules::kind_of(list.entries[0]), rules::MarkKind::path);
  EXPECT_EQ(rules::kind_of(list.entries[2]), rules::MarkKind::relay);
}

TEST_F(WatchlistFiles, EntryTakesAddressesAndDateOfItsSources) {
  const rules::Watchlist list = read(
      "  - {exact: a.example, service: update, source: [page, memory, \"https://b.example\"]}\n"
      "  - {exact: b.example, service: update, source: memory, retrieved: 2020-01-01, quiet: "
      "true,\n"
      "     confidence: inferred, protocol: TLS/443, note: N}\n"
      "  - {exact: c.example, service: update, source: memory}\n");
  EXPECT_EQ(list.entries[0].about().source, "https://a.example/p ; Remembered ; https://b.example");
  EXPECT_EQ(list.entries[0].about().retrieved, "2026-02-03");
  EXPECT_EQ(list.entries[1].about().retrieved, "2020-01-01");
  EXPECT_TRUE(list.entries[1].quiet);
  EXPECT_EQ(list.entries[1].confidence, rules::Confidence::inferred);
  EXPECT_EQ(list.entries[2].about().retrieved, "");
}

// Found by fuzzing: entries that stand twice were read from one place and looked up in the other.
TEST_F(WatchlistFiles, EntriesThatStandTwiceAreOneMistakeMore) {
  EXPECT_THAT(mistakes("  - {exact: a.example}\n"
                       "entries:\n"
                       "  - {exact: b.example, service: nosuch, source: nosuch}\n"),
              ElementsAre(HasSubstr("acme.yaml:8:5: entries[0]: found no 'service'"),
                          HasSubstr("acme.yaml:9:1: found 'entries', expected each key once")));
}

TEST_F(WatchlistFiles, EntryHasExactlyOneMark) {
  EXPECT_THAT(
      mistakes("  - {service: update}\n"
               "  - {exact: a.example, suffix: b.example, service: update}\n"),
      ElementsAre(HasSubstr("acme.yaml:8:5: entries[0]: found none of them, expected one of the "
                            "keys exact, suffix, family, glob, address"),
                  HasSubstr("acme.yaml:9:5: entries[1]: found 'exact' and 'suffix', expected only "
                            "one of the keys")));
}

TEST_F(WatchlistFiles, BadMarksAreRefusedWithTheirPlace) {
  EXPECT_THAT(mistakes("  - {exact: \"https://a.example/\", service: update}\n"
                       "  - {exact: 192.0.2.1, service: update}\n"
                       "  - {family: \"s[19-00].a.example\", service: update}\n"
                       "  - {glob: \"a.*\", service: update}\n"
                       "  - {address: 192.0.2.0/33, service: update}\n"
                       "  - {path: index.xml, service: update}\n"
                       "  - {ja3: 1429730EE9D551D24982021582179626, service: update}\n"
                       "  - {port: 13000, service: update}\n"
                       "  - {port: 2-1/tcp, service: update}\n"
                       "  - {first_bytes: 1603, service: update}\n"
                       "  - {resolver: dns.example, service: update}\n"
                       "  - {issuer: \"CN=X\", service: update}\n"),
              ElementsAre(HasSubstr("8:13: entries[0].exact: found 'https://a.example/'"),
                          HasSubstr("entries[1].exact: found '192.0.2.1', expected a name"),
                          HasSubstr("entries[2].family: found 's[19-00].a.example', expected the "
                                    "smaller number first"),
                          HasSubstr("entries[3].glob: found 'a.*', expected"),
                          HasSubstr("entries[4].address: found '192.0.2.0/33'"),
                          HasSubstr("entries[5].path: found 'index.xml'"),
                          HasSubstr("entries[6].ja3"), HasSubstr("entries[7].port: found '13000'"),
                          HasSubstr("entries[8].port: found '2-1/tcp'"),
                          HasSubstr("entries[9].first_bytes"), HasSubstr("entries[10].resolver"),
                          HasSubstr("entries[11].issuer")));
}

TEST_F(WatchlistFiles, SlipsInServicesAndSourcesAreToldWithASuggestion) {
  EXPECT_THAT(
      mistakes("  - {exact: a.example, service: updates, source: pgae}\n"
               "  - {exact: b.example, service: unclassified}\n"),
      ElementsAre("watchlists/acme.yaml:8:33: entries[0].service: found 'updates', expected "
                  "one of the list's services; did you mean 'update'?",
                  "watchlists/acme.yaml:8:50: entries[0].source: found 'pgae', expected one "
                  "of the list's sources, or a URL; did you mean 'page'?"));
}

TEST_F(WatchlistFiles, ARoleIsAPorts) {
  EXPECT_THAT(mistakes("  - {exact: b.example, service: update, role: relay}\n"),
              Contains(HasSubstr("a port")));
}

TEST_F(WatchlistFiles, SameMarkTwiceIsRefusedHoweverItIsWritten) {
  EXPECT_THAT(mistakes("  - {exact: a.example, service: update}\n"
                       "  - {suffix: a.example, service: update}\n"
                       "  - {exact: A.EXAMPLE, service: update}\n"
                       "  - {address: 192.0.2.1/24, service: update}\n"
                       "  - {address: 192.0.2.0/24, service: update}\n"),
              ElementsAre(HasSubstr("acme.yaml:10:5: entries[2]: found 'exact: a.example'"),
                          HasSubstr("acme.yaml:12:5: entries[4]: found 'address: 192.0.2.0/24'")));
}

// The entries of one were examined with the lines of the other, past their end.
TEST_F(WatchlistFiles, EntriesThatStandTwiceAreToldWhicheverAreMore) {
  const std::string one = "  - {exact: a.example, service: update}\n";
  const std::string more = "  - {exact: b.example, service: update}\n  - {exact: c.example}\n";
  EXPECT_THAT(mistakes(one + "entries:\n" + more), Contains(HasSubstr("entries")));
  EXPECT_THAT(mistakes(more + "entries:\n" + one), Contains(HasSubstr("entries")));
}

}  // namespace
}  // namespace cutoffd::config::watchlist_test
