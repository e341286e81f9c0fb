// The two syslogs: headers, structured data and pairs, field by field.
#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

#include "alerts/format.h"
#include "tests/unit/alerts/message_readers.h"
#include "tests/unit/alerts/sample_alerts.h"

namespace cutoffd::alerts::syslog_format_test {
namespace {

constexpr std::size_t kAmple = 1 << 20;

// RFC 3164 tells the time of the machine's zone; the tests choose one.
class ZoneOfUtc {
 public:
  ZoneOfUtc() {
    setenv("TZ", "UTC", 1);
    tzset();
  }
};
const ZoneOfUtc kZone;

FormatContext context(HeaderKind header) {
  FormatContext c;
  c.header = header;
  c.hostname = "sensor1";
  c.process_id = 812;
  return c;
}

std::string write(FormatKind kind, const FormatContext& c, const Alert& alert,
                  std::uint64_t sequence_id = 7) {
  std::string out;
  EXPECT_TRUE(Format(kind, c).write(alert, sequence_id, kAmple, out));
  return out;
}

TEST(Rfc5424, TellsEveryFieldOfTheAlert) {
  const auto fields = test::read_rfc5424(
      write(FormatKind::rfc5424, context(HeaderKind::rfc5424), test::full_alert()));
  ASSERT_TRUE(fields);
  const std::string sd = "cutoffd@32473.";
  const test::Fields expected{
      {"PRI", "28"},  // daemon.warning: 3 * 8 + 4
      {"TIMESTAMP", "2024-10-02T08:14:03.123456Z"},
      {"HOSTNAME", "sensor1"},
      {"APP-NAME", "cutoffd"},
      {"PROCID", "812"},
      {"MSGID", "CONTACT_OPENED"},
      {"meta", ""},
      {"meta.sequenceId", "7"},
      {"cutoffd@32473", ""},
      {sd + "event", "opened"},
      {sd + "incident", "3f2a90c1d4e5f607"},
      {sd + "group", "9b1d2c3e4f506172"},
      {sd + "sequence", "42"},
      {sd + "sensor", "sensor1"},
      {sd + "severity", "warning"},
      {sd + "rule", "vendor-contacts"},
      {sd + "determination", "us-icts-2021-002"},
      {sd + "cutoff", "2024-09-29T04:00:00.000000Z"},
      {sd + "vendor", "examplevendor"},
      {sd + "service", "update"},
      {sd + "evidence", "answered"},
      {sd + "blocked", "reset"},
      {sd + "name", "s07.upd.vendor.example"},
      {sd + "server_ip", "203.0.113.7"},
      {sd + "server_port", "443"},
      {sd + "device_id", "mac:02:00:00:00:00:11"},
      {sd + "device_ip", "10.20.30.40,2001:db8::40"},
      {sd + "device_mac", "02:00:00:00:00:11"},
      {sd + "device_name", "desk-17"},
      {sd + "device_vlan", "100,7"},
      {sd + "device_identity", "mac"},
      {sd + "behind", "10.20.30.1"},
      {sd + "via", "10.20.30.2"},
      {sd + "relay", "10.20.30.3"},
      {sd + "first", "2024-10-02T08:13:53.000000Z"},
      {sd + "last", "2024-10-02T08:14:02.500000Z"},
      {sd + "count", "37"},
      {sd + "bytes_up", "1830"},
      {sd + "bytes_down", "51200"},
      {"MSG", "desk-17 (10.20.30.40) contacted s07.upd.vendor.example: the server answered."},
  };
  EXPECT_EQ(*fields, expected);
}

TEST(Rfc5424, UsesTheSitesOwnWordsInTheHeader) {
  FormatContext c = context(HeaderKind::rfc5424);
  c.facility = 21;
  c.app_name = "watch";
  c.sd_id = "acme@99999";
  c.hostname = "";
  c.process_id = 0;
  const auto fields = test::read_rfc5424(write(FormatKind::rfc5424, c, test::full_alert()));
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->at("PRI"), "172");  // local5.warning
  EXPECT_EQ(fields->at("APP-NAME"), "watch");
  EXPECT_EQ(fields->at("HOSTNAME"), "-");
  EXPECT_EQ(fields->at("PROCID"), "-");
  EXPECT_EQ(fields->at("acme@99999.event"), "opened");
}

TEST(Rfc5424, ReturnsSequenceIdToOneAfterItsLargestNumber) {
  const auto id_of = [](std::uint64_t n) {
    return test::read_rfc5424(
               write(FormatKind::rfc5424, context(HeaderKind::rfc5424), test::full_alert(), n))
        ->at("meta.sequenceId");
  };
  EXPECT_EQ(id_of(1), "1");
  EXPECT_EQ(id_of(2147483647), "2147483647");
  EXPECT_EQ(id_of(2147483648), "1");
}

TEST(Rfc5424, WrapsAFormatThatBringsNoStructuredData) {
  const std::string numbered =
      write(FormatKind::json, context(HeaderKind::rfc5424), test::full_alert());
  EXPECT_EQ(test::read_rfc5424(numbered)->at("meta.sequenceId"), "7");
  const std::string plain =
      write(FormatKind::json, context(HeaderKind::rfc5424), test::full_alert(), 0);
  EXPECT_NE(plain.find(" CONTACT_OPENED - {\"time\""), std::string::npos);
}

TEST(Rfc3164, WritesHostTagAndPairs) {
  const auto fields = test::read_rfc3164(
      write(FormatKind::rfc3164, context(HeaderKind::rfc3164), test::full_alert()), false);
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->at("PRI"), "28");
  EXPECT_EQ(fields->at("TIMESTAMP"), "Oct  2 08:14:03");
  EXPECT_EQ(fields->at("HOSTNAME"), "sensor1");
  EXPECT_EQ(fields->at("TAG"), "cutoffd[812]");
  const auto pairs = test::read_pairs(fields->at("MSG"));
  ASSERT_TRUE(pairs);
  EXPECT_EQ(pairs->at("MSGID"), "CONTACT_OPENED");
  EXPECT_EQ(pairs->at("time"), "2024-10-02T08:14:03.123456Z");
  EXPECT_EQ(pairs->at("device_ip"), "10.20.30.40,2001:db8::40");
  EXPECT_EQ(pairs->at("sequence_id"), "7");
}

