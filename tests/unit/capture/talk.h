// What two trackers are told of the same packets, one of them of those alone that the shunt lets
// up; and a conversation to send through both.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <span>
#include <string_view>

#include "tests/support/hello_builder.h"
#include "tests/unit/capture/below.h"
#include "tests/unit/capture/the_same.h"

namespace cutoffd::track {

using source::Shunt;
using wire::Octets;

inline TrackOptions table_for_4096() {
  TrackOptions options;
  options.flows = 4096;
  return options;
}

// What one tracker is told of everything, and another of what comes up.
class Both final : public PacketHandler {
 public:
  Both(Shunt& shunt, std::size_t waiting)
      : below(shunt, waiting),
        all(table_for_4096()),
        kept(table_for_4096(), &shunt),
        before_(shunt.counts()) {
    below.tracker = &kept.tracker;
  }
  void on_packets(std::span<const Packet> packets) override {
    all.tracker.on_packets(packets);
    below.on_packets(packets);
  }
  void finish() {
    all.tracker.finish();
    below.finish();
    // What comes out of order while a flow goes below is counted in two places.
    const double about = below.waits() ? 4096 : 0;
    expect_the_same(all, kept, below.shunt().counts().lost_octets - before_.lost_octets, about);
  }
  [[nodiscard]] std::uint64_t dropped() { return below.shunt().counts().packets - before_.packets; }

  Below below;
  Tracked all, kept;

 private:
  source::ShuntCounts before_;
};

// One connection, packet by packet.
class Talk {
 public:
  explicit Talk(PacketHandler& to, bool six = false)
      : to_(to),
        client(wire::at(six ? "2001:db8::10" : "192.0.2.10", 50'000)),
        server(wire::at(six ? "2001:db8::20" : "198.51.100.20", 443)) {}

  void connect() {
    send(true, {}, {.syn = true});
    up += 1;
    send(false, {}, {.syn = true, .ack = true});
    down += 1;
  }
  void open(std::string_view name) {
    connect();
    wire::HelloSpec spec;
    spec.name = name;
    hello = wire::tls_records(wire::handshake(1, wire::client_hello(spec)));
    say(true, hello);
    say(false, wire::tls_records(wire::handshake(2, wire::server_hello(0x1301, true))));
  }
  void say(bool up_stream, const Octets& payload) {
    send(up_stream, payload, {.ack = true});
    (up_stream ? up : down) += static_cast<std::uint32_t>(payload.size());
  }
  // So many segments of the server, each acknowledged.
  void bulk(unsigned segments) {
    for (unsigned i = 0; i < segments; ++i) {
      say(false, Octets(1400, 0x17));
      send(true, {}, {.ack = true});
    }
  }
  void send(bool up_stream, const Octets& payload, wire::TcpFields fields) {
    fields.sequence = up_stream ? up : down;
    fields.acknowledgement = fields.ack ? (up_stream ? down : up) : 0;
    const Octets ip =
        wire::tcp_packet(up_stream ? client : server, up_stream ? server : client, fields, payload);
    const Octets frame =
        wire::ether(wire::server_mac(), wire::client_mac(), wire::ether_type_of(ip), ip);
    now_ += std::chrono::milliseconds(1);
    const wire::Built built{LinkType{1}, frame};
    const Packet packet = wire::packet_of(built, ++frames_, now_);
    // The clock that the kernel goes by moves on too.
    timespec pause{0, 1'200'000};
    if (slowly) nanosleep(&pause, nullptr);
    to_.on_packets({&packet, 1});
  }

  std::uint32_t up = 1'000'000;
  std::uint32_t down = 2'000'000;
  Octets hello;
  bool slowly = true;  // a packet that comes within a millisecond of a SYN finishes nothing

 private:
  PacketHandler& to_;
  std::uint64_t frames_ = 0;
  Instant now_ = instant_from_ns(1'700'000'000'000'000'000);

 public:
  Endpoint client;
  Endpoint server;
};

}  // namespace cutoffd::track
