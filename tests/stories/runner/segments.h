// What the ends of a connection put on the wire: segments and datagrams, each with its place in the
// stream.
#pragma once

#include "tests/stories/runner/stage.h"
#include "tests/support/frame_builder.h"

namespace cutoffd::story {

inline constexpr std::size_t kSegment = 1400;  // octets of payload at most

bool is_client(const Connection& connection, const Host& who);

// One TCP segment of either side; the stream goes on behind it.
void segment(Stage& stage, Connection& connection, bool up, wire::TcpFields fields,
             const Octets& payload);
void datagram(Stage& stage, Connection& connection, bool up, const Octets& payload);

// Payload of one side, and the other side's acknowledgement.
void stream(Stage& stage, Connection& connection, bool up, const Octets& payload);

// "on LABEL", where it is said.
std::optional<std::string> label_of(Words& words);

}  // namespace cutoffd::story
