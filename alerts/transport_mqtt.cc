// Alerts go to TOPIC/alerts. TOPIC/availability says "online", and "offline" by the broker's hand
// when the connection ends (the will); with `home_assistant`, TOPIC/state holds the summary,
// renewed when it has changed and no alert is under way.
#include "alerts/transport_mqtt.h"

#include <chrono>

#include <boost/asio/steady_timer.hpp>

#include "alerts/home_assistant.h"
#include "alerts/mqtt_packet.h"
#include "alerts/secret_file.h"
#include "alerts/telling.h"
#include "alerts/unbroken_run.h"
#include "alerts/wire.h"

namespace cutoffd::alerts {
namespace {

using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMqttWindow = 32;
constexpr std::uint16_t kKeepAliveSeconds = 60;
// Twice in each keep-alive, so that one lost ping does not end the connection.
constexpr std::chrono::seconds kPingInterval{kKeepAliveSeconds / 2};

class MqttTransport final : public TellingTransport {
 public:
  MqttTransport(boost::asio::io_context& io, const SinkOptions& options,
                const Surroundings& surroundings, TransportEvents& events)
      : TellingTransport(io, events),
        mqtt_(options.mqtt),
        surroundings_(surroundings),
        timeout_(std::chrono::duration_cast<Clock::duration>(options.timeout)),
        wire_(std::make_shared<Wire>(
            io, options.host, options.port,
            options.tls.enabled ? std::optional(options.tls) : std::nullopt, timeout_)),
        answer_timer_(io),
        ping_timer_(io) {}

  void open() override {
    wire_->open([this, self = shared_from_this()](const std::string& problem) {
      if (!problem.empty()) return fail(problem);
      MqttConnect connect;
      connect.client_id = mqtt_.client_id;
      connect.username = mqtt_.username;
      connect.will_topic = availability_topic(mqtt_);
      connect.will = kOffline;
      connect.keep_alive_seconds = kKeepAliveSeconds;
      if (!mqtt_.password_file.empty()) {
        connect.password = read_secret(mqtt_.password_file);
        if (!connect.password) return fail("cannot read " + mqtt_.password_file);
      }
      expect_answer();
      listen();
      write(mqtt_connect(connect));
    });
  }

  void send(const Message& message) override {
    if (waiting_.empty()) expect_answer();
    const std::uint16_t id = next_packet_id();
    waiting_.add(id, message.alert.sequence);
    wire_->write(mqtt_publish({alerts_topic(mqtt_), std::string(message.bytes), id, false}),
                 [this, self = shared_from_this()](const error_code& error) {
                   if (error) return fail("the connection broke", error);
                   tell_sent();
                 });
  }

  [[nodiscard]] std::size_t window() const override { return kMqttWindow; }
  void look() override {
    if (waiting_.empty()) tell_state();
  }

 private:
  void let_go() override {
    answer_timer_.cancel();
    ping_timer_.cancel();
    wire_->close();
  }

  void write(std::string packet) {
    wire_->write(std::move(packet), [this, self = shared_from_this()](const error_code& error) {
      if (error) fail("the connection broke", error);
    });
  }
  void retain(std::string topic, std::string payload) {
    write(mqtt_publish({std::move(topic), std::move(payload), next_packet_id(), true}));
  }
  // Never 0 (section 2.3.1); far more numbers than messages under way.
  std::uint16_t next_packet_id() {
    if (++packet_id_ == 0) ++packet_id_;
    return packet_id_;
  }

  void expect_answer() {
    answer_timer_.expires_after(timeout_);
    answer_timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
      if (!error && listening()) fail("no acknowledgement in time");
    });
  }

  void listen() {
    wire_->read([this, self = shared_from_this()](const error_code& error, std::string_view bytes) {
      if (error) return fail("the connection broke", error);
      reader_.add(bytes);
      while (const auto packet = reader_.next()) {
        take(*packet);
        if (!listening()) return;
      }
      if (reader_.broken()) return fail("the broker does not speak MQTT 3.1.1");
      listen();
    });
  }

  void take(const MqttPacket& packet) {
    switch (packet.type) {
      case MqttType::connack:
        return take_connack(packet);
      case MqttType::pingresp:
        pinged_ = false;
        return;
      case MqttType::puback:
        break;
    }
    const auto reached = waiting_.answer(packet.packet_id);
    if (!reached) return;
    answer_timer_.cancel();
    if (waiting_.empty()) {
      tell_state();
    } else {
      expect_answer();
    }
    tell_acknowledged(*reached);
  }

  void take_connack(const MqttPacket& packet) {
    if (packet.return_code != 0) return fail(std::string(mqtt_refusal(packet.return_code)));
    answer_timer_.cancel();
    retain(availability_topic(mqtt_), std::string(kOnline));
    if (announces()) {
      retain(discovery_topic(mqtt_), discovery_payload(mqtt_, surroundings_));
      tell_state();
    }
    ping_later();
    tell_open();
  }

  [[nodiscard]] bool announces() const { return mqtt_.home_assistant && surroundings_.calling; }

  // Where it changed.
  void tell_state() {
    if (!announces()) return;
    std::string state = state_payload(surroundings_.calling());
    if (state == told_state_) return;
    told_state_ = std::move(state);
    retain(state_topic(mqtt_), told_state_);
  }

  void ping_later() {
    ping_timer_.expires_after(kPingInterval);
    ping_timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
      if (error || !listening()) return;
      if (pinged_) return fail("the broker does not answer");
      pinged_ = true;
      write(mqtt_pingreq());
      ping_later();
    });
  }

  MqttOptions mqtt_;
  Surroundings surroundings_;
  Clock::duration timeout_;
  std::shared_ptr<Wire> wire_;
  boost::asio::steady_timer answer_timer_;  // for the oldest answer that is missing
  boost::asio::steady_timer ping_timer_;
  MqttReader reader_;
  UnbrokenRun waiting_;
  std::uint16_t packet_id_ = 0;
  bool pinged_ = false;  // and not answered
  std::string told_state_;
};

}  // namespace

std::shared_ptr<Transport> make_mqtt_transport(boost::asio::io_context& io,
                                               const SinkOptions& options,
                                               const Surroundings& surroundings,
                                               TransportEvents& events) {
  return std::make_shared<MqttTransport>(io, options, surroundings, events);
}

}  // namespace cutoffd::alerts
