// Names in TLS streams: the client's hello and, up to TLS 1.2, the server's certificate.
#pragma once

#include <optional>

#include "capture/dissect/tls_stream.h"
#include "capture/track/hello_names.h"
#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "capture/track/reading.h"

namespace cutoffd::track {

class TlsNames {
 public:
  TlsNames(Teller& teller, HelloNames& hellos, Counters& counters, const HashKey& key);

  // Reads the stream of `side` from its first record. Nothing if it is not TLS.
  std::optional<Reading> read(Scene& scene, Side side, Bytes stream);
  // Octets in the place of a hello that was read already (TwinHellos). If they are a whole hello
  // that names another server, that name is told too, and counted. Not whole yet: so many octets it
  // wants at least; else 0.
  std::size_t read_twin(Scene& scene, Side side, Bytes stream);

 private:
  bool on_message(Scene& scene, Side side, const dissect::HandshakeMessage& message, Bytes stream);
  void on_hello(Scene& scene, Side side, const dissect::HandshakeMessage& message, Bytes stream);
  [[nodiscard]] std::uint16_t name_hash(const dissect::ClientHello& hello) const;
  bool on_server_hello(Scene& scene, Side side, Bytes body);
  void on_certificate(Scene& scene, Side side, Bytes body);

  Teller& teller_;
  HelloNames& hellos_;
  Counters& counters_;
  HashKey key_;
  LazyArray<std::uint8_t> scratch_;
};

}  // namespace cutoffd::track
