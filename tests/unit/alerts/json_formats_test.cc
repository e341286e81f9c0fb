// The formats that are JSON: the project's own contract, EVE and ECS.
#include <cctype>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "alerts/format.h"
#include "tests/support/json_reader.h"
#include "tests/unit/alerts/sample_alerts.h"

namespace cutoffd::alerts::json_formats_test {
namespace {

using cutoffd::test::Json;
using cutoffd::test::read_json;

std::string line_of(FormatKind kind, const Alert& alert, std::uint64_t sequence_id = 0) {
  FormatContext context;
  context.version = "0.1.0";
  std::string out;
  EXPECT_TRUE(Format(kind, context).write(alert, sequence_id, 1 << 20, out));
  return out;
}
Json parsed(FormatKind kind, const Alert& alert, std::uint64_t sequence_id = 0) {
  const auto json = read_json(line_of(kind, alert, sequence_id));
  EXPECT_TRUE(json);
  return json.value_or(Json{});
}

// The contract (docs/architecture.md section 7), word for word: keys, order, forms.
TEST(JsonFormat, IsTheContract) {
  EXPECT_EQ(
      line_of(FormatKind::json, test::full_alert()),
      R"({"time":"2024-10-02T08:14:03.123456789Z","event":"opened","incident":"3f2a90c1d4e5f607",)"
      R"("group":"9b1d2c3e4f506172","sequence":42,"sensor":"sensor1","rule":"vendor-contacts",)"
      R"("determination":"us-icts-2021-002","cutoff":"2024-09-29T04:00:00.000000000Z",)"
      R"("vendor":"examplevendor","service":"update","severity":"warning","evidence":"answered",)"
      R"("blocked":"reset","name":"s07.upd.vendor.example","server":{"ip":"203.0.113.7",)"
      R"("port":443},"device":{"id":"mac:02:00:00:00:00:11","ip":["10.20.30.40",)"
      R"("2001:db8::40"],"mac":"02:00:00:00:00:11","name":"desk-17","vlan":[100,7],)"
      R"("identity":"mac"},"behind":"10.20.30.1","via":"10.20.30.2","relay":"10.20.30.3",)"
      R"("first":"2024-10-02T08:13:53.000000000Z","last":"2024-10-02T08:14:02.500000000Z",)"
      R"("count":37,"bytes_up":1830,"bytes_down":51200,"message":"desk-17 (10.20.30.40) )"
      R"(contacted s07.upd.vendor.example: the server answered."})");
}

TEST(JsonFormat, LeavesOutWhatTheAlertDoesNotHave) {
  EXPECT_EQ(line_of(FormatKind::json, test::heartbeat_alert()),
            R"({"time":"2024-10-03T00:00:00.000000000Z","event":"heartbeat","sequence":43,)"
            R"("sensor":"sensor1","severity":"info","message":"Coverage: clean."})");
}

TEST(JsonFormat, NumbersAreNotRounded) {
  Alert alert = test::full_alert();
  alert.sequence = 18446744073709551615U;
  EXPECT_EQ(parsed(FormatKind::json, alert).at("sequence").number(), "18446744073709551615");
}

TEST(Eve, HasOnlyKeysThatSuricatasSchemaKnows) {
  // From the schema's top level and its "alert" object (Suricata 7, etc/schema.json).
  const std::set<std::string> top{"timestamp", "event_type", "src_ip", "dest_ip", "dest_port",
                                  "ether",     "vlan",       "host",   "alert"};
  const std::set<std::string> in_alert{"action",    "gid",      "signature_id", "rev",
                                       "signature", "category", "severity",     "metadata"};
  const Json json = parsed(FormatKind::eve, test::full_alert(), 7);
  for (const auto& [key, value] : json.object()) EXPECT_EQ(top.count(key), 1U) << key;
  for (const auto& [key, value] : json.at("alert").object()) {
    EXPECT_EQ(in_alert.count(key), 1U) << key;
  }
  for (const auto& [key, value] : json.at("alert").at("metadata").object()) {
    ASSERT_FALSE(value.array().empty()) << key;
    for (const Json& text : value.array()) EXPECT_FALSE(text.text().empty()) << key;
  }
  EXPECT_TRUE(
      std::regex_match(json.at("timestamp").text(),
                       std::regex(R"(^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+[+\-]\d+$)")));
}

