// Any octets as the body of a ClientHello (the first octet chooses the form): what comes out lies
// in the message, its name is one, and its fingerprints have their shape. A name that is known as a
// resolver's is known by its end; and the random stands for an address of one.
#include <cstdlib>
#include <string>

#include "capture/dissect/client_hello.h"
#include "capture/dissect/encrypted_dns.h"
#include "capture/dissect/fingerprints.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool condition) {
  if (!condition) std::abort();
}

bool inside(Bytes part, Bytes whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check(const ClientHello& hello, Bytes body) {
  for (const Bytes part : {hello.random, hello.session_id, hello.cookie, hello.extensions,
                           as_bytes(hello.alpn), hello.point_formats}) {
    require(inside(part, body));
  }
  const auto name = hello.server_name();
  require(name.has_value() == (hello.name_state == ServerName::read));
  if (name && name->form == NameForm::domain) {
    const auto domain = DomainName::from_text(name->text);
    require(domain.has_value() && domain->view() == name->text);
    const bool resolver = is_known_doh_name(name->text);
    require(!resolver || !is_known_doh_name(std::string(name->text) + ".example"));
  }
  for (const std::size_t octets : {4U, 16U}) {
    if (hello.random.size() < octets) continue;
    const IpAddress address = IpAddress::from(hello.random.first(octets));
    require(!is_known_resolver_address(address) || !address.is_unspecified());
  }
  const std::size_t ja3_size = ja3(hello).size();
  require(ja3_size == (hello.form == HelloForm::sslv2 ? 0U : 32U));
  const std::size_t ja4_size = ja4(hello, HelloCarrier::tcp).size();
  require(ja4_size == 0 || ja4_size == 36);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr HelloForm kForms[] = {HelloForm::tls, HelloForm::dtls, HelloForm::sslv2};
  const Bytes body(data + 1, size - 1);
  ClientHello hello;
  if (parse_client_hello(body, hello, kForms[data[0] % 3]) == Answer::certain) check(hello, body);
  return 0;
}
