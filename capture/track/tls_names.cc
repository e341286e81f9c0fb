#include "capture/track/tls_names.h"

#include "capture/dissect/x509.h"

namespace cutoffd::track {
namespace {

using dissect::Answer;
using dissect::HandshakeType;

constexpr std::uint16_t kTls13 = 0x0304;
// A side's stream has few messages in clear before the one that is looked for, and each is read
// again at every reading until that one is whole.
constexpr unsigned kMaxMessages = 16;
constexpr auto kServerHelloDone = HandshakeType{14};  // RFC 5246 section 7.4

// Enough to say that TLS is spoken, though no message is whole yet.
bool is_handshake_record(Bytes stream) {
  return stream.size() >= 3 && stream[0] == dissect::kHandshakeRecord && stream[1] == 3;
}

}  // namespace

TlsNames::TlsNames(Teller& teller, HelloNames& hellos, Counters& counters, const HashKey& key)
    : teller_(teller),
      hellos_(hellos),
      counters_(counters),
      key_(key),
      scratch_(dissect::kMaxHandshake) {}

std::optional<Reading> TlsNames::read(Scene& scene, Side side, Bytes stream) {
  dissect::TlsReader reader(stream, {&scratch_[0], scratch_.size()});
  dissect::HandshakeMessage message;
  unsigned messages = 0;
  while (true) {
    switch (reader.next(message)) {
      case Answer::certain:
        if (on_message(scene, side, message, stream) || ++messages == kMaxMessages)
          return Reading::go_on(Stage::done, stream.size());
        break;
      case Answer::unsure:
        return Reading::wait(
            messages != 0 || is_handshake_record(stream) ? Stage::tls : Stage::fresh,
            reader.at_least());
      case Answer::not_mine:
        if (messages == 0) return std::nullopt;
        return Reading::go_on(Stage::done, stream.size());
      case Answer::fault:
        counters_.add(Counter::tls_malformed);
        return Reading::go_on(Stage::opaque, stream.size());
    }
  }
}

// True if nothing more can be learnt from this side.
bool TlsNames::on_message(Scene& scene, Side side, const dissect::HandshakeMessage& message,
                          Bytes stream) {
  switch (message.type) {
    case HandshakeType::client_hello:
      on_hello(scene, side, message, stream);
      return true;
    case HandshakeType::server_hello:
      return on_server_hello(scene, side, message.body);
    case HandshakeType::certificate:
      if (scene.flow.is_server(side)) on_certificate(scene, side, message.body);
      return true;
    default:
      return message.type == kServerHelloDone;
  }
}

void TlsNames::on_hello(Scene& scene, Side side, const dissect::HandshakeMessage& message,
                        Bytes stream) {
  dissect::ClientHello hello;
  const auto form = message.sslv2 ? dissect::HelloForm::sslv2 : dissect::HelloForm::tls;
  if (dissect::parse_client_hello(message.body, hello, form) != Answer::certain) {
    counters_.add(Counter::tls_malformed);
    return;
  }
  std::get<TcpState>(scene.flow.state).name_hash = name_hash(hello);
  hellos_.tell(scene, side, hello, dissect::HelloCarrier::tcp, stream);
}

std::size_t TlsNames::read_twin(Scene& scene, Side side, Bytes stream) {
  dissect::TlsReader reader(stream, {&scratch_[0], scratch_.size()});
  dissect::HandshakeMessage message;
  dissect::ClientHello hello;
  const Answer answer = reader.next(message);
  if (answer == Answer::unsure) return reader.at_least();
  if (answer != Answer::certain || message.type != HandshakeType::client_hello || message.sslv2 ||
      dissect::parse_client_hello(message.body, hello) != Answer::certain) {
    return 0;
  }
  std::uint16_t& told = std::get<TcpState>(scene.flow.state).name_hash;
  if (name_hash(hello) == told) return 0;
  told = name_hash(hello);
  counters_.add(Counter::segment_conflicts);
  hellos_.tell(scene, side, hello, dissect::HelloCarrier::tcp, stream);
  return 0;
}

std::uint16_t TlsNames::name_hash(const dissect::ClientHello& hello) const {
  const auto name = hello.server_name();
  if (!name) return 0;
  return static_cast<std::uint16_t>(KeyedHash(key_).add(as_bytes(name->text)).finish() | 1U);
}

bool TlsNames::on_server_hello(Scene& scene, Side side, Bytes body) {
  dissect::ServerHello hello;
  if (dissect::parse_server_hello(body, hello) != Answer::certain) {
    counters_.add(Counter::tls_malformed);
    return true;
  }
  // Who sent the SYN is no server, whatever it says: a decoy would turn the connection round.
  if (scene.flow.is_client(side) && scene.flow.has(Flow::kAnchored, side)) return true;
  scene.flow.set_client(other(side));
  count_encrypted(scene.flow, counters_);
  // From TLS 1.3 on the certificate is encrypted (RFC 8446 section 4.4.2).
  return hello.version >= kTls13;
}

void TlsNames::on_certificate(Scene& scene, Side side, Bytes body) {
  Bytes der;
  dissect::Certificate certificate;
  if (dissect::first_certificate(body, der) != Answer::certain ||
      dissect::parse_certificate(der, certificate) != Answer::certain) {
    return;
  }
  const dissect::DistinguishedText issuer = dissect::distinguished_text(certificate.issuer);
  const dissect::DistinguishedText subject = dissect::distinguished_text(certificate.subject);
  Observation observation = teller_.about(scene, ObservationKind::tls_cert_name, other(side));
  observation.detail = CertificateDetail{issuer.view(), subject.view()};
  NameText storage;
  Bytes rest = certificate.alt_names;
  bool any = false;
  while (const auto name = dissect::next_dns_name(rest, storage)) {
    any = true;
    observation.name = *name;
    teller_.tell(observation, scene);
  }
  if (any) return;
  // Without any name it is told all the same: its issuer may be watched.
  if (const auto name = dissect::common_name(certificate.subject, storage))
    observation.name = *name;
  teller_.tell(observation, scene);
}

}  // namespace cutoffd::track
