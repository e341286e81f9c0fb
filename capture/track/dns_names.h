// Tells the names in DNS messages: unicast DNS over UDP and TCP, multicast DNS, LLMNR.
//
// One observation for each question, in queries and in answers; an answer without a question gives
// one for the owner of its first record. The answer's records go with it. Who asks and who answers
// is told by the message's QR bit, never by the port. Names told by multicast and LLMNR are
// identity: their address records become bindings.
#pragma once

#include "capture/dissect/dns.h"
#include "capture/track/bindings.h"
#include "capture/track/teller.h"
#include "core/counters.h"

namespace cutoffd::track {

inline constexpr Port kDnsPort{53};
inline constexpr Port kMulticastDnsPort{5353};  // RFC 6762 section 2
inline constexpr Port kLlmnrPort{5355};         // RFC 4795 section 2
inline constexpr Port kNetbiosPort{137};        // RFC 1002 section 4.2

// Is this between ports where DNS goes over TCP?
inline bool is_dns_port(const Sight& sight) {
  const auto is_one = [](Port port) { return port == kDnsPort || port == kLlmnrPort; };
  return is_one(sight.source_port()) || is_one(sight.destination_port());
}

class DnsNames {
 public:
  DnsNames(Teller& teller, Bindings& bindings, Counters& counters)
      : teller_(teller), bindings_(bindings), counters_(counters) {}

  // A datagram. The answer is that of the dissector: not_mine if it is no DNS at all.
  dissect::Answer read(const Sight& sight, Bytes message);
  // A message from a TCP stream.
  dissect::Answer read(Scene& scene, Bytes message);

 private:
  dissect::Answer read(const Sight& sight, Scene* scene, Bytes message);
  void count(dissect::Answer answer, const dissect::DnsMessage& message);
  void tell(const Sight& sight, Scene* scene, ObservationKind kind,
            const dissect::DnsMessage& message);
  void tell_bindings(const Sight& sight, ObservationKind kind, const dissect::DnsMessage& message);

  Teller& teller_;
  Bindings& bindings_;
  Counters& counters_;
  dissect::DnsScratch scratch_;
};

}  // namespace cutoffd::track