// A local daemon adds the host itself, and would take ours for the tag.
TEST(Rfc3164Local, LeavesOutTheHost) {
  const std::string line =
      write(FormatKind::rfc3164_local, context(HeaderKind::rfc3164_local), test::full_alert());
  EXPECT_EQ(line.rfind("<28>Oct  2 08:14:03 cutoffd[812]: CONTACT_OPENED message=\"desk-17", 0), 0U)
      << line;
}

// Wazuh 4 decodes JSON only where '{' follows the tag at once.
TEST(Rfc3164, PutsJsonRightAfterTheTag) {
  const std::string line = write(FormatKind::eve, context(HeaderKind::rfc3164), test::full_alert());
  EXPECT_NE(line.find(" cutoffd[812]: {\"timestamp\""), std::string::npos) << line;
}

// Sentinel's forwarder and QRadar look for the word right after the host.
TEST(Rfc3164, PutsNoTagBeforeCefAndLeef) {
  EXPECT_NE(write(FormatKind::cef, context(HeaderKind::rfc3164), test::full_alert())
                .find("Oct  2 08:14:03 sensor1 CEF:0|"),
            std::string::npos);
  EXPECT_NE(write(FormatKind::leef, context(HeaderKind::rfc3164), test::full_alert())
                .find("Oct  2 08:14:03 sensor1 LEEF:2.0|"),
            std::string::npos);
}

}  // namespace
}  // namespace cutoffd::alerts::syslog_format_test
