// The inventory as it is asked: MACs, addresses, and the narrowest of ranges.
#include "rules/inventory.h"

#include <gtest/gtest.h>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::inventory_test {
namespace {

using namespace stage;

AddressRange range(std::string_view text) { return AddressRange::parse(text).value(); }

InventoryEntry of(std::string_view address, std::string name) {
  InventoryEntry entry;
  entry.addresses = range(address);
  entry.name = std::move(name);
  return entry;
}

TEST(AddressRange, IsAnAddressANetworkOrARange) {
  EXPECT_EQ(range("10.0.0.7"), (AddressRange{ip("10.0.0.7"), ip("10.0.0.7")}));
  EXPECT_EQ(range("10.0.0.77/24"), (AddressRange{ip("10.0.0.0"), ip("10.0.0.255")}));
  EXPECT_EQ(range("10.0.0.7 - 10.0.1.2"), (AddressRange{ip("10.0.0.7"), ip("10.0.1.2")}));
  EXPECT_EQ(range("fd00::/120"), (AddressRange{ip("fd00::"), ip("fd00::ff")}));
  for (const char* wrong : {"", "10.0.0", "10.0.0.9-10.0.0.7", "10.0.0.1-fd00::1", "-", "a-b"}) {
    EXPECT_FALSE(AddressRange::parse(wrong)) << wrong;
  }
}

TEST(InventoryLookup, FindsTheNarrowestRange) {
  const Inventory inventory({of("10.0.0.0/8", "site"), of("10.1.0.0/16", "house"),
                             of("10.1.2.10-10.1.2.20", "room"), of("fd00::/64", "six")});
  EXPECT_EQ(inventory.range_of(ip("10.1.2.11"))->name, "room");
  EXPECT_EQ(inventory.range_of(ip("10.1.2.21"))->name, "house");
  EXPECT_EQ(inventory.range_of(ip("10.2.0.1"))->name, "site");
  EXPECT_EQ(inventory.range_of(ip("fd00::1"))->name, "six");
  EXPECT_EQ(inventory.range_of(ip("192.0.2.1")), nullptr);
  EXPECT_EQ(inventory.find(ip("10.1.2.11")), nullptr);
}

// ---- What the judge makes of it

std::shared_ptr<const RuleSet> listing(std::vector<InventoryEntry> entries, Scope scope = {}) {
  Rule made = rule("acme-order", "order");
  made.scope = std::move(scope);
  return std::make_shared<const RuleSet>(lists(),
                                         std::vector{determination("order", "acme", kCutoff)},
                                         std::vector{made}, std::move(entries));
}

InventoryEntry by_mac(std::string_view link, std::string name) {
  InventoryEntry entry;
  entry.mac = mac(link);
  entry.name = std::move(name);
  entry.owner = "Anna";
  entry.tags = {"office", "lab"};
  return entry;
}

TEST(InventoryJudge, AListedMacWinsOverAListedAddress) {
  Court court(listing({of("10.0.0.20", "by address"), by_mac("02:00:00:00:00:20", "by mac")}));
  court.hear(binding("10.0.0.20", "02:00:00:00:00:20", after(0)));
  court.hear(hello(kDesk, kUpdate, after(1)));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].device->name, "by mac");
  EXPECT_EQ(alerts[0].device->identity, IdentityGrade::inventory);
  EXPECT_EQ(alerts[0].device->id, "mac:02:00:00:00:00:20");
  const auto services = court.services();
  EXPECT_EQ(services[0].device.owner, "Anna");
  EXPECT_EQ(services[0].device.tags, (std::vector<std::string>{"office", "lab"}));
}

TEST(InventoryJudge, TheOperatorsNameComesBeforeWhatADeviceCallsItself) {
  Court court(listing({of("10.0.0.20", "desk-17"), of("10.0.0.0/24", "office")}));
  court.hear(binding("10.0.0.20", "02:00:00:00:00:20", after(0), Binding::Source::dhcp4, "evil"));
  court.hear(hello(kDesk, kUpdate, after(1)));
  EXPECT_EQ(court.finish()[0].device->name, "desk-17");
}

