// Connections that are open while the program is restarted.
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/ledger_rows.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::carried_flows_test {
namespace {

using namespace stage;
using testing::SizeIs;
using Step = FlowProgress::Step;

DeviceService line(Court& court) { return court.services().at(0); }

Sighting request(Instant time, std::uint64_t flow, std::string_view name = kUpdate) {
  Sighting made = hello(kDesk, name, time, flow);
  made.kind = ObservationKind::http_host;
  return made;
}

TEST(CarriedFlows, OneMoreRequestOnAConnectionIsTheSameContactOverARestart) {
  Court court;
  court.hear(request(after(1), 7), progress(7, after(2), Step::answered, 100, 100));
  court.restart();
  // Another process numbers its flows anew, and counts the octets that it saw itself.
  court.hear(request(after(3), 1), progress(1, after(4), Step::bytes, 50, 5000));
  EXPECT_EQ(line(court).after.count, 1U);
  EXPECT_EQ(line(court).evidence, Evidence::transferred);
  EXPECT_EQ(line(court).bytes_down, 5100U);
}

TEST(CarriedFlows, WhereTheCaptureEndedItGoesOnToo) {
  Court court;
  court.hear(request(after(1), 7), progress(7, after(2), Step::left, 100, 100));
  court.restart();
  court.hear(request(after(3), 1));
  EXPECT_EQ(line(court).after.count, 1U);
}

TEST(CarriedFlows, OneThatEndedIsAnother) {
  Court court;
  court.hear(request(after(1), 7), progress(7, after(2), Step::ended, 100, 100));
  court.restart();
  court.hear(request(after(3), 1));
  EXPECT_EQ(line(court).after.count, 2U);
}

TEST(CarriedFlows, AfterAnHourTheEndsAreAnotherConnections) {
  Court court;
  court.hear(request(after(1), 7));
  court.restart();
  court.hear(request(after(3600 + 61), 1));
  EXPECT_EQ(line(court).after.count, 2U);
  EXPECT_THAT(court.ledger().rows().open_flows(), SizeIs(1));
}

TEST(CarriedFlows, WhatNobodyTookUpGoesFromTheLedger) {
  Court court;
  court.hear(request(after(1), 7));
  court.restart();
  EXPECT_THAT(court.ledger().rows().open_flows(), SizeIs(1));
  court.wait_until(after(7300)).keep();
  EXPECT_THAT(court.ledger().rows().open_flows(), SizeIs(0));
}

TEST(CarriedFlows, AnotherConnectionOfTheSameNumberIsNotMistakenForIt) {
  Court court;
  court.hear(hello(kDesk, kUpdate, after(1), 7));
  court.restart();
  const Host other = host("10.0.0.21", "02:00:00:00:00:21");
  court.hear(hello(other, kTelemetry, after(2), 7), progress(7, after(3), Step::bytes, 0, 50'000));
  for (const DeviceService& one : court.services()) {
    EXPECT_EQ(one.evidence, one.service == "update" ? Evidence::contacted : Evidence::transferred);
  }
}

TEST(CarriedFlows, ALateNameBelongsToWhatWasCountedByItsAddress) {
  Court court;
  AddressContact opening;
  opening.time = after(1);
  opening.flow = FlowId{7};
  opening.client = {{kDesk.address, Port{51000}}, kDesk.link};
  opening.server = {kServer, std::nullopt};
  court.hear(question(kDesk, kUpdate, after(0)),
             answer(kDesk, kUpdate, after(0), {{kServer.ip, 300}}), opening);
  court.wait_until(after(10)).restart();
  court.hear(hello(kDesk, "s08.upd.acme.example", after(12), 1));
  EXPECT_EQ(line(court).after.count, 1U);
}

TEST(CarriedFlows, OfAForgottenDeviceNothingIsCarried) {
  Court court;
  court.hear(request(after(1), 7));
  court.keep();
  ASSERT_EQ(court.judge().forget_device("10.0.0.20", {}), std::nullopt);
  court.hear(progress(7, after(2), Step::answered, 10, 10));
  court.restart();
  EXPECT_THAT(court.ledger().rows().open_flows(), SizeIs(0));
}

TEST(CarriedFlows, AJoinedDeviceKeepsThem) {
  Court court;
  const Host unproved = host("10.0.0.30");
  court.hear(hello(unproved, kUpdate, after(1), 7));
  court.keep();
  court.hear(binding("10.0.0.31", "02:00:00:00:00:30", after(2)),
             hello(host("10.0.0.31", "02:00:00:00:00:30"), kUpdate, after(3), 8),
             binding("10.0.0.30", "02:00:00:00:00:30", after(4)));
  court.restart();
  court.hear(hello(unproved, kUpdate, after(5), 1));
  EXPECT_EQ(line(court).after.count, 2U);
}

}  // namespace
}  // namespace cutoffd::rules::carried_flows_test
