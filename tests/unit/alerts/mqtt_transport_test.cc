// MQTT against a broker in this process that may forget to acknowledge, refuse or go away.
#include <map>

#include <gmock/gmock.h>

#include "tests/support/json_reader.h"
#include "tests/unit/alerts/delivery_test_base.h"

namespace cutoffd::alerts::mqtt_transport_test {
namespace {

using test::run_until;
using test::Session;
using testing::HasSubstr;

struct Published {
  std::string topic;
  std::string payload;
  std::uint16_t id = 0;
  bool retained = false;
};

class MqttTransportTest : public test::DeliveryTest {
 protected:
  void SetUp() override {
    server.on_data = [this](Session& session) { read(session); };
    server.start();
  }
  SinkOptions mqtt() { return to_server(SinkType::mqtt); }

  static std::uint16_t u16(const std::string& text, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<std::uint8_t>(text[at]) << 8 |
                                      static_cast<std::uint8_t>(text[at + 1]));
  }
  void read(Session& session) {
    while (session.received.size() >= 2) {
      std::size_t length = 0;
      std::size_t at = 1;
      for (unsigned shift = 0; at < session.received.size(); shift += 7) {
        const auto octet = static_cast<std::uint8_t>(session.received[at++]);
        length |= std::size_t{octet & 0x7fU} << shift;
        if ((octet & 0x80) == 0) break;
      }
      if (session.received.size() < at + length) return;
      const auto first = static_cast<std::uint8_t>(session.received[0]);
      const std::string body = session.received.substr(at, length);
      session.received.erase(0, at + length);
      take(session, first, body);
    }
  }
  void take(Session& session, std::uint8_t first, const std::string& body) {
    switch (first >> 4) {
      case 1:
        connects.push_back(body);
        return session.send(std::string("\x20\x02\x00", 3) + connack);
      case 3: {
        EXPECT_EQ(first & 0x06, 0x02) << "QoS 1";
        Published message;
        const std::size_t topic = u16(body, 0);
        message.topic = body.substr(2, topic);
        message.id = u16(body, 2 + topic);
        message.payload = body.substr(4 + topic);
        message.retained = (first & 1) != 0;
        published.push_back(message);
        if (message.topic == "cutoffd/alerts") arrivals.add(message.payload);
        return on_publish(session, message);
      }
      case 12:
        return session.send(std::string("\xd0\x00", 2));
      default:
        ADD_FAILURE() << "packet " << int{first};
    }
  }
  static void acknowledge(Session& session, std::uint16_t id) {
    const char packet[] = {'\x40', '\x02', static_cast<char>(id >> 8),
                           static_cast<char>(id & 0xff)};
    session.send(std::string(packet, sizeof packet));
  }
  [[nodiscard]] const Published* last(const std::string& topic) const {
    for (auto it = published.rbegin(); it != published.rend(); ++it) {
      if (it->topic == topic) return &*it;
    }
    return nullptr;
  }