TEST(InventoryJudge, ARangeNamesOnlyThoseWithoutAName) {
  Court court(listing({of("10.0.0.0/24", "office")}));
  court.hear(binding("10.0.0.20", "02:00:00:00:00:20", after(0), Binding::Source::dhcp4, "pc"));
  court.hear(hello(kDesk, kUpdate, after(1), 1));
  court.hear(hello(host("10.0.0.21", "02:00:00:00:00:21"), kUpdate, after(2), 2));
  const auto alerts = court.finish();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts[0].device->name, "pc");
  EXPECT_EQ(alerts[0].device->identity, IdentityGrade::mac);
  EXPECT_EQ(alerts[1].device->name, "office");
  EXPECT_EQ(alerts[1].device->identity, IdentityGrade::address);
}

TEST(InventoryJudge, GivesAnAddressToAMacUntilTheWireSaysOtherwise) {
  InventoryEntry entry = by_mac("02:00:00:00:00:20", "desk-17");
  entry.addresses = range("10.0.0.20");
  {
    Court court(listing({entry}));
    court.hear(hello(kDesk, kUpdate, after(1)));
    EXPECT_EQ(court.finish()[0].device->id, "mac:02:00:00:00:00:20");
  }
  Court court(listing({entry}));
  court.hear(binding("10.0.0.20", "02:00:00:00:00:99", after(0)));
  court.hear(hello(host("10.0.0.20", "02:00:00:00:00:99"), kUpdate, after(1)));
  const auto alerts = court.finish();
  EXPECT_EQ(alerts[0].device->id, "mac:02:00:00:00:00:99");
  EXPECT_EQ(alerts[0].device->name, "");
}

TEST(InventoryJudge, AReloadRenamesWhatIsKnown) {
  Court court(listing({}));
  court.hear(hello(kDesk, kUpdate, after(1)));
  EXPECT_EQ(court.services()[0].device.owner, "");
  InventoryEntry entry = by_mac("02:00:00:00:00:20", "desk-17");
  entry.addresses = range("10.0.0.20");
  court.judge().use(listing({entry}));
  EXPECT_EQ(court.services()[0].device.owner, "Anna");
  EXPECT_EQ(court.services()[0].device.id, "mac:02:00:00:00:00:20");
  court.judge().use(listing({}));
  EXPECT_EQ(court.services()[0].device.owner, "");
  EXPECT_EQ(court.services()[0].device.identity, IdentityGrade::mac);
}

TEST(InventoryJudge, AnAddressWithANewHolderTakesItsListingAlong) {
  Court court(listing({of("10.0.0.20", "desk-17")}));
  court.hear(binding("10.0.0.20", "02:00:00:00:00:20", after(0)));
  court.hear(hello(kDesk, kUpdate, after(1), 1));
  court.hear(binding("10.0.0.20", "02:00:00:00:00:21", after(100)));
  court.hear(hello(host("10.0.0.20", "02:00:00:00:00:21"), kUpdate, after(101), 2));
  const auto services = court.services();
  ASSERT_EQ(services.size(), 2U);
  EXPECT_EQ(services[0].device.name, "");
  EXPECT_EQ(services[1].device.name, "desk-17");
}

// ---- Scope

std::size_t opened(const Scope& scope, const Sighting& contact, JudgeOptions options = {}) {
  Court court(std::move(options),
              listing({by_mac("02:00:00:00:00:20", "desk-17"), of("10.0.9.0/24", "attic")}, scope));
  court.hear(binding("10.0.0.20", "02:00:00:00:00:20", after(0)));
  court.hear(
      binding("10.0.0.21", "02:00:00:00:00:21", after(0), Binding::Source::dhcp4, "desk-17"));
  court.hear(contact);
  return court.finish().size();
}

