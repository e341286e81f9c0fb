#include "tests/stories/runner/segments.h"

#include <algorithm>

namespace cutoffd::story {

bool is_client(const Connection& connection, const Host& who) { return &who == connection.client; }

void segment(Stage& stage, Connection& connection, bool up, wire::TcpFields fields,
             const Octets& payload) {
  const Host& from = up ? *connection.client : *connection.server;
  const Host& to = up ? *connection.server : *connection.client;
  std::uint32_t& next = up ? connection.up : connection.down;
  fields.sequence = fields.syn ? next - 1 : next;
  fields.acknowledgement = fields.ack ? (up ? connection.down : connection.up) : 0;
  if (fields.syn) fields.options = from.syn_options;
  const Endpoint& source = up ? connection.from : connection.to;
  const Endpoint& destination = up ? connection.to : connection.from;
  const Octets packet = stage.network.packet(from, source.ip, destination.ip, 6,
                                             wire::tcp(source, destination, fields, payload));
  if (up) connection.last_of_client = packet;
  stage.network.send(from, to, packet);
  next += static_cast<std::uint32_t>(payload.size()) + (fields.fin ? 1 : 0);
}

void datagram(Stage& stage, Connection& connection, bool up, const Octets& payload) {
  const Host& from = up ? *connection.client : *connection.server;
  const Host& to = up ? *connection.server : *connection.client;
  const Endpoint& source = up ? connection.from : connection.to;
  const Endpoint& destination = up ? connection.to : connection.from;
  const Octets packet = stage.network.packet(from, source.ip, destination.ip, 17,
                                             wire::udp(source, destination, payload));
  if (up) connection.last_of_client = packet;
  stage.network.send(from, to, packet);
}

void stream(Stage& stage, Connection& connection, bool up, const Octets& payload) {
  for (std::size_t at = 0; at < payload.size(); at += kSegment) {
    const std::size_t size = std::min(kSegment, payload.size() - at);
    const auto begin = payload.begin() + static_cast<std::ptrdiff_t>(at);
    const Octets piece(begin, begin + static_cast<std::ptrdiff_t>(size));
    if (connection.kind == Connection::Kind::quic) {
      datagram(stage, connection, up, piece);
    } else {
      segment(stage, connection, up, {.ack = true}, piece);
    }
  }
  if (connection.kind != Connection::Kind::quic) segment(stage, connection, !up, {.ack = true}, {});
}

std::optional<std::string> label_of(Words& words) {
  return words.accept("on") ? std::optional(words.take("a label")) : std::nullopt;
}

}  // namespace cutoffd::story