  char connack = 0;
  std::function<void(Session&, const Published&)> on_publish =
      [](Session& session, const Published& message) { acknowledge(session, message.id); };
  std::vector<std::string> connects;
  std::vector<Published> published;
  test::Arrivals arrivals;
};

TEST_F(MqttTransportTest, PublishesWithQos1AndSaysThatItIsThere) {
  outbox.write(100);
  start(mqtt());
  ASSERT_TRUE(delivered(100));
  EXPECT_EQ(arrivals.numbers, test::all_to(100));
  ASSERT_NE(last("cutoffd/availability"), nullptr);
  EXPECT_EQ(last("cutoffd/availability")->payload, "online");
  EXPECT_TRUE(last("cutoffd/availability")->retained);
  EXPECT_THAT(connects[0], HasSubstr("offline")) << "the broker's to say when we vanish";
  EXPECT_EQ(last("homeassistant/sensor/cutoffd-sensor1/calling/config"), nullptr);
}

TEST_F(MqttTransportTest, WithoutAnAcknowledgementItConnectsAnewAndPublishesAgain) {
  bool silent = true;
  on_publish = [&](Session& session, const Published& message) {
    if (!silent) acknowledge(session, message.id);
  };
  SinkOptions options = mqtt();
  options.timeout = std::chrono::milliseconds(100);
  outbox.write(2);
  start(options);
  EXPECT_THAT(trouble(), HasSubstr("no acknowledgement in time"));
  EXPECT_EQ(outbox.cursors["sink"], 0U);
  silent = false;
  ASSERT_TRUE(delivered(2));
  EXPECT_EQ(arrivals.without_repeats(), test::all_to(2));
  EXPECT_GE(arrivals.repeats(), 2U);
}

TEST_F(MqttTransportTest, ABrokerThatGoesAwayGetsTheRestAfterwards) {
  int until_end = 30;
  on_publish = [&](Session& session, const Published& message) {
    if (--until_end == 0) return session.reset();
    acknowledge(session, message.id);
  };
  outbox.write(200);
  start(mqtt());
  ASSERT_TRUE(delivered(200));
  EXPECT_EQ(arrivals.without_repeats(), test::all_to(200));
  EXPECT_GE(connects.size(), 2U);
}

TEST_F(MqttTransportTest, ARefusedUserIsTold) {
  connack = 5;
  outbox.write(1);
  start(mqtt());
  EXPECT_THAT(trouble(), HasSubstr("not authorised"));
  EXPECT_TRUE(published.empty());
  connack = 0;
  EXPECT_TRUE(delivered(1));
}

TEST_F(MqttTransportTest, AnnouncesOneSensorAndRenewsItsState) {
  std::vector<CallingDevice> devices(2);
  devices[0] = {"mac:02:00:00:00:00:11",
                "desk \"17\"\n",
                "10.0.0.17",
                "acme",
                "update",
                "answered",
                *parse_rfc3339("2024-10-02T08:14:03Z")};
  devices[1] = devices[0];
  devices[1].service = "telemetry";
  around.calling = [&] { return devices; };
  SinkOptions options = mqtt();
  options.mqtt.home_assistant = true;
  outbox.write(1);
  start(options);
  ASSERT_TRUE(delivered(1));
  const Published* const config = last("homeassistant/sensor/cutoffd-sensor1/calling/config");
  ASSERT_NE(config, nullptr);
  EXPECT_TRUE(config->retained);
  EXPECT_THAT(config->payload, HasSubstr("\"state_topic\":\"cutoffd/state\""));
  ASSERT_NE(last("cutoffd/state"), nullptr);
  EXPECT_THAT(last("cutoffd/state")->payload, testing::StartsWith("{\"calling\":1,\"devices\":["))
      << "one device, two services";
  devices.clear();
  outbox.write(1);
  dispatcher->notify();
  ASSERT_TRUE(run_until(
      io, [&] { return last("cutoffd/state")->payload == "{\"calling\":0,\"devices\":[]}"; }));
}

// A sink whose filter passes few alerts still shows the state as it is.
TEST_F(MqttTransportTest, RenewsTheStateWithoutAnAlert) {
  std::vector<CallingDevice> devices(1);
  around.calling = [&] { return devices; };
  SinkOptions options = mqtt();
  options.mqtt.home_assistant = true;
  start(options);
  ASSERT_TRUE(run_until(io, [&] { return last("cutoffd/state") != nullptr; }));
  devices.clear();
  dispatcher->notify();
  ASSERT_TRUE(run_until(
      io, [&] { return last("cutoffd/state")->payload == "{\"calling\":0,\"devices\":[]}"; }));
  const std::size_t so_far = published.size();
  for (int i = 0; i < 5; ++i) dispatcher->notify();
  test::run_for(io, std::chrono::milliseconds(50));
  EXPECT_EQ(published.size(), so_far) << "only where it changed";
}

TEST_F(MqttTransportTest, WhatIsNoMqttIsTold) {
  server.on_data = [](Session& session) { session.send("HTTP/1.1 400 Bad Request\r\n\r\n"); };
  outbox.write(1);
  start(mqtt());
  EXPECT_THAT(trouble(), HasSubstr("does not speak MQTT"));
}

TEST_F(MqttTransportTest, SpeaksTls) {
  test::Authority authority;
  server.tls = authority.server(authority.issue({}));
  SinkOptions options = mqtt();
  options.tls.enabled = true;
  options.tls.ca_file = authority.ca_file();
  options.tls.server_name = "collector.example";
  outbox.write(10);
  start(options);
  EXPECT_TRUE(delivered(10));
}

}  // namespace
}  // namespace cutoffd::alerts::mqtt_transport_test
