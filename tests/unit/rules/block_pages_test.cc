// Pages shown in place of the service, told by what is answered: the contact stays, the way is
// noted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::block_pages_test {
namespace {

using namespace stage;
using testing::HasSubstr;
using Step = FlowProgress::Step;
using Leads = HttpAnswer::Leads;

Sighting request(Instant time, std::uint64_t flow = 1) {
  Sighting made = hello(kDesk, kUpdate, time, flow);
  made.kind = ObservationKind::http_host;
  return made;
}
HttpAnswer answered(std::uint16_t status, Instant time = after(2), std::uint64_t down = 300) {
  HttpAnswer made;
  made.time = time;
  made.flow = FlowId{1};
  made.status = status;
  made.bytes_down = down;
  return made;
}
HttpAnswer leading_to(std::string_view host, std::uint16_t status = 302) {
  HttpAnswer made = answered(status);
  if (const auto address = IpAddress::parse(host)) {
    made.leads = Leads::to_address;
    made.address = *address;
  } else {
    made.leads = Leads::to_name;
    made.name = domain(host);
  }
  return made;
}

// A request that is answered so, and the connection ends.
Alert told_of(const HttpAnswer& answer, std::uint64_t up = 200, std::uint64_t down = 3000) {
  Court court;
  court.hear(request(after(1)), progress(1, after(2), Step::answered, 200, 300), answer,
             progress(1, after(3), Step::ended, up, down));
  const auto alerts = court.finish();
  EXPECT_EQ(alerts.size(), 1U);
  return alerts.at(0);
}

TEST(BlockPage, RefusalsAreOne) {
  for (const auto status : std::initializer_list<std::uint16_t>{403, 451}) {
    const Alert alert = told_of(answered(status));
    EXPECT_EQ(alert.blocked, Blocked::blockpage) << status;
    EXPECT_EQ(alert.evidence, Evidence::answered) << "the contact stays what it is";
    EXPECT_EQ(alert.count, 1U);
  }
}

TEST(BlockPage, OtherAnswersAreNone) {
  for (const auto status : std::initializer_list<std::uint16_t>{100, 101, 200, 204, 206, 304, 400,
                                                                401, 404, 407, 500, 503}) {
    EXPECT_FALSE(told_of(answered(status)).blocked) << status;
  }
}

TEST(BlockPage, ARedirectElsewhereIsOne) {
  for (const auto* host : {"block.example.net", "filter.example", "10.1.1.1", "acme.example.net"}) {
    EXPECT_EQ(told_of(leading_to(host)).blocked, Blocked::blockpage) << host;
  }
}

TEST(BlockPage, TheVendorsOwnRedirectIsNone) {
  // The same host (by TLS, say), another of its domain, another of the vendor's, the server itself.
  for (const auto* host :
       {kUpdate, "www.upd.acme.example", "acme.example", kPortal, kUnknown, "203.0.113.7"}) {
    EXPECT_FALSE(told_of(leading_to(host)).blocked) << host;
  }
  EXPECT_FALSE(told_of(answered(302)).blocked) << "to a path";
}

TEST(BlockPage, AnotherVendorsHostIsElsewhere) {
  EXPECT_EQ(told_of(leading_to("s1.upd.other.example")).blocked, Blocked::blockpage);
}

TEST(BlockPage, OfItsOctetsNothingWasTransferred) {
  const Alert page = told_of(answered(403), 200, 60'000);
  EXPECT_EQ(page.evidence, Evidence::answered);
  EXPECT_EQ(page.blocked, Blocked::blockpage);
  EXPECT_EQ(page.bytes_down, 60'000U) << "seen all the same";
  const Alert other = told_of(answered(403), 200, 300 + (128 << 10) + 1);
  EXPECT_EQ(other.evidence, Evidence::transferred) << "no page is so long";
  EXPECT_FALSE(other.blocked);
}

TEST(BlockPage, WhatTheDeviceSentWasTransferred) {
  const Alert alert = told_of(answered(403), 50'000, 300);
  EXPECT_EQ(alert.evidence, Evidence::transferred);
  EXPECT_EQ(alert.blocked, Blocked::blockpage);
}

TEST(BlockPage, WhatWasTransferredBeforeStays) {
  Court court;
  court.hear(request(after(1)), progress(1, after(2), Step::answered, 200, 300),
             progress(1, after(3), Step::bytes, 200, 50'000), answered(403, after(4), 50'500),
             progress(1, after(5), Step::ended, 400, 52'000));
  const auto alerts = court.finish();
  EXPECT_EQ(alerts[0].evidence, Evidence::transferred);
  EXPECT_EQ(alerts[0].blocked, Blocked::blockpage);
}

TEST(BlockPage, AnAnswerOfTheServiceLiftsIt) {
  Court court;
  court.hear(request(after(1)), progress(1, after(2), Step::answered, 200, 300), answered(403),
             answered(200, after(3), 2000), progress(1, after(4), Step::ended, 400, 90'000));
  const auto alerts = court.finish();
  EXPECT_FALSE(alerts[0].blocked);
  EXPECT_EQ(alerts[0].evidence, Evidence::transferred);
}

TEST(BlockPage, ManyPagesOnOneConnectionAreNoTransfer) {
  Court court;
  std::uint64_t down = 0;
  for (int i = 0; i < 20; ++i) {
    const double when = 1 + i;
    court.hear(request(after(when)),
               progress(1, after(when + 0.1), Step::answered, 200, down + 300),
               answered(403, after(when + 0.2), down + 300));
    down += 30'000;
    if (i % 3 == 0) court.hear(progress(1, after(when + 0.5), Step::bytes, 200, down - 5000));
  }
  court.hear(progress(1, after(60), Step::ended, 4000, down));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 1U) << "nothing rises";
  const DeviceService line = court.services().at(0);
  EXPECT_EQ(line.evidence, Evidence::answered);
  EXPECT_EQ(line.blocked, Blocked::blockpage);
  EXPECT_EQ(line.bytes_down, down);
}

TEST(BlockPage, OfConnectionsThatNobodyWatchesNothingIsKept) {
  Court court;
  court.hear(answered(403), leading_to("block.example.net"));
  EXPECT_TRUE(court.finish().empty());
  EXPECT_TRUE(court.services().empty());
}

TEST(BlockPage, BelowACountrysSecondLevelThreeLabelsAreOneOrganisation) {
  Watchlist list;
  list.id = list.vendor = "acme";
  list.title = "Acme";
  list.entries = {entry(NamePattern::Match::exact, "upd.acme.co.uk", "update")};
  const auto under = std::make_shared<const RuleSet>(
      std::vector{list}, std::vector{determination("order", "acme", kCutoff)},
      std::vector{rule("acme-order", "order")});
  for (const auto& [host, page] :
       {std::pair{"www.acme.co.uk", false}, std::pair{"block.other.co.uk", true}}) {
    Court court(under);
    Sighting made = request(after(1));
    made.name = domain("upd.acme.co.uk");
    court.hear(made, progress(1, after(2), Step::answered, 200, 300), leading_to(host));
    EXPECT_EQ(court.finish().at(0).blocked.has_value(), page) << host;
  }
}

}  // namespace
}  // namespace cutoffd::rules::block_pages_test
