// Names that a client tells a proxy: SOCKS targets, and the authority in a PROXY protocol header.
// Behind them the client's own protocol begins.
#pragma once

#include <optional>

#include "capture/track/reading.h"
#include "capture/track/teller.h"
#include "core/counters.h"

namespace cutoffd::track {

class ProxyNames {
 public:
  ProxyNames(Teller& teller, Counters& counters) : teller_(teller), counters_(counters) {}

  // Nothing if the stream of `side` does not begin so.
  std::optional<Reading> read_socks(Scene& scene, Side side, Bytes stream);
  std::optional<Reading> read_header(Scene& scene, Side side, Bytes stream);

 private:
  void tell(Scene& scene, Side client, const ObservedName& name);
  void tell_host(Scene& scene, Side client, std::string_view host);

  Teller& teller_;
  Counters& counters_;
};

}  // namespace cutoffd::track
