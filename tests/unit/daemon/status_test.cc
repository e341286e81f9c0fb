#include "daemon/status.h"

#include <cstddef>
#include <string>

#include <gtest/gtest.h>

#include "core/time.h"
#include "daemon/sensor_status.h"

namespace cutoffd::status_test {
namespace {

TEST(Status, IsATableForPeople) {
  const auto answer = read_json(R"({"sensor":"lab","version":"1.2.3","since":"2026-07-01T00:00:00Z",
    "verdict":"inconclusive","reasons":["Now eth1 is down."],"devices":3,"open_incidents":0,
    "interfaces":[{"name":"eth1","state":"down","observed_seconds":3600,"up_seconds":1800,
      "packets_per_second":12.25,
      "kernel_filter":{"name":"classic","lacks":"no shunt: built without","packets":7,"octets":900},
      "window":{"packets":950,"drops":50,"one_way_flows":1,
      "two_way_flows":3,"encrypted_flows":4,"unnamed_flows":1,"ech_flows":0,"cut_packets":0,
      "octets":100,"lost_octets":0,"gaps":1,"opaque_packets":0,"encrypted_dns_devices":2}}],
    "watchlists":[{"id":"acme","date":"2026-06-01","age_days":30}],
    "outbox":{"rows":2,"octets":500},"heartbeat":{"next":"2026-07-02T00:00:00Z"},
    "sinks":[{"name":"siem","destination":"udp 192.0.2.1:514","queued":2,"sent":5,
      "acknowledged":5,"retried":0,"dropped":0,"last_error":"evil\u001b[2J\nline"}]})");
  ASSERT_TRUE(answer);
  const std::string text = status_text(*answer);
  for (const char* part : {"sensor          lab, cutoffd 1.2.3\n", "verdict         inconclusive\n",
                           "                Now eth1 is down.\n", "incidents       0 open\n",
                           "heartbeat       next 2026-07-02T00:00:00Z\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "in\n" << text;
  }
  for (const char* part :
       {"eth1", "50 %", "5 %", "25 %", "12.2", "built without", "30 days", "udp 192.0.2.1:514"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "in\n" << text;
  }
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "what a sink answered cannot move the cursor";
}

std::string copy_line(const std::string& copy) {
  const auto answer = read_json(R"({"state_sync":)" + copy + "}");
  const std::string text = status_text(*answer);
  const std::size_t at = text.find("ledger's copy");
  return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
}

TEST(Status, SaysHowOldTheLedgersCopyIs) {
  EXPECT_EQ(copy_line("null"), "") << "no word of it where the state is not in memory";
  EXPECT_EQ(copy_line(R"({"to":"/flash","failed":false})"),
            "ledger's copy   none since the start, in /flash");
  EXPECT_EQ(copy_line(R"({"to":"/flash","last":"2026-07-01T06:00:00Z","failed":false})"),
            "ledger's copy   of 2026-07-01T06:00:00Z, in /flash");
  EXPECT_EQ(
      copy_line(R"({"to":"/flash","last":"2026-07-01T06:00:00Z","failed":true})"),
      "ledger's copy   of 2026-07-01T06:00:00Z, in /flash; the last attempt failed, see the log");
}

TEST(Status, JsonHasTheLedgersCopyWhereThereIsOne) {
  SensorStatus sensor;
  EXPECT_EQ(status_json(sensor).find("state_sync"), std::string::npos);
  sensor.state_sync = StateCopyStatus{"/flash", *parse_rfc3339("2026-07-01T06:00:00Z"), true};
  const auto answer = read_json(status_json(sensor));
  ASSERT_TRUE(answer);
  const JsonValue& copy = (*answer)["state_sync"];
  EXPECT_EQ(*copy["to"].text(), "/flash");
  EXPECT_EQ(*copy["last"].text(), "2026-07-01T06:00:00Z");
  EXPECT_EQ(copy["failed"].flag(), true);
  EXPECT_NE(status_text(*answer).find("of 2026-07-01T06:00:00Z, in /flash; "), std::string::npos);
}

TEST(Status, SaysWhoLoadedTheShunt) {
  SensorStatus sensor;
  InterfaceStatus& wire = sensor.interfaces.emplace_back();
  wire.name = "eth1";
  wire.filter = source::KernelFilter::shunt;
  wire.filter_lacks = "no pinned shunt, another process uses what is pinned";
  EXPECT_NE(status_text(*read_json(status_json(sensor))).find("shunt  "), std::string::npos);
  wire.shunt_is_pinned = true;
  const auto answer = read_json(status_json(sensor));
  ASSERT_TRUE(answer);
  EXPECT_NE(status_text(*answer).find("shunt (pinned)"), std::string::npos);
  EXPECT_NE(status_text(*answer).find("another process uses"), std::string::npos);
  wire.filter = source::KernelFilter::classic;
  EXPECT_EQ(status_json(sensor).find("\"pinned\":"), std::string::npos) << "there is no shunt";
}

TEST(Status, ShowsEachWorkersRingWhereThereAreSeveral) {
  SensorStatus sensor;
  InterfaceStatus& wire = sensor.interfaces.emplace_back();
  wire.name = "eth1";
  wire.workers = {{std::nullopt, 70'001, 0}};
  EXPECT_EQ(status_text(*read_json(status_json(sensor))).find("WORKER"), std::string::npos);
  wire.workers = {{4, 70'001, 0}, {6, 80'002, 913}};
  const auto answer = read_json(status_json(sensor));
  ASSERT_TRUE(answer);
  const JsonValue::Array& workers = *(*answer)["interfaces"].array()->front()["workers"].array();
  ASSERT_EQ(workers.size(), 2U);
  EXPECT_EQ(workers[1]["cpu"].whole(), 6);
  EXPECT_EQ(workers[1]["kernel_drops"].whole(), 913);
  const std::string text = status_text(*answer);
  for (const char* part : {"WORKER", "70001", "80002", "913"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  }
}

TEST(Status, ShowsWhatIsThereOfAnOddAnswer) {
  const auto answer = read_json(R"({"interfaces":[1,{}],"watchlists":{},"sinks":[null]})");
  EXPECT_NE(status_text(*answer).find("verdict         -"), std::string::npos);
}

}  // namespace
}  // namespace cutoffd::status_test
