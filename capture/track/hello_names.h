// Tells a ClientHello, whatever carried it: its name, its fingerprints, and what coverage counts.
#pragma once

#include "capture/dissect/client_hello.h"
#include "capture/dissect/fingerprints.h"
#include "capture/track/teller.h"
#include "core/counters.h"

namespace cutoffd::track {

class HelloNames {
 public:
  HelloNames(Teller& teller, Counters& counters) : teller_(teller), counters_(counters) {}

  // `client` sent the hello; `stream` is where it lay in TCP, from the record's header on.
  // Afterwards the flow knows its client, and that its hello was read.
  void tell(Scene& scene, Side client, const dissect::ClientHello& hello,
            dissect::HelloCarrier carrier, Bytes stream = {});
  // The same for a hello of Google's QUIC, of which no fingerprint is known.
  void tell_google(Scene& scene, Side client, const std::optional<ObservedName>& name);

 private:
  void tell_name(Scene& scene, Side client, ObservationKind kind,
                 const std::optional<ObservedName>& name, const HelloDetail& detail);
  void count(const Scene& scene, Side client, const std::optional<ObservedName>& name, bool ech);

  Teller& teller_;
  Counters& counters_;
};

}  // namespace cutoffd::track
