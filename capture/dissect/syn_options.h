// How a system lays out the options of the SYN with which it opens a connection.
//
// Pure. Sources: RFC 9293 section 3.1 (format), RFC 7323 (window scale, timestamps), RFC 2018
// (selective acknowledgements permitted).
#pragma once

#include <cstdint>

#include "core/bytes.h"

namespace cutoffd::dissect {

// A number for the order of the options that every system sends (maximum segment size, window
// scale, selective acknowledgements, timestamps); 0 if fewer than three of them stand there, or one
// twice, or the list is malformed: that says nothing of the system. Linux, Windows, the BSDs and
// Apple's each have an order of their own, which no program running there can change.
//
// Left out on purpose, since they differ from socket to socket of one system: the values (the
// segment size follows the route, the window scale the socket's buffer), options that few
// connections bear (fast open, MPTCP, MD5), and the padding, which moves with those.
std::uint16_t syn_layout(Bytes options);

}  // namespace cutoffd::dissect
