// A tracker for tests: frames go in, what was told comes out, owned and comparable.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "capture/track/tracker.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::track {

// An observation that outlives its packet.
struct Told {
  std::uint64_t frame = 0;
  Instant time{};
  ObservationKind kind{};
  std::string name;
  NameForm form{};
  Party client;
  Party server;
  std::vector<std::uint16_t> vlans;
  std::uint8_t client_ttl = 0;
  FlowId flow{};
  bool ech = false;
  std::string ja3, ja4, alpn, method, path, issuer, subject;
  std::size_t records = 0;
  std::optional<std::uint16_t> rcode;
  wire::Octets first;  // octets of a hello or of an unknown flow
};

inline std::ostream& operator<<(std::ostream& out, const Told& told) {
  return out << name_of(told.kind) << ' ' << told.name << " at frame " << told.frame;
}

class Tracked final : public ObservationSink, public FactSink {
 public:
  explicit Tracked(const TrackOptions& options = {}, FlowShunt* shunt = nullptr)
      : tracker(options, *this, *this, counters, shunt) {}

  // Shows one frame; each gets the next number, and 1 ms passes before it.
  void show(const wire::Built& built, std::uint32_t wire_length = 0) {
    now += step;
    ++frames;
    const Packet packet = wire::packet_of(built, frames, now, wire_length);
    tracker.on_packets({&packet, 1});
  }
  void show_ip(const wire::Octets& ip) {
    const bool six = ip[0] >> 4 == 6;
    show({LinkType{1}, wire::ether(wire::server_mac(), wire::client_mac(),
                                   static_cast<std::uint16_t>(six ? 0x86dd : 0x0800), ip)});
  }

  Interest on_observation(const Observation& o) override {
    Told one;
    one.frame = o.frame;
    one.time = o.time;
    one.kind = o.kind;
    one.name = o.name.text;
    one.form = o.name.form;
    one.client = o.client;
    one.server = o.server;
    one.vlans.assign(o.vlans.ids().begin(), o.vlans.ids().end());
    one.client_ttl = o.client_ttl;
    one.flow = o.flow;
    if (const auto* hello = std::get_if<HelloDetail>(&o.detail)) {
      one.ech = hello->ech;
      one.ja3 = hello->ja3;
      one.ja4 = hello->ja4;
      one.alpn = hello->alpn;
      one.first.assign(hello->first.begin(), hello->first.end());
    } else if (const auto* unknown = std::get_if<UnknownDetail>(&o.detail)) {
      one.first.assign(unknown->first.begin(), unknown->first.end());
    } else if (const auto* http = std::get_if<HttpDetail>(&o.detail)) {
      one.method = http->method;
      one.path = http->path;
    } else if (const auto* certificate = std::get_if<CertificateDetail>(&o.detail)) {
      one.issuer = certificate->issuer;
      one.subject = certificate->subject;
    } else if (const auto* dns = std::get_if<DnsDetail>(&o.detail)) {
      one.records = dns->records.size();
      one.rcode = dns->rcode;
    }
    told.push_back(std::move(one));
    return interest;
  }
  void on_fact(const Fact& fact) override {
    if (const auto* step_told = std::get_if<FlowProgress>(&fact)) progress.push_back(*step_told);
    if (const auto* binding = std::get_if<Binding>(&fact)) bindings.push_back(*binding);
  }

  [[nodiscard]] std::vector<std::string> names(ObservationKind kind) const {
    std::vector<std::string> out;
    for (const Told& one : told) {
      if (one.kind == kind) out.push_back(one.name);
    }
    return out;
  }
  [[nodiscard]] std::uint64_t count(Counter counter) const { return counters.get(counter); }

  std::vector<Told> told;
  std::vector<FlowProgress> progress;
  std::vector<Binding> bindings;
  Interest interest = Interest::none;
  std::uint64_t frames = 0;
  Instant now = instant_from_ns(1'700'000'000'000'000'000);
  Duration step = std::chrono::milliseconds(1);
  Counters counters;
  Tracker tracker;
};

// One TCP connection, packet by packet.
class Connection {
 public:
  Connection(Tracked& tracked, std::string_view client_ip = "192.0.2.10",
             std::string_view server_ip = "198.51.100.20", std::uint16_t server_port = 443)
      : tracked_(tracked),
        client(wire::at(client_ip, 50'000)),
        server(wire::at(server_ip, server_port)) {}

  void handshake() {
    syn();
    send(wire::Side::server, server_isn - 1, {}, {.syn = true, .ack = true});
    send(wire::Side::client, client_isn, {}, {.ack = true});
  }
  void syn(Bytes data = {}) { send(wire::Side::client, client_isn - 1, data, {.syn = true}); }
  // Octets at an offset of the side's stream.
  void client_says(std::size_t offset, Bytes data) {
    send(wire::Side::client, client_isn + static_cast<std::uint32_t>(offset), data, {.ack = true});
  }
  void server_says(std::size_t offset, Bytes data) {
    send(wire::Side::server, server_isn + static_cast<std::uint32_t>(offset), data, {.ack = true});
  }
  void server_acknowledges(std::size_t client_octets, Bytes data = {}, std::size_t offset = 0) {
    acknowledged_ = client_isn + static_cast<std::uint32_t>(client_octets);
    server_says(offset, data);
  }
  void client_acknowledges(std::size_t server_octets) {
    server_acknowledged_ = server_isn + static_cast<std::uint32_t>(server_octets);
    client_says(0, {});
  }
  void send(wire::Side side, std::uint32_t sequence, Bytes data, wire::TcpFields fields) {
    const bool up = side == wire::Side::client;
    fields.sequence = sequence;
    fields.acknowledgement =
        up ? server_acknowledged_.value_or(server_isn) : acknowledged_.value_or(client_isn);
    show(wire::tcp_packet(up ? client : server, up ? server : client, fields, data), side);
  }

  std::uint32_t client_isn = 1'000'001;  // of the first octet of payload
  std::uint32_t server_isn = 2'000'001;
  // How the packets travel; Ethernet unless set.
  const wire::Wrapping* wrapping = nullptr;

 private:
  void show(const wire::Octets& ip, wire::Side side) {
    if (wrapping != nullptr) {
      if (const auto built = wrapping->wrap(ip, side)) tracked_.show(*built);
      return;
    }
    const bool up = side == wire::Side::client;
    const Mac& from = up ? wire::client_mac() : wire::server_mac();
    const Mac& to = up ? wire::server_mac() : wire::client_mac();
    tracked_.show({LinkType{1}, wire::ether(to, from, wire::ether_type_of(ip), ip)});
  }

  Tracked& tracked_;
  std::optional<std::uint32_t> acknowledged_;
  std::optional<std::uint32_t> server_acknowledged_;

 public:
  Endpoint client;
  Endpoint server;
};

}  // namespace cutoffd::track