TEST(Eve, TellsTheContact) {
  const Json json = parsed(FormatKind::eve, test::full_alert(), 7);
  EXPECT_EQ(json.at("timestamp").text(), "2024-10-02T08:14:03.123456+0000");
  EXPECT_EQ(json.at("event_type").text(), "alert");
  EXPECT_EQ(json.at("src_ip").text(), "10.20.30.40");
  EXPECT_EQ(json.at("dest_ip").text(), "203.0.113.7");
  EXPECT_EQ(json.at("dest_port").number(), "443");
  EXPECT_EQ(json.at("ether").at("src_mac").text(), "02:00:00:00:00:11");
  EXPECT_EQ(json.at("host").text(), "sensor1");
  const Json& alert = json.at("alert");
  EXPECT_EQ(alert.at("signature_id").number(), "9000001");
  EXPECT_EQ(alert.at("signature").text(),
            "CONTACT_OPENED: A device contacted a prohibited service.");
  EXPECT_EQ(alert.at("severity").number(), "2");
  const Json& metadata = alert.at("metadata");
  EXPECT_EQ(metadata.at("vendor").array().at(0).text(), "examplevendor");
  EXPECT_EQ(metadata.at("device_ip").array().at(1).text(), "2001:db8::40");
  EXPECT_EQ(metadata.at("device_vlan").array().size(), 2U);
  EXPECT_EQ(metadata.at("sequence_id").array().at(0).text(), "7");
  EXPECT_EQ(metadata.at("cutoff").array().at(0).text(), "2024-09-29T04:00:00.000000Z");
}

TEST(Ecs, PutsEachMeaningIntoItsField) {
  const Json json = parsed(FormatKind::ecs, test::full_alert(), 7);
  EXPECT_EQ(json.at("@timestamp").text(), "2024-10-02T08:14:03.123456Z");
  EXPECT_EQ(json.at("ecs").at("version").text(), "9.0.0");
  const Json& event = json.at("event");
  EXPECT_EQ(event.at("kind").text(), "alert");
  EXPECT_EQ(event.at("action").text(), "contact-opened");
  EXPECT_EQ(event.at("code").text(), "CONTACT_OPENED");
  EXPECT_EQ(event.at("severity").number(), "73");
  EXPECT_EQ(event.at("sequence").number(), "42");
  EXPECT_EQ(event.at("start").text(), "2024-10-02T08:13:53.000000Z");
  EXPECT_EQ(json.at("source").at("ip").text(), "10.20.30.40");
  EXPECT_EQ(json.at("source").at("domain").text(), "desk-17");
  EXPECT_EQ(json.at("source").at("bytes").number(), "1830");
  EXPECT_EQ(json.at("destination").at("domain").text(), "s07.upd.vendor.example");
  EXPECT_EQ(json.at("destination").at("port").number(), "443");
  EXPECT_EQ(json.at("network").at("vlan").at("id").text(), "100");
  EXPECT_EQ(json.at("network").at("inner").at("vlan").at("id").text(), "7");
  EXPECT_EQ(json.at("observer").at("hostname").text(), "sensor1");
  EXPECT_EQ(json.at("rule").at("ruleset").text(), "us-icts-2021-002");
  EXPECT_EQ(json.at("related").at("ip").array().size(), 3U);
  const Json& own = json.at("cutoffd");
  EXPECT_EQ(own.at("evidence").text(), "answered");
  EXPECT_EQ(own.at("count").number(), "37");
  EXPECT_EQ(own.at("device").at("id").text(), "mac:02:00:00:00:00:11");
  EXPECT_EQ(own.at("behind").text(), "10.20.30.1");
}

// ecs_flat.yml gives source.mac this pattern.
TEST(Ecs, WritesMacsInItsOwnForm) {
  const Json json = parsed(FormatKind::ecs, test::full_alert());
  EXPECT_TRUE(std::regex_match(json.at("source").at("mac").text(),
                               std::regex("^[A-F0-9]{2}(-[A-F0-9]{2}){5,}$")));
}

TEST(Ecs, CallsTheSensorsOwnMessagesAState) {
  const Json json = parsed(FormatKind::ecs, test::heartbeat_alert());
  EXPECT_EQ(json.at("event").at("kind").text(), "state");
  EXPECT_FALSE(json.has("source"));
  EXPECT_FALSE(json.has("destination"));
}

}  // namespace
}  // namespace cutoffd::alerts::json_formats_test
