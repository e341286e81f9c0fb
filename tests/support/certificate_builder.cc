#include "tests/support/certificate_builder.h"

#include "tests/support/hello_builder.h"

namespace cutoffd::wire {
namespace {

constexpr std::uint8_t kSequence = 0x30;

Octets algorithm() { return OctetWriter().hex("300a 0608 2a8648ce3d040302").take(); }

Octets extension_of(std::string_view id_hex, bool critical, Bytes value) {
  OctetWriter content;
  content.bytes(der(6, OctetWriter().hex(id_hex).take()));
  if (critical) content.hex("0101ff");
  return der(kSequence, content.bytes(der(4, value)).take());
}

Octets alt_names(const CertificateSpec& spec) {
  OctetWriter names;
  if (spec.other_names) {
    names.bytes(der(0x87, OctetWriter().hex("c0000201").take()));
    names.bytes(der(0x81, as_bytes("post@example.com")));
    names.bytes(der(0x86, as_bytes("https://uri.example.com/")));
  }
  for (const std::string& name : spec.dns_names) names.bytes(der(0x82, as_bytes(name)));
  return der(kSequence, names.take());
}

}  // namespace

Octets der(std::uint8_t tag, Bytes content) {
  OctetWriter writer;
  writer.u8(tag);
  if (content.size() < 0x80) {
    writer.u8(content.size());
  } else if (content.size() < 0x100) {
    writer.u8(0x81).u8(content.size());
  } else {
    writer.u8(0x82).u16(content.size());
  }
  return writer.bytes(content).take();
}

Octets distinguished_name(const std::vector<NameAttribute>& attributes) {
  OctetWriter name;
  for (const NameAttribute& attribute : attributes) {
    const Octets pair = der(6, attribute.id) + der(attribute.tag, as_bytes(attribute.value));
    name.bytes(der(0x31, der(kSequence, pair)));
  }
  return der(kSequence, name.take());
}

Octets certificate(const CertificateSpec& spec) {
  OctetWriter tbs;
  if (!spec.version_1) tbs.hex("a003 020102");
  tbs.hex("0204 11223344").bytes(algorithm()).bytes(distinguished_name(spec.issuer));
  tbs.bytes(
      der(kSequence, der(0x17, as_bytes("240101000000Z")) + der(0x17, as_bytes("341231235959Z"))));
  tbs.bytes(distinguished_name(spec.subject));
  tbs.bytes(der(kSequence, algorithm() + der(3, Octets(65, 4))));
  if (!spec.version_1) {
    Octets extensions = extension_of("551d0f", true, OctetWriter().hex("03020780").take());
    if (!spec.dns_names.empty() || spec.other_names) {
      extensions = extensions + extension_of("551d11", false, alt_names(spec));
    }
    tbs.bytes(der(0xa3, der(kSequence, extensions)));
  }
  return der(kSequence, der(kSequence, tbs.take()) + algorithm() + der(3, Octets(70, 5)));
}

}  // namespace cutoffd::wire
