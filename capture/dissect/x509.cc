#include "capture/dissect/x509.h"

#include <algorithm>
#include <array>

#include "capture/dissect/der.h"

namespace cutoffd::dissect {
namespace {

// RFC 5280 section 4.2.1.6: id-ce-subjectAltName, 2.5.29.17.
constexpr std::array<std::uint8_t, 3> kSubjectAltName = {0x55, 0x1d, 0x11};
// RFC 5280 appendix A.1: id-at-commonName, 2.5.4.3.
constexpr std::array<std::uint8_t, 3> kCommonName = {0x55, 0x04, 0x03};
constexpr std::uint8_t kDnsName = der::implicit_tag(2);  // of GeneralName

bool same(Bytes a, Bytes b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

// Extensions: each an identifier, perhaps a flag, and an octet string that holds the value's DER.
Bytes find_alt_names(Cursor extensions) {
  while (extensions.left() > 0) {
    Cursor extension = expect_der(extensions, der::kSequence);
    const Bytes id = expect_der(extension, der::kObjectId).rest();
    DerElement value = next_der(extension);
    if (value.tag == der::kBoolean) value = next_der(extension);
    if (extension.failed()) return {};
    if (value.tag != der::kOctetString || !same(id, kSubjectAltName)) continue;
    Cursor names(value.content);
    return expect_der(names, der::kSequence).rest();
  }
  return {};
}

}  // namespace

// RFC 5280 section 4.1: TBSCertificate.
Answer parse_certificate(Bytes der_octets, Certificate& out) {
  out = Certificate{};
  Cursor file(der_octets);
  Cursor certificate = expect_der(file, der::kSequence);
  Cursor tbs = expect_der(certificate, der::kSequence);
  DerElement first = next_der(tbs);
  if (first.tag == der::explicit_tag(0)) next_der(tbs);  // a version, then the serial number
  expect_der(tbs, der::kSequence);                       // signature algorithm
  out.issuer = expect_der(tbs, der::kSequence).rest();
  expect_der(tbs, der::kSequence);  // validity
  out.subject = expect_der(tbs, der::kSequence).rest();
  expect_der(tbs, der::kSequence);  // public key
  if (tbs.failed()) return Answer::fault;
  while (tbs.left() > 0) {
    const DerElement optional = next_der(tbs);
    if (optional.tag != der::explicit_tag(3)) continue;  // else unique identifiers
    Cursor content(optional.content);
    out.alt_names = find_alt_names(expect_der(content, der::kSequence));
  }
  return tbs.failed() ? Answer::fault : Answer::certain;
}

std::optional<ObservedName> next_dns_name(Bytes& rest, NameText& storage) {
  Cursor names(rest);
  std::optional<ObservedName> name;
  while (!name && names.left() > 0) {
    const DerElement general = next_der(names);
    if (names.failed()) break;
    if (general.tag == kDnsName) name = observe_host(general.content, storage);
  }
  rest = names.rest();
  return name;
}

std::optional<ObservedName> common_name(Bytes name, NameText& storage) {
  Bytes found;
  for (Cursor rdns(name); rdns.left() > 0;) {
    Cursor rdn = expect_der(rdns, der::kSet);
    while (rdn.left() > 0) {
      Cursor attribute = expect_der(rdn, der::kSequence);
      const Bytes id = expect_der(attribute, der::kObjectId).rest();
      const DerElement value = next_der(attribute);
      // In these every octet of an ASCII name stands for itself; nobody writes host names in
      // others.
      const bool text = value.tag == der::kUtf8String || value.tag == der::kPrintableString ||
                        value.tag == der::kIa5String || value.tag == der::kTeletexString ||
                        value.tag == der::kVisibleString;
      if (attribute.ok() && text && same(id, kCommonName)) found = value.content;
    }
    if (rdn.failed() || rdns.failed()) return std::nullopt;
  }
  return observe_host(found, storage);
}

}  // namespace cutoffd::dissect
