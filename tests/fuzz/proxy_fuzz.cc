// Any octets as what a client says before its own protocol: to a SOCKS server, through a proxy, or
// before it changes to TLS. What is certain of the whole is unsure of every shorter piece.
#include <cstdlib>

#include "capture/dissect/proxy.h"
#include "capture/dissect/starttls.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_socks(Bytes input) {
  SocksRequest out;
  if (read_socks(input, out) != Answer::certain) return;
  require(out.octets <= input.size() && out.host.empty() == out.address.has_value());
  SocksRequest shorter;
  require(read_socks(input.first(out.octets), shorter) == Answer::certain);
  require(read_socks(input.first(out.octets - 1), shorter) == Answer::unsure);
}

void check_proxy_header(Bytes input) {
  ProxyHeader out;
  if (read_proxy_header(input, out) != Answer::certain) return;
  require(out.octets <= input.size() && out.source.has_value() == out.destination.has_value());
  ProxyHeader shorter;
  require(read_proxy_header(input.first(out.octets), shorter) == Answer::certain);
  require(read_proxy_header(input.first(out.octets - 1), shorter) == Answer::unsure);
}

void check_preambles(Bytes input) {
  while (!input.empty()) {
    const Preamble preamble = read_preamble(input);
    if (preamble.answer != Answer::certain) return;
    require(preamble.octets > 0 && preamble.octets <= input.size());
    require(read_preamble(input.first(preamble.octets)).answer == Answer::certain);
    require(read_preamble(input.first(preamble.octets - 1)).answer != Answer::certain);
    input = input.subspan(preamble.octets);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  check_socks(input);
  check_proxy_header(input);
  check_preambles(input);
  return 0;
}
