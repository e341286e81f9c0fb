#include "capture/track/hello_names.h"

#include <algorithm>

#include "capture/dissect/encrypted_dns.h"
#include "capture/track/reading.h"

namespace cutoffd::track {
namespace {

ObservationKind kind_of(dissect::HelloCarrier carrier) {
  switch (carrier) {
    case dissect::HelloCarrier::tcp:
      return ObservationKind::tls_sni;
    case dissect::HelloCarrier::quic:
      return ObservationKind::quic_sni;
    case dissect::HelloCarrier::dtls:
      return ObservationKind::dtls_sni;
  }
  return ObservationKind::tls_sni;
}

// Protocol names are octets (RFC 7301 section 3.1); GREASE ones are not text. Escaped as names are.
using AlpnText = InlineText<4 * 255>;
AlpnText escaped(std::string_view alpn) {
  AlpnText text;
  for (const char c : alpn) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet > 0x20 && octet < 0x7f && c != '\\') {
      text.append(c);
      continue;
    }
    text.append('\\');
    text.append(static_cast<char>('0' + octet / 100));
    text.append(static_cast<char>('0' + octet / 10 % 10));
    text.append(static_cast<char>('0' + octet % 10));
  }
  return text;
}

}  // namespace

void HelloNames::tell(Scene& scene, Side client, const dissect::ClientHello& hello,
                      dissect::HelloCarrier carrier, Bytes stream) {
  if (hello.name_state == dissect::ServerName::too_long) counters_.add(Counter::name_too_long);
  if (hello.broken) counters_.add(Counter::tls_malformed);
  const dissect::Ja3Text ja3 = dissect::ja3(hello);
  const dissect::Ja4Text ja4 = dissect::ja4(hello, carrier);
  const AlpnText alpn = escaped(hello.alpn);
  std::optional<ObservedName> name;
  if (hello.name_state == dissect::ServerName::read) name = hello.server_name();
  const HelloDetail detail{hello.ech, ja3.view(), ja4.view(), alpn.view(),
                           stream.first(std::min(stream.size(), kMaxFirstOctets))};
  tell_name(scene, client, kind_of(carrier), name, detail);
}

void HelloNames::tell_google(Scene& scene, Side client, const std::optional<ObservedName>& name) {
  tell_name(scene, client, ObservationKind::quic_sni, name, {});
}

void HelloNames::tell_name(Scene& scene, Side client, ObservationKind kind,
                           const std::optional<ObservedName>& name, const HelloDetail& detail) {
  count(scene, client, name, detail.ech);
  scene.flow.set_client(client);
  scene.flow.set(Flow::kHello);
  Observation observation = teller_.about(scene, kind, client);
  if (name) observation.name = *name;
  observation.detail = detail;
  teller_.tell(observation, scene);
}

void HelloNames::count(const Scene& scene, Side client, const std::optional<ObservedName>& name,
                       bool ech) {
  Flow& flow = scene.flow;
  counters_.add(Counter::hellos);
  if (!name) counters_.add(Counter::hellos_without_name);
  // What follows is counted once a flow: a connection may hold two hellos.
  if (flow.has(Flow::kHello)) return;
  count_encrypted(flow, counters_);
  if (!name) counters_.add(Counter::unnamed_flows);
  if (ech) counters_.add(Counter::ech_flows);
  const bool from_client = scene.sender == client;
  const Port server = from_client ? scene.sight.destination_port() : scene.sight.source_port();
  const bool resolver_name =
      name && name->form == NameForm::domain && dissect::is_known_doh_name(name->text);
  if (server == dissect::kDnsOverTls || resolver_name) counters_.add(Counter::encrypted_dns_flows);
}

}  // namespace cutoffd::track
