// CEF and LEEF, field by field; and the line for people.
#include <gtest/gtest.h>

#include "alerts/format.h"
#include "tests/unit/alerts/message_readers.h"
#include "tests/unit/alerts/sample_alerts.h"

namespace cutoffd::alerts::pair_formats_test {
namespace {

std::string line_of(FormatKind kind, const Alert& alert, bool colour = false) {
  FormatContext context;
  context.version = "0.1.0";
  context.colour = colour;
  std::string out;
  EXPECT_TRUE(Format(kind, context).write(alert, 7, 1 << 20, out));
  return out;
}

TEST(Cef, UsesTheDictionarysKeys) {
  const auto fields = test::read_cef(line_of(FormatKind::cef, test::full_alert()));
  ASSERT_TRUE(fields);
  const test::Fields expected{
      {"Vendor", "cutoffd"},
      {"Product", "cutoffd"},
      {"Version", "0.1.0"},
      {"SignatureID", "CONTACT_OPENED"},
      {"Name", "A device contacted a prohibited service."},
      {"Severity", "7"},
      {"rt", "1727856843123"},
      {"cutoffdEvent", "opened"},
      {"externalId", "3f2a90c1d4e5f607"},
      {"cutoffdGroup", "9b1d2c3e4f506172"},
      {"cn1", "42"},
      {"cn1Label", "sequence"},
      {"cn2", "7"},
      {"cn2Label", "sequence_id"},
      {"dvchost", "sensor1"},
      {"cs3", "vendor-contacts"},
      {"cs3Label", "rule"},
      {"cs4", "us-icts-2021-002"},
      {"cs4Label", "determination"},
      {"deviceCustomDate1", "1727582400000"},
      {"deviceCustomDate1Label", "cutoff"},
      {"cs1", "examplevendor"},
      {"cs1Label", "vendor"},
      {"cat", "update"},
      {"cs2", "answered"},
      {"cs2Label", "evidence"},
      {"cs5", "reset"},
      {"cs5Label", "blocked"},
      {"dhost", "s07.upd.vendor.example"},
      {"dst", "203.0.113.7"},
      {"dpt", "443"},
      {"cs6", "mac:02:00:00:00:00:11"},
      {"cs6Label", "device"},
      {"src", "10.20.30.40"},
      {"cutoffdAddresses", "10.20.30.40,2001:db8::40"},
      {"smac", "02:00:00:00:00:11"},
      {"shost", "desk-17"},
      {"cutoffdVlan", "100,7"},
      {"cutoffdIdentity", "mac"},
      {"cutoffdBehind", "10.20.30.1"},
      {"cutoffdVia", "10.20.30.2"},
      {"cutoffdRelay", "10.20.30.3"},
      {"start", "1727856833000"},
      {"end", "1727856842500"},
      {"cnt", "37"},
      {"out", "1830"},
      {"in", "51200"},
      {"msg", test::full_alert().message},
  };
  EXPECT_EQ(*fields, expected);
}

TEST(Cef, GivesIpv6ItsLabelledFields) {
  Alert alert = test::full_alert();
  alert.device->ips = {*IpAddress::parse("2001:db8::40")};
  alert.server->ip = *IpAddress::parse("2001:db8::7");
  const auto fields = test::read_cef(line_of(FormatKind::cef, alert));
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->count("src"), 0U);
  EXPECT_EQ(fields->count("dst"), 0U);
  EXPECT_EQ(fields->at("c6a2"), "2001:db8::40");
  EXPECT_EQ(fields->at("c6a2Label"), "Source IPv6 Address");
  EXPECT_EQ(fields->at("c6a3"), "2001:db8::7");
}

TEST(Leef, UsesQradarsKeysAndOursForTheRest) {
  const auto fields = test::read_leef(line_of(FormatKind::leef, test::full_alert()));
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->at("EventID"), "CONTACT_OPENED");
  EXPECT_EQ(fields->at("devTime"), "2024-10-02T08:14:03.123Z");
  EXPECT_EQ(fields->at("devTimeFormat"), "yyyy-MM-dd'T'HH:mm:ss.SSSX");
  EXPECT_EQ(fields->at("sev"), "7");
  EXPECT_EQ(fields->at("cat"), "update");
  EXPECT_EQ(fields->at("src"), "10.20.30.40");
  EXPECT_EQ(fields->at("device_ip"), "10.20.30.40,2001:db8::40");
  EXPECT_EQ(fields->at("srcMAC"), "02:00:00:00:00:11");
  EXPECT_EQ(fields->at("identHostName"), "desk-17");
  EXPECT_EQ(fields->at("dst"), "203.0.113.7");
  EXPECT_EQ(fields->at("dstPort"), "443");
  EXPECT_EQ(fields->at("policy"), "vendor-contacts");
  EXPECT_EQ(fields->at("name"), "s07.upd.vendor.example");
  EXPECT_EQ(fields->at("incident"), "3f2a90c1d4e5f607");
  EXPECT_EQ(fields->at("message"), test::full_alert().message);
}

TEST(Text, IsOneLineForPeople) {
  EXPECT_EQ(line_of(FormatKind::text, test::full_alert()),
            "2024-10-02T08:14:03Z warning desk-17 (10.20.30.40) contacted "
            "s07.upd.vendor.example: the server answered. [3f2a90c1d4e5f607]");
  EXPECT_EQ(line_of(FormatKind::text, test::heartbeat_alert()),
            "2024-10-03T00:00:00Z info Coverage: clean.");
}

TEST(Text, ColoursTheSeverityAlone) {
  EXPECT_EQ(line_of(FormatKind::text, test::full_alert(), true)
                .rfind("2024-10-02T08:14:03Z \x1b[33mwarning\x1b[0m desk-17", 0),
            0U);
}

// A terminal must not be steered, and a line must not be read backwards.
TEST(Text, ReplacesWhatATerminalWouldObey) {
  for (const std::string& hostile : test::hostile_texts()) {
    Alert alert = test::full_alert();
    alert.message = hostile;
    const std::string line = line_of(FormatKind::text, alert);
    EXPECT_TRUE(test::is_one_line(line)) << line;
    for (const char* turning :
         {"\xE2\x80\xAE", "\xE2\x80\xA8", "\xE2\x81\xA6", "\xD8\x9C", "\xC2\x85", "\xC2\x9B"}) {
      EXPECT_EQ(line.find(turning), std::string::npos);
    }
  }
}

TEST(Text, LeavesOtherScriptsAlone) {
  Alert alert = test::full_alert();
  alert.message = "Büro-Gerät 机器 جهاز";
  EXPECT_NE(line_of(FormatKind::text, alert).find(alert.message), std::string::npos);
}

}  // namespace
}  // namespace cutoffd::alerts::pair_formats_test
