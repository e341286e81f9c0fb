// Contacts of the past, judged by rules that came later.
#include "rules/past.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::past_test {
namespace {

using namespace stage;
using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ContactSpan span(double first, double last, std::uint64_t count) {
  return {after(first), after(last), count};
}

// The lists with one entry more, or another service for a name.
std::shared_ptr<const RuleSet> rules_with(WatchEntry more) {
  auto all = lists();
  all[0].entries.push_back(std::move(more));
  return std::make_shared<const RuleSet>(all, std::vector{determination("order", "acme", kCutoff)},
                                         std::vector{rule("acme-order", "order")});
}
std::shared_ptr<const RuleSet> with_orders(const std::vector<Determination>& orders) {
  std::vector<Rule> made;
  for (const Determination& order : orders) made.push_back(rule(order.id + "-rule", order.id));
  return std::make_shared<const RuleSet>(lists(), orders, made);
}

TEST(PastSpan, OfNamesOnBothSidesOnlyTheEndsAreCertain) {
  EXPECT_EQ(certain_after(span(-9, -1, 4), kCutoff).count, 0U);
  EXPECT_EQ(certain_after(span(0, 9, 4), kCutoff).count, 4U);
  const ContactSpan parted = certain_after(span(-9, 9, 4), kCutoff);
  EXPECT_EQ(parted.count, 1U);
  EXPECT_EQ(parted.first, after(9));
  EXPECT_EQ(rest_before(span(-9, 9, 4), kCutoff).count, 3U);
  EXPECT_EQ(rest_before(span(-9, 9, 4), kCutoff).last, after(-9));
}

TEST(PastSpan, BothPartsTogetherHaveEveryContact) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    const double first = std::uniform_int_distribution(-50, 50)(random);
    const double last = first + std::uniform_int_distribution(0, 60)(random);
    const auto whole =
        span(first, last, std::uniform_int_distribution<std::uint64_t>(1, 9)(random));
    const ContactSpan late = certain_after(whole, kCutoff);
    const ContactSpan early = rest_before(whole, kCutoff);
    ASSERT_EQ(late.count + early.count, whole.count);
    if (late.count > 0) {
      ASSERT_GE(late.first, kCutoff);
      ASSERT_EQ(late.last, whole.last);
    }
    if (early.count > 0) {
      ASSERT_LT(early.last, kCutoff);
      ASSERT_EQ(early.first, whole.first);
    }
  }
}

TEST(Past, ANewEntryIsJudgedAgainstWhatWasSeenOfItsName) {
  Court court;
  court.hear(question(kDesk, kUnknown, after(100)),
             answer(kDesk, kUnknown, after(100.1), {{kServer.ip, 60}}),
             hello(kDesk, kUnknown, after(101)), question(kDesk, kUnknown, after(5000)));
  ASSERT_THAT(court.alerts(), ElementsAre(testing::Field(&Alert::event, AlertEvent::unclassified)));
  court.wait_until(after(9000));
  court.judge().use(rules_with(entry(NamePattern::Match::exact, kUnknown, "update")));
  const auto told = court.alerts();
  ASSERT_EQ(told.size(), 2U);
  const Alert& alert = told[1];
  EXPECT_EQ(alert.event, AlertEvent::opened);
  EXPECT_TRUE(alert.retroactive);
  EXPECT_EQ(alert.service, "update");
  EXPECT_EQ(alert.time, after(9000));
  EXPECT_EQ(alert.first, after(100));
  EXPECT_EQ(alert.last, after(5000));
  EXPECT_EQ(alert.count, 2U);
  EXPECT_EQ(alert.evidence, Evidence::contacted);
  EXPECT_EQ(alert.name, kUnknown);
  EXPECT_EQ(alert.server, kServer);
  EXPECT_EQ(
      alert.message,
      "10.0.0.20 (02:00:00:00:00:20) contacted Acme (update): shiny.acme.example was contacted "
      "at 203.0.113.7:443; 2 contacts since 2024-09-29T04:01:40Z; the last one at "
      "2024-09-29T05:23:20Z; it was seen before the rule or list was loaded that it is judged "
      "by");
}

TEST(Past, IsToldOnceWhateverIsLoadedOrRestartedAfterwards) {
  Court court;
  court.hear(question(kDesk, kUnknown, after(100)));
  court.wait_until(after(200));
  const auto more = rules_with(entry(NamePattern::Match::exact, kUnknown, "update"));
  court.judge().use(more);
  const std::size_t told = court.alerts().size();
  court.judge().use(more);
  court.judge().use(rules());
  court.judge().use(more);
  court.wait_until(after(300));
  EXPECT_EQ(court.alerts().size(), told);
  const auto services = court.services();
  for (const DeviceService& row : services) EXPECT_EQ(row.after.count, 1U) << row.service;
}

TEST(Past, WhatLiesBeforeTheCutoffOpensNothingLater) {
  Court court;
  court.hear(question(kDesk, kUnknown, after(-100)), question(kDesk, kUnknown, after(-1)));
  court.judge().use(rules_with(entry(NamePattern::Match::exact, kUnknown, "update")));
  EXPECT_THAT(court.finish(), IsEmpty());
  for (const DeviceService& row : court.services()) {
    if (row.service != "update") continue;
    EXPECT_EQ(row.before.count, 2U);
    EXPECT_EQ(row.state, "before-cutoff");
  }
}

