// X.509 certificates for tests: the names are as asked for, key and signature are noise.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "tests/support/octet_writer.h"

namespace cutoffd::wire {

// A DER element with a length in the fewest octets.
Octets der(std::uint8_t tag, Bytes content);

// An attribute of a name: the content octets of its object identifier, and its value.
struct NameAttribute {
  Octets id;
  std::string value;
  std::uint8_t tag = 0x0c;  // UTF8String
};
inline const Octets kIdCommonName = {0x55, 4, 3};
inline const Octets kIdCountry = {0x55, 4, 6};
inline const Octets kIdOrganisation = {0x55, 4, 10};

// A Name; one attribute in each relative distinguished name, least specific first as on the wire.
Octets distinguished_name(const std::vector<NameAttribute>& attributes);

struct CertificateSpec {
  std::vector<NameAttribute> issuer = {
      {kIdCountry, "US", 0x13}, {kIdOrganisation, "Example Trust"}, {kIdCommonName, "Example CA"}};
  std::vector<NameAttribute> subject = {
      {kIdCountry, "US", 0x13}, {kIdOrganisation, "Example"}, {kIdCommonName, "www.example.com"}};
  std::vector<std::string> dns_names = {"www.example.com"};  // none: no subjectAltName
  bool other_names = false;  // an address, a mail address and a URI before the DNS names
  bool version_1 = false;    // neither version nor extensions
};
Octets certificate(const CertificateSpec& spec = {});

}  // namespace cutoffd::wire
