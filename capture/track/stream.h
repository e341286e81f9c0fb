// Reads one direction of a TCP connection: finds out what is spoken, by first octets, and hands the
// octets to whoever reads it.
//
// Order of probing: TLS, HTTP/2, HTTP/1, PROXY protocol, SOCKS, clear preambles of STARTTLS, DNS. A
// port decides only for DNS, whose first octets say little. Behind a proxy's header or a preamble
// the probing begins again.
#pragma once

#include "capture/track/dns_names.h"
#include "capture/track/http_names.h"
#include "capture/track/proxy_names.h"
#include "capture/track/reading.h"
#include "capture/track/tls_names.h"

namespace cutoffd::track {

class StreamReader {
 public:
  StreamReader(TlsNames& tls, HttpNames& http, ProxyNames& proxies, DnsNames& dns, Teller& teller,
               Counters& counters)
      : tls_(tls),
        http_(http),
        proxies_(proxies),
        dns_(dns),
        teller_(teller),
        counters_(counters) {}

  // Reads as much as can be read of the octets at the front of the stream of `side`; those before
  // `examined` were there already at the last reading. Sets the side's stage.
  Reading read(Scene& scene, Side side, Bytes stream, std::size_t examined);
  // Octets in the place of a hello that was read: TlsNames.
  std::size_t read_twin(Scene& scene, Side side, Bytes stream) {
    return tls_.read_twin(scene, side, stream);
  }

 private:
  Reading read_stage(Scene& scene, Side side, Stage stage, Bytes stream, std::size_t examined);
  Reading probe(Scene& scene, Side side, Bytes stream);
  Reading probe_server(Scene& scene, Side side, Bytes stream);
  std::optional<Reading> probe_preamble(Bytes stream);
  std::optional<Reading> probe_dns(Scene& scene, Side side, Bytes stream);
  Reading read_dns(Scene& scene, Bytes stream);
  void tell_unknown(Scene& scene, Side side, Bytes stream);

  TlsNames& tls_;
  HttpNames& http_;
  ProxyNames& proxies_;
  DnsNames& dns_;
  Teller& teller_;
  Counters& counters_;
};

}  // namespace cutoffd::track
