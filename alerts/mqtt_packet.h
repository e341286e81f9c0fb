// MQTT 3.1.1 as a publisher needs it (OASIS mqtt-v3.1.1): the packets that it sends, and the few
// that a broker answers with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutoffd::alerts {

struct MqttConnect {
  std::string client_id;
  std::string username;  // empty: none
  std::optional<std::string> password;
  std::string will_topic;  // the broker says `will` there, retained, when we vanish
  std::string will;
  std::uint16_t keep_alive_seconds = 60;
};
std::string mqtt_connect(const MqttConnect& connect);

struct MqttPublish {
  std::string topic;
  std::string payload;
  std::uint16_t packet_id = 0;
  bool retain = false;
};
std::string mqtt_publish(const MqttPublish& publish);  // QoS 1
std::string mqtt_pingreq();

enum class MqttType : std::uint8_t { connack = 2, puback = 4, pingresp = 13 };

struct MqttPacket {
  MqttType type{};
  std::uint8_t return_code = 0;  // connack
  std::uint16_t packet_id = 0;   // puback
};
// The words of section 3.2.2.3 for a CONNACK's return code.
std::string_view mqtt_refusal(std::uint8_t return_code);

class MqttReader {
 public:
  void add(std::string_view bytes) { buffer_ += bytes; }
  // The next whole packet of the three kinds. Nothing: more octets are needed, or broken().
  std::optional<MqttPacket> next();
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  std::string buffer_;
  bool broken_ = false;
};

}  // namespace cutoffd::alerts
