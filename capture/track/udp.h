// UDP: which datagram speaks what, by its first octets.
//
// DNS needs no flow: each datagram stands for itself. QUIC and DTLS are flows from their first
// hello on; other datagrams on those ports pairs only say that the peer takes part. Threads: one
// owner.
#pragma once

#include "capture/track/dns_names.h"
#include "capture/track/dtls_names.h"
#include "capture/track/flow_table.h"
#include "capture/track/identity.h"
#include "capture/track/lazy_array.h"
#include "capture/track/quic_names.h"

namespace cutoffd::track {

class UdpDatagrams {
 public:
  UdpDatagrams(DnsNames& dns, QuicNames& quic, DtlsNames& dtls, Identity& identity,
               Progress& progress, Teller& teller, std::size_t fewer = 1)
      : dns_(dns),
        quic_(quic),
        dtls_(dtls),
        identity_(identity),
        progress_(progress),
        teller_(teller),
        begun_(kBegun / fewer) {}

  // Messages that stand for themselves, on the ports where they are at home: DNS, multicast DNS,
  // LLMNR, NetBIOS, DHCP. True if the datagram was one (or empty).
  bool on_message(const Sight& sight);
  // Another datagram that belongs to no flow; `tag` is that of its ports. Gives the state of the
  // flow that it begins, if it does; UdpState is worth a flow only to who wants its address.
  using Begun = std::optional<decltype(Flow::state)>;
  Begun on_stray(const Sight& sight, std::uint64_t tag);
  // A datagram of a flow.
  void on_flow_datagram(Scene& scene);

  void release(Flow& flow, GivenUp reason);
  void on_head_given_up(Flow& flow, GivenUp reason);

 private:
  // What the flow began with may have been a decoy, or nothing known: a hello of another protocol
  // begins it anew.
  void begin_anew(Scene& scene);
  // True if it was not told before.
  bool tell_unknown(const Sight& sight, std::uint64_t tag);

  static constexpr std::size_t kBegun = 65'536;

  DnsNames& dns_;
  QuicNames& quic_;
  DtlsNames& dtls_;
  Identity& identity_;
  Progress& progress_;
  Teller& teller_;
  // Ports whose beginning was told, by the lower half of their tag. What is overwritten is told
  // again.
  LazyArray<std::uint32_t> begun_;
};

}  // namespace cutoffd::track
