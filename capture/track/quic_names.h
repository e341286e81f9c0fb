// Names in QUIC: opens the client's Initials, puts the CRYPTO stream together, tells the hello
// once.
//
// Once: also after Retry, version negotiation, HelloRetryRequest and for repeated Initials. On the
// same ports a later connection to another name is told again. Any UDP port; one direction is
// enough. Threads: one owner. No allocation after construction.
#pragma once

#include <optional>

#include "capture/dissect/quic.h"
#include "capture/track/assembler.h"
#include "capture/track/early_datagrams.h"
#include "capture/track/hello_names.h"
#include "capture/track/teller.h"

namespace cutoffd::track {

class QuicNames {
 public:
  QuicNames(Assembler& assembler, HelloNames& hellos, const HashKey& key, Counters& counters)
      : assembler_(assembler), hellos_(hellos), key_(key), counters_(counters) {}

  // A datagram after which a QUIC flow is remembered: an Initial, or Google's hello in clear.
  static bool begins_flow(Bytes datagram);
  // Any datagram of a flow that began so.
  void read(Scene& scene);

  // What is not complete by now never will be.
  void abandon(QuicState& state, GivenUp reason);
  void on_head_given_up(QuicState& state, GivenUp reason);

 private:
  void release(QuicState& state);
  [[nodiscard]] bool is_read_already(const QuicState& state,
                                     const dissect::QuicHeader& header) const;
  dissect::QuicReading open(Scene& scene, std::optional<Bytes> key_id);
  void read_early(Scene& scene);
  void remember(Scene& scene, const dissect::QuicReading& reading);
  void on_fragment(Scene& scene, const dissect::CryptoFragment& fragment);
  // A datagram of a connection whose hello was told: mostly a repetition. It may be the real hello
  // behind a decoy (a datagram that never arrives, sealed with keys that anybody can make), or a
  // part of it: another name in it is told too, and counted.
  void read_twin(Scene& scene);
  void keep_twin_fragment(Scene& scene, const dissect::CryptoFragment& fragment);
  // Not whole yet: so many octets are wanted; else 0.
  std::size_t read_twin_hello(Scene& scene, Bytes stream);
  void read_stream(Scene& scene);
  // Looks at the CRYPTO stream from its start. False if so many octets as `wanted` are needed
  // first.
  bool read_hello(Scene& scene, Bytes stream, std::size_t& wanted);
  bool read_google_hello(Scene& scene, Bytes stream, std::size_t& wanted);
  [[nodiscard]] std::uint32_t short_hash(Bytes octets) const;
  // Whether this name was not the last one told of the flow.
  bool is_news(QuicState& state, const std::optional<ObservedName>& name) const;

  Assembler& assembler_;
  HelloNames& hellos_;
  HashKey key_;
  Counters& counters_;
  dissect::QuicInitials initials_;
  EarlyDatagrams early_;
  unsigned pieces_ = 0;  // kept of the datagram that is being read
};

}  // namespace cutoffd::track
