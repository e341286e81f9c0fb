// Does a segment in the middle of a stream begin something that can be read from there?
//
// Asked where the stream's own beginning is not known: picked up in its middle, or after a hole.
// Stricter than the probes of a stream's first octets, since any octets may stand here.
#pragma once

#include "capture/dissect/probe.h"
#include "core/bytes.h"

namespace cutoffd::track {

// A TLS record that begins a hello: handshake type, a length that a hello may have, a TLS version,
// through records of any size. unsure: so far, but too little to say. Never fault.
dissect::Answer begins_client_hello(Bytes segment);
dissect::Answer begins_server_hello(Bytes segment);

// An HTTP/1 request line, whole, or HTTP/2's preface. unsure is not told apart from not_mine.
bool begins_request(Bytes segment);

// What a client's side may begin with; and either side's.
dissect::Answer begins_client(Bytes segment);
dissect::Answer begins_either(Bytes segment);

}  // namespace cutoffd::track
