#include "rules/sentence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/stable_id.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::sentence_test {
namespace {

using namespace stage;
using testing::HasSubstr;
using testing::Not;

Alert alert() {
  Alert made;
  made.event = AlertEvent::opened;
  made.service = "update";
  made.evidence = Evidence::answered;
  made.server = kServer;
  made.device = DeviceView{"mac:aa:bb:cc:dd:ee:ff",
                           {ip("fe80::1"), ip("10.20.30.40")},
                           mac("aa:bb:cc:dd:ee:ff"),
                           "desk-17",
                           {30},
                           IdentityGrade::mac,
                           {},
                           {}};
  made.first = at("2026-08-14T08:02:11Z");
  made.count = 37;
  return made;
}

std::string said(const Alert& of) { return sentence_of(of, "Acme", kUpdate); }

TEST(Sentence, SaysWhoWhatHowFarAndHowOften) {
  EXPECT_EQ(said(alert()),
            "desk-17 (10.20.30.40, aa:bb:cc:dd:ee:ff, VLAN 30) still contacts Acme (update): "
            "s07.upd.acme.example answered at 203.0.113.7:443; 37 contacts since "
            "2026-08-14T08:02:11Z");
}

TEST(Sentence, OfAQuestionDoesNotSpeakOfContact) {
  Alert asked = alert();
  asked.evidence = Evidence::asked;
  asked.server.reset();
  EXPECT_THAT(said(asked), HasSubstr("still asks for Acme (update): s07.upd.acme.example was asked "
                                     "for, and no usable answer was seen; 37"));
  asked.blocked = Blocked::nxdomain;
  EXPECT_THAT(said(asked), HasSubstr("was asked for, blocked: the resolver says that the name does "
                                     "not exist;"));
}

TEST(Sentence, OfEachEventIsItsOwn) {
  const std::pair<AlertEvent, const char*> expected[] = {
      {AlertEvent::opened, "still contacts Acme"},
      {AlertEvent::escalated, "went further and contacted Acme"},
      {AlertEvent::continuing, "goes on contacting Acme"},
      {AlertEvent::returned, "contacts again Acme"},
      {AlertEvent::quiet, "has been quiet towards Acme (update); 37"},
  };
  for (const auto& [event, words] : expected) {
    Alert one = alert();
    one.event = event;
    EXPECT_THAT(said(one), HasSubstr(words));
  }
}

TEST(Sentence, NeverSpeaksOfViolation) {
  Alert one = alert();
  for (int event = 0; event <= static_cast<int>(AlertEvent::heartbeat); ++event) {
    one.event = static_cast<AlertEvent>(event);
    EXPECT_THAT(said(one), Not(HasSubstr("violat")));
  }
}

TEST(Sentence, ADeviceWithoutANameIsCalledByItsAddress) {
  Alert one = alert();
  one.device->name.clear();
  EXPECT_THAT(said(one), testing::StartsWith("10.20.30.40 (aa:bb:cc:dd:ee:ff, VLAN 30) "));
  one.device->mac.reset();
  one.device->vlans = {30, 40};
  EXPECT_THAT(said(one), testing::StartsWith("10.20.30.40 (VLANs 30 40) "));
  one.device->vlans.clear();
  EXPECT_THAT(said(one), testing::StartsWith("10.20.30.40 still "));
}

TEST(Sentence, AClaimedNameCannotForgeAPartOfItWhateverItsOctets) {
  for (int octet = 0; octet < 256; ++octet) {
    Alert one = alert();
    one.device->name = std::string("x") + static_cast<char>(octet) + "y";
    const std::string sentence = said(one);
    EXPECT_EQ(sentence.find('\n'), std::string::npos);
    for (const char c : sentence) {
      EXPECT_FALSE(static_cast<unsigned char>(c) < 0x20 || c == 0x7f) << octet;
    }
    const bool plain = sentence.starts_with("x" + std::string(1, static_cast<char>(octet)) + "y (");
    EXPECT_TRUE(plain || sentence.starts_with("\"x")) << octet << ": " << sentence;
  }
}

TEST(Sentence, OctetsAreToldInUnitsThatPeopleRead) {
  EXPECT_EQ(octets_text(0), "0 B");
  EXPECT_EQ(octets_text(999), "999 B");
  EXPECT_EQ(octets_text(1000), "1.0 kB");
  EXPECT_EQ(octets_text(41'000'000), "41 MB");
  EXPECT_EQ(octets_text(999'900'000), "1.0 GB");
}

TEST(StableId, IsTheSameForEverAndDiffersInEachPart) {
  EXPECT_EQ(group_id("mac:aa:bb:cc:dd:ee:ff", "acme", "update"), "419cfa8fd9d4f630");
  EXPECT_NE(group_id("a", "bc", "d"), group_id("ab", "c", "d"));
  const std::string id = incident_id("tap", "device", "rule", "acme", "update", kCutoff);
  EXPECT_EQ(id, "d765b876268fb27e");
  EXPECT_NE(id, incident_id("tap2", "device", "rule", "acme", "update", kCutoff));
  EXPECT_NE(id, incident_id("tap", "device", "rule", "acme", "update",
                            kCutoff + std::chrono::nanoseconds(1)));
}

}  // namespace
}  // namespace cutoffd::rules::sentence_test
