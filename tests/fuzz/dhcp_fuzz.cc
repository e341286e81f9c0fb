// Any octets as DHCP of both versions: what comes out lies within what went in, and names stay
// names.
#include <cstdint>
#include <cstdlib>
#include <functional>

#include "capture/dissect/dhcp.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool holds) {
  if (!holds) std::abort();
}

bool lies_within(Bytes part, Bytes whole) {
  if (part.empty()) return true;
  const std::less_equal<> at_most;
  return at_most(whole.data(), part.data()) &&
         at_most(part.data() + part.size(), whole.data() + whole.size());
}

bool is_printable(const HostText& text) {
  for (const char c : text.view()) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes payload(data, size);
  Dhcp4Message four;
  const Answer answer = read_dhcp4(payload, four);
  require(lies_within(four.client_id, payload) && lies_within(four.vendor_class, payload));
  require(is_printable(four.hostname) && is_printable(four.fqdn));
  require(answer == Answer::certain || four.name().empty());
  Dhcp6Message six;
  read_dhcp6(payload, six);
  require(lies_within(six.client_duid, payload) && is_printable(six.fqdn));
  require(six.address_count <= Dhcp6Message::kMaxAddresses);
  return 0;
}
