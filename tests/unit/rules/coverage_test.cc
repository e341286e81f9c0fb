#include "rules/coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cutoffd::rules::coverage_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

CoverageFigures fine() {
  CoverageFigures figures;
  figures.packets = 100'000;
  figures.octets = 100'000'000;
  figures.two_way_flows = 1000;
  figures.encrypted_flows = 1000;
  figures.watchlist_age_days = 10;
  return figures;
}

Coverage judged(const CoverageFigures& figures, bool found = false) {
  return judge_coverage(figures, CoverageLimits{}, found);
}

TEST(Coverage, WithoutAnythingAgainstItIsCleanWithoutReasons) {
  const Coverage coverage = judged(fine());
  EXPECT_EQ(coverage.verdict, Verdict::clean);
  EXPECT_THAT(coverage.reasons, IsEmpty());
}

TEST(Coverage, IsSaidInWordsWithItsFigures) {
  EXPECT_EQ(coverage_words(judged(fine())),
            "coverage clean: 100000 packets, none dropped, none of the flows one-way, none of the "
            "TLS and QUIC flows without a readable name, oldest watchlist reviewed 10 days ago");
  CoverageFigures figures = fine();
  figures.drops = 5'000;
  figures.one_way_flows = 1000;
  figures.unnamed_flows = 100;
  figures.ech_flows = 50;
  EXPECT_EQ(coverage_words(judged(figures)),
            "coverage inconclusive: 100000 packets, 5 % dropped, 50 % of the flows one-way, 15 % "
            "of the TLS and QUIC flows without a readable name, 50 flows offering ECH, oldest "
            "watchlist reviewed 10 days ago");
  figures = {};
  figures.packets = 9;
  figures.encrypted_dns_devices = 1;
  figures.opaque_packets = 2;
  figures.cut_packets = 3;
  figures.gaps = 4;
  EXPECT_EQ(figure_words(figures),
            "9 packets, none dropped, 1 device asking by encrypted DNS, 2 packets of tunnels that "
            "cannot be read, 3 packets cut, 4 gaps");
  EXPECT_EQ(coverage_words(judged({})), "coverage inconclusive: 0 packets, none dropped");
}

TEST(Coverage, OfNothingIsNotClean) {
  const Coverage coverage = judged({});
  EXPECT_EQ(coverage.verdict, Verdict::inconclusive);
  EXPECT_THAT(coverage.reasons, ElementsAre("No packet was seen."));
}

// Each figure at its limit is still believed, and one above it is not.
struct Doubt {
  std::uint64_t CoverageFigures::*figure;
  std::uint64_t at_limit;
  const char* words;
};
class CoverageDoubt : public testing::TestWithParam<Doubt> {};

TEST_P(CoverageDoubt, TurnsCleanAboveTheLimitAndNotAtIt) {
  const Doubt& doubt = GetParam();
  CoverageFigures figures = fine();
  figures.*doubt.figure = doubt.at_limit;
  EXPECT_EQ(judged(figures).verdict, Verdict::clean);
  figures.*doubt.figure = doubt.at_limit + 1;
  const Coverage coverage = judged(figures);
  EXPECT_EQ(coverage.verdict, Verdict::inconclusive);
  ASSERT_THAT(coverage.reasons, SizeIs(1));
  EXPECT_THAT(coverage.reasons[0], HasSubstr(doubt.words));
  EXPECT_EQ(judged(figures, true).verdict, Verdict::found);
  EXPECT_EQ(judged(figures, true).reasons, coverage.reasons);
}

INSTANTIATE_TEST_SUITE_P(
    EachFigure, CoverageDoubt,
    testing::Values(Doubt{&CoverageFigures::drops, 100, "dropped"},
                    Doubt{&CoverageFigures::one_way_flows, 52, "one direction only"},
                    Doubt{&CoverageFigures::unnamed_flows, 200, "no readable name"},
                    Doubt{&CoverageFigures::ech_flows, 200, "offer ECH"},
                    Doubt{&CoverageFigures::cut_packets, 1000, "in part only"},
                    Doubt{&CoverageFigures::lost_octets, 1'010'101, "acknowledged"},
                    Doubt{&CoverageFigures::unjudged, 0, "not judged"},
                    Doubt{&CoverageFigures::gaps, 0, "pauses 1 time for more than 5m"}));

TEST(Coverage, AnOldWatchlistIsADoubt) {
  CoverageFigures figures = fine();
  figures.watchlist_age_days = 180;
  EXPECT_EQ(judged(figures).verdict, Verdict::clean);
  figures.watchlist_age_days = 181;
  EXPECT_EQ(judged(figures).verdict, Verdict::inconclusive);
  figures.watchlist_age_days.reset();
  EXPECT_EQ(judged(figures).verdict, Verdict::clean);
}

TEST(Coverage, EncryptedDnsAndTunnelsAreToldAndTurnNothing) {
  CoverageFigures figures = fine();
  figures.encrypted_dns_devices = 3;
  figures.opaque_packets = 1;
  const Coverage coverage = judged(figures);
  EXPECT_EQ(coverage.verdict, Verdict::clean);
  EXPECT_THAT(coverage.reasons,
              ElementsAre("3 devices ask names by encrypted DNS: questions are hidden, server "
                          "names are not.",
                          "1 packet belongs to encrypted tunnels, which cannot be read."));
}

TEST(Coverage, DropsThatWereCountedTurnCleanIntoInconclusive) {
  for (const Counter place : {Counter::kernel_drops, Counter::interface_drops}) {
    Counters counters;
    counters.add(Counter::packets, 100'000);
    EXPECT_EQ(judged(figures_from(counters)).verdict, Verdict::clean);
    counters.add(place, 101);
    const Coverage coverage = judged(figures_from(counters));
    EXPECT_EQ(coverage.verdict, Verdict::inconclusive) << name_of(place);
    ASSERT_THAT(coverage.reasons, SizeIs(1));
    EXPECT_THAT(coverage.reasons[0], HasSubstr("dropped"));
  }
}

TEST(Coverage, FiguresAreReadFromTheCounters) {
  Counters counters;
  counters.add(Counter::packets, 10);
  counters.add(Counter::kernel_drops, 2);
  counters.add(Counter::interface_drops, 3);
  counters.add(Counter::facts_dropped, 4);
  counters.add(Counter::devices_given_up, 5);
  counters.add(Counter::lost_octets, 6);
  counters.add(Counter::ech_flows, 7);
  counters.add(Counter::cut_packets, 8);
  counters.add(Counter::fragments_given_up, 9);
  counters.add(Counter::openings_given_up, 10);
  counters.add(Counter::fragments_overlapping, 11);
  const CoverageFigures figures = figures_from(counters);
  EXPECT_EQ(figures.packets, 10U);
  EXPECT_EQ(figures.drops, 5U);
  EXPECT_EQ(figures.unjudged, 19U);
  EXPECT_EQ(figures.lost_octets, 6U);
  EXPECT_EQ(figures.ech_flows, 7U);
  EXPECT_EQ(figures.cut_packets, 28U);
}

}  // namespace
}  // namespace cutoffd::rules::coverage_test
