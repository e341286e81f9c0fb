// What proved which address of a device, and who named it.
#include "rules/provenance.h"

#include <gtest/gtest.h>

#include "rules/rows.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::provenance_test {
namespace {

using namespace stage;

Binding lease(std::string_view address, std::string_view link, Instant time) {
  Binding made = binding(address, link, time, Binding::Source::dhcp4, "desk");
  made.client_id = InlineText<64>("01020000000020");
  made.lease = 86'400;
  return made;
}

TEST(Provenance, ShowsWhatProvesEachAddressAndWhoNamedIt) {
  Court court;
  court.hear(lease("10.0.0.20", "02:00:00:00:00:20", after(0)));
  court.hear(binding("fd00::20", "02:00:00:00:00:20", after(5), Binding::Source::ndp));
  court.hear(hello(kDesk, kUpdate, after(10)));
  court.keep();
  const Provenance all = provenance_of(court.ledger());
  ASSERT_EQ(all.size(), 1U);
  const auto& proofs = all.at("mac:02:00:00:00:00:20");
  ASSERT_EQ(proofs.size(), 2U);
  EXPECT_EQ(proofs[0].ip, ip("10.0.0.20"));
  EXPECT_EQ(proofs[0].source, Binding::Source::dhcp4);
  EXPECT_EQ(proofs[0].since, after(0));
  EXPECT_EQ(proofs[0].name, "desk");
  EXPECT_EQ(proofs[0].name_source, Binding::Source::dhcp4);
  EXPECT_EQ(proofs[0].client_id, "01020000000020");
  EXPECT_EQ(proofs[0].lease, 86'400U);
  EXPECT_EQ(proofs[1].source, Binding::Source::ndp);
  EXPECT_FALSE(proofs[1].name_source);
}

TEST(Provenance, AnAddressThatWasHandedOnProvesNothingOfTheFormerHolder) {
  Court court;
  court.hear(lease("10.0.0.20", "02:00:00:00:00:20", after(0)));
  court.hear(hello(kDesk, kUpdate, after(10)));
  court.hear(binding("10.0.0.20", "02:00:00:00:00:21", after(100), Binding::Source::dhcp4));
  court.keep();
  EXPECT_EQ(provenance_of(court.ledger()).count("mac:02:00:00:00:00:20"), 0U);
}

TEST(Provenance, ANameWithoutAProofIsShownAsSuch) {
  Court court;
  court.hear(binding("10.0.0.20", "", after(0), Binding::Source::mdns, "desk.local"));
  court.hear(hello(kDesk, kUpdate, after(10)));
  court.keep();
  const auto proofs = provenance_of(court.ledger()).at("ip:10.0.0.20");
  ASSERT_EQ(proofs.size(), 1U);
  EXPECT_FALSE(proofs[0].source);
  EXPECT_EQ(proofs[0].name_source, Binding::Source::mdns);
}

TEST(Provenance, WordsAreThoseOfTheLedger) {
  EXPECT_EQ(name_of(Binding::Source::arp), "arp");
  EXPECT_EQ(name_of(Binding::Source::nbns), "nbns");
  EXPECT_EQ(name_of(Binding::Source::mirror), "mirror");
}

}  // namespace
}  // namespace cutoffd::rules::provenance_test
