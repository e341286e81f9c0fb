#include "alerts/mqtt_packet.h"

namespace cutoffd::alerts {
namespace {

// Fixed header types and flags, section 2.2.
constexpr char kConnect = 0x10;
constexpr char kPublishQos1 = 0x32;
constexpr char kRetain = 0x01;
constexpr char kPingreq = static_cast<char>(0xc0);

// Connect flags, section 3.1.2.3.
constexpr unsigned kCleanSession = 0x02;
constexpr unsigned kWill = 0x04;
constexpr unsigned kWillQos1 = 0x08;
constexpr unsigned kWillRetain = 0x20;
constexpr unsigned kPassword = 0x40;
constexpr unsigned kUsername = 0x80;

void append_u16(std::string& out, std::size_t value) {
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}

// Section 1.5.3: at most 65,535 octets; what is longer cannot be said, and is configured wrongly.
void append_text(std::string& out, std::string_view text) {
  text = text.substr(0, 65535);
  append_u16(out, text.size());
  out += text;
}

// Section 2.2.3: seven bits an octet, least first.
std::string packet(char type, const std::string& rest) {
  std::string out(1, type);
  std::size_t length = rest.size();
  do {
    const auto seven = static_cast<unsigned char>(length & 0x7f);
    length >>= 7;
    out += static_cast<char>(length > 0 ? seven | 0x80 : seven);
  } while (length > 0);
  return out + rest;
}

}  // namespace

std::string mqtt_connect(const MqttConnect& connect) {
  unsigned flags = kCleanSession | kWill | kWillQos1 | kWillRetain;
  if (!connect.username.empty()) flags |= kUsername;
  if (connect.password) flags |= kPassword;
  std::string rest;
  append_text(rest, "MQTT");
  rest += '\x04';  // protocol level of 3.1.1
  rest += static_cast<char>(flags);
  append_u16(rest, connect.keep_alive_seconds);
  append_text(rest, connect.client_id);
  append_text(rest, connect.will_topic);
  append_text(rest, connect.will);
  if (!connect.username.empty()) append_text(rest, connect.username);
  if (connect.password) append_text(rest, *connect.password);
  return packet(kConnect, rest);
}

std::string mqtt_publish(const MqttPublish& publish) {
  std::string rest;
  append_text(rest, publish.topic);
  append_u16(rest, publish.packet_id);
  rest += publish.payload;
  return packet(static_cast<char>(kPublishQos1 | (publish.retain ? kRetain : 0)), rest);
}

std::string mqtt_pingreq() { return packet(kPingreq, {}); }

std::string_view mqtt_refusal(std::uint8_t return_code) {
  switch (return_code) {
    case 0:
      return "accepted";
    case 1:
      return "the broker does not speak MQTT 3.1.1";
    case 2:
      return "the broker refuses the client id";
    case 3:
      return "the broker is not available";
    case 4:
      return "bad user name or password";
    case 5:
      return "not authorised";
    default:
      return "the broker refuses for no known reason";
  }
}

// What a broker may send to somebody who subscribes to nothing is two octets long at most after its
// header; everything else is not for us, and not MQTT 3.1.1.
std::optional<MqttPacket> MqttReader::next() {
  if (broken_ || buffer_.size() < 2) return std::nullopt;
  const auto octet = [this](std::size_t i) { return static_cast<std::uint8_t>(buffer_[i]); };
  const auto type = static_cast<MqttType>(octet(0) >> 4);
  const std::size_t length = octet(1);
  const bool known = (length == 2 && (type == MqttType::connack || type == MqttType::puback)) ||
                     (length == 0 && type == MqttType::pingresp);
  if (!known || (octet(0) & 0x0f) != 0) {
    broken_ = true;
    return std::nullopt;
  }
  if (buffer_.size() < 2 + length) return std::nullopt;
  MqttPacket packet;
  packet.type = type;
  if (type == MqttType::connack) packet.return_code = octet(3);
  if (type == MqttType::puback) {
    packet.packet_id = static_cast<std::uint16_t>(octet(2) << 8 | octet(3));
  }
  buffer_.erase(0, 2 + length);
  return packet;
}

}  // namespace cutoffd::alerts
