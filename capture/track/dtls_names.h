// Names in DTLS: puts the fragments of a ClientHello together and tells it once.
//
// After a HelloVerifyRequest the hello comes again with a cookie (RFC 6347 section 4.2.1): the same
// name is not told again. Any UDP port. Threads: one owner. No allocation after construction.
#pragma once

#include "capture/dissect/dtls.h"
#include "capture/track/assembler.h"
#include "capture/track/hello_names.h"
#include "capture/track/teller.h"

namespace cutoffd::track {

class DtlsNames {
 public:
  DtlsNames(Assembler& assembler, HelloNames& hellos, const HashKey& key, Counters& counters)
      : assembler_(assembler), hellos_(hellos), key_(key), counters_(counters) {}

  // A datagram after which a DTLS flow is remembered: one with a part of a hello.
  static bool begins_flow(Bytes datagram);
  // Any datagram of a flow that began so.
  void read(Scene& scene);

  // What is not complete by now never will be.
  void abandon(DtlsState& state, GivenUp reason);
  void on_head_given_up(DtlsState& state, GivenUp reason);

 private:
  void release(DtlsState& state);
  void on_fragment(Scene& scene, const dissect::DtlsFragment& fragment);
  void tell(Scene& scene, Bytes body);

  Assembler& assembler_;
  HelloNames& hellos_;
  HashKey key_;
  Counters& counters_;
};

}  // namespace cutoffd::track
