// Any octets as a certificate, and as a Name: what comes out is bounded and is UTF-8 without
// control characters.
#include <cstdlib>
#include <string>

#include "capture/dissect/x509.h"
#include "core/json.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_text(Bytes name) {
  const DistinguishedText text = distinguished_text(name);
  std::string clean;
  append_clean_utf8(clean, text.view(), true);
  require(clean == text.view());
}

void check_name(const ObservedName& name) {
  require(!name.text.empty());
  if (name.form != NameForm::domain) return;
  const auto domain = DomainName::from_text(name.text);
  require(domain.has_value() && domain->view() == name.text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes octets(data, size);
  check_text(octets);
  NameText storage;
  if (const auto name = common_name(octets, storage)) check_name(*name);

  Certificate certificate;
  if (parse_certificate(octets, certificate) != Answer::certain) return 0;
  check_text(certificate.issuer);
  check_text(certificate.subject);
  if (const auto name = common_name(certificate.subject, storage)) check_name(*name);
  Bytes rest = certificate.alt_names;
  while (const auto name = next_dns_name(rest, storage)) {
    check_name(*name);
    require(rest.size() < size);
  }
  return 0;
}