TEST(Past, OfANameOnBothSidesTheLastContactAloneIsClaimed) {
  Court court;
  court.hear(question(kDesk, kUnknown, after(-100)), hello(kDesk, kUnknown, after(-50)),
             question(kDesk, kUnknown, after(70)));
  court.judge().use(rules_with(entry(NamePattern::Match::exact, kUnknown, "update")));
  const auto told = court.finish();
  const Alert& alert = told.back();
  EXPECT_EQ(alert.event, AlertEvent::opened);
  EXPECT_EQ(alert.count, 1U);
  EXPECT_EQ(alert.first, after(70));
  EXPECT_EQ(alert.evidence, Evidence::asked);  // the hello was in time
}

TEST(Past, AGuessAndACertificateOpenNothingLater) {
  Court court;
  Sighting certificate = hello(kDesk, "s01.upd.other.example", after(10));
  certificate.kind = ObservationKind::tls_cert_name;
  court.hear(question(kDesk, kUnknown, after(5)), certificate);
  court.judge().use(
      rules_with(entry(NamePattern::Match::exact, kUnknown, "update", Confidence::inferred)));
  court.judge().use(with_orders({determination("another", "other", kCutoff)}));
  for (const Alert& alert : court.finish()) EXPECT_NE(alert.event, AlertEvent::opened);
}

TEST(Past, ANewDeterminationIsJudgedAgainstItsOwnCutoff) {
  Court court(with_orders({determination("order", "acme", kCutoff)}));
  court.hear(question(kDesk, kTelemetry, after(-7200)), question(kDesk, kTelemetry, after(-3600)));
  ASSERT_THAT(court.finish(), IsEmpty());
  court.judge().use(with_orders(
      {determination("order", "acme", kCutoff), determination("early", "acme", after(-10000))}));
  const auto told = court.finish();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].determination, "early");
  EXPECT_EQ(told[0].cutoff, after(-10000));
  EXPECT_EQ(told[0].first, after(-7200));
  EXPECT_EQ(told[0].count, 2U);
  // The history is parted at the earliest cutoff now.
  for (const DeviceService& row : court.services()) {
    if (row.vendor != "acme") continue;
    EXPECT_EQ(row.after.count, 2U);
    EXPECT_EQ(row.before.count, 0U);
    EXPECT_EQ(row.state, "calling");
  }
}

TEST(Past, SeveralNewDeterminationsMakeOneAlertThatNamesThemAll) {
  Court court(with_orders({}));
  court.hear(question(kDesk, kUpdate, after(50)));
  ASSERT_THAT(court.finish(), IsEmpty());
  court.judge().use(with_orders(
      {determination("one", "acme", kCutoff), determination("two", "acme", after(-5))}));
  const auto told = court.finish();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].determination, "one, two");
  EXPECT_EQ(told[0].cutoff, after(-5));
  EXPECT_THAT(told[0].message, HasSubstr("; under one and two"));
}

TEST(Past, ARuleThatWasThereIsNotJudgedAgain) {
  Court court(with_orders({determination("order", "acme", kCutoff)}));
  court.hear(question(kDesk, kUpdate, after(50)));
  ASSERT_EQ(court.finish().size(), 1U);
  court.judge().use(with_orders(
      {determination("order", "acme", kCutoff), determination("other", "other", kCutoff)}));
  EXPECT_EQ(court.finish().size(), 1U);
}

TEST(Past, WhatIsOpenedLaterGoesOnLikeAnyIncident) {
  Court court(with_orders({}));
  court.hear(question(kDesk, kUpdate, after(50)));
  court.judge().use(with_orders({determination("order", "acme", kCutoff)}));
  court.hear(question(kDesk, kUpdate, after(500)), hello(kDesk, kUpdate, after(501)));
  const auto told = court.finish();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_TRUE(told[0].retroactive);
  EXPECT_EQ(told[1].event, AlertEvent::escalated);
  EXPECT_FALSE(told[1].retroactive);
  EXPECT_EQ(told[1].incident, told[0].incident);
  EXPECT_EQ(told[1].first, after(50));
  EXPECT_EQ(told[1].count, 2U);
  EXPECT_THAT(told[1].message, Not(HasSubstr("was loaded")));
}

TEST(Past, JoinedRowsKeepTheFurthestAndTheLatest) {
  NameRow early;
  early.subjects = "acme/update";
  early.evidence = Evidence::answered;
  early.proved = after(5);
  NameRow late;
  late.subjects = "acme/update other/update";
  late.evidence = Evidence::asked;
  late.proved = after(9);
  join_past(late, early);
  EXPECT_EQ(late.subjects, "acme/update other/update");
  EXPECT_EQ(late.evidence, Evidence::answered);
  EXPECT_EQ(late.proved, after(5));
}

}  // namespace
}  // namespace cutoffd::rules::past_test