Scope only(ScopeLists lists) { return {std::move(lists), {}}; }
Scope except(ScopeLists lists) { return {{}, std::move(lists)}; }

TEST(RuleScope, ByNetwork) {
  const ScopeLists there{{*Prefix::parse("10.0.0.0/24")}, {}, {}, {}, {}};
  const Sighting inside = hello(kDesk, kUpdate, after(1));
  const Sighting outside = hello(host("10.0.5.1"), kUpdate, after(1));
  EXPECT_EQ(opened(only(there), inside), 1U);
  EXPECT_EQ(opened(only(there), outside), 0U);
  EXPECT_EQ(opened(except(there), inside), 0U);
  EXPECT_EQ(opened(except(there), outside), 1U);
}

TEST(RuleScope, ByVlan) {
  const ScopeLists thirty{{}, {30}, {}, {}, {}};
  Sighting tagged = hello(kDesk, kUpdate, after(1));
  tagged.vlans.push(7);
  tagged.vlans.push(30);
  const Sighting plain = hello(kDesk, kUpdate, after(1));
  EXPECT_EQ(opened(only(thirty), tagged), 1U);
  EXPECT_EQ(opened(only(thirty), plain), 0U);
  EXPECT_EQ(opened(except(thirty), tagged), 0U);
  EXPECT_EQ(opened(except(thirty), plain), 1U);
}

TEST(RuleScope, ByInterface) {
  const ScopeLists second{{}, {}, {"eth1"}, {}, {}};
  JudgeOptions live;
  live.interfaces = {"eth0", "eth1"};
  Sighting seen = hello(kDesk, kUpdate, after(1));
  EXPECT_EQ(opened(only(second), seen, live), 0U);
  EXPECT_EQ(opened(only(second), seen), 1U) << "a capture file knows no interface";
  seen.source = 1;
  EXPECT_EQ(opened(only(second), seen, live), 1U);
  EXPECT_EQ(opened(except(second), seen, live), 0U);
}

TEST(RuleScope, ByDeviceAndNeverByWhatItCallsItself) {
  const Sighting listed = hello(kDesk, kUpdate, after(1));
  const Sighting pretender = hello(host("10.0.0.21", "02:00:00:00:00:21"), kUpdate, after(1));
  for (const char* word : {"desk-17", "02:00:00:00:00:20", "mac:02:00:00:00:00:20", "10.0.0.20"}) {
    const ScopeLists one{{}, {}, {}, {word}, {}};
    EXPECT_EQ(opened(only(one), listed), 1U) << word;
    EXPECT_EQ(opened(except(one), listed), 0U) << word;
    EXPECT_EQ(opened(only(one), pretender), 0U) << word;
    EXPECT_EQ(opened(except(one), pretender), 1U) << word;
  }
}

TEST(RuleScope, ByTag) {
  const ScopeLists lab{{}, {}, {}, {}, {"lab"}};
  EXPECT_EQ(opened(only(lab), hello(kDesk, kUpdate, after(1))), 1U);
  EXPECT_EQ(opened(except(lab), hello(kDesk, kUpdate, after(1))), 0U);
  EXPECT_EQ(opened(only(lab), hello(host("10.0.5.1"), kUpdate, after(1))), 0U);
}

TEST(RuleScope, WhatGoesOnOutsideOpensNothingEither) {
  Court court(listing({}, only({{}, {30}, {}, {}, {}})));
  court.hear(hello(kDesk, kUpdate, after(1), 5));
  court.hear(progress(5, after(2), FlowProgress::Step::answered, 500, 9000));
  EXPECT_TRUE(court.finish().empty());
  EXPECT_EQ(court.services()[0].state, "exempt");
  EXPECT_FALSE(court.services()[0].prohibited);
}

}  // namespace
}  // namespace cutoffd::rules::inventory_test
