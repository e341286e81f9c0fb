#include "capture/track/quic_names.h"

#include <algorithm>

#include "capture/dissect/quic_google.h"
#include "capture/dissect/tls_stream.h"
#include "capture/track/reading.h"

namespace cutoffd::track {
namespace {

using dissect::Answer;
using dissect::QuicPacket;

// One for each kind of keys, and one more.
constexpr unsigned kMaxCoalesced = 4;
// No hello is longer than this, so nothing of it lies behind.
constexpr std::size_t kMaxCrypto = 4 + dissect::kMaxHandshake;
// Of one datagram no more pieces are kept: the browsers that shuffle theirs send some ten.
constexpr unsigned kMaxPieces = 64;
constexpr std::uint8_t kClientHello = 1;  // RFC 8446 section 4; Google's begins with "CHLO"

QuicState& quic_of(Scene& scene) { return std::get<QuicState>(scene.flow.state); }

Bytes key_of(const QuicState& state) { return Bytes(state.key_id).first(state.key_id_size); }

bool same(Bytes a, Bytes b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

}  // namespace

bool QuicNames::begins_flow(Bytes datagram) {
  // Other packets may come before the Initial (RFC 9000 section 12.2).
  for (unsigned packets = 0; packets < kMaxCoalesced && !datagram.empty(); ++packets) {
    dissect::QuicHeader header;
    if (dissect::parse_quic_header(datagram, header) != Answer::certain) return false;
    if (header.type == QuicPacket::initial || header.type == QuicPacket::google_clear) return true;
    datagram = datagram.subspan(header.packet.size());
  }
  return false;
}

void QuicNames::read(Scene& scene) {
  if (scene.flow.is_server(scene.sender)) return;
  dissect::QuicHeader header;
  if (dissect::parse_quic_header(scene.sight.frame.payload, header) != Answer::certain) return;
  if (header.type == QuicPacket::retry || header.type == QuicPacket::version_negotiation) return;
  QuicState& state = quic_of(scene);
  if (is_read_already(state, header)) {
    if (same(header.destination_id, key_of(state))) read_twin(scene);
    return;
  }
  pieces_ = 0;
  // Nor is half a second hello given up for what opens nothing.
  if (state.told && state.head != kNoSlot &&
      initials_.read(scene.sight.frame.payload, std::nullopt, [](const dissect::CryptoFragment&) {})
              .opened == 0) {
    state.last_tried = short_hash(header.destination_id);
    return;
  }

  // After the hello only keys of another connection are of interest. So they are in another version
  // under the same id: version negotiation began anew. Under another id the server chose both, and
  // the keys are still made from the first one (RFC 9368 section 2.3, RFC 9369 section 4.1).
  const bool was_told = state.told;
  const bool negotiated =
      header.version != state.version && same(header.destination_id, key_of(state));
  const bool anew = was_told || !state.have_keys || negotiated;
  if (anew) abandon(state, GivenUp::gap);
  state.told = false;
  const bool unfinished = state.head != kNoSlot;
  dissect::QuicReading reading =
      open(scene, anew ? std::nullopt : std::optional<Bytes>(key_of(state)));
  const bool other_keys = !anew && reading.opened != 0 && !same(reading.key_id, key_of(state));
  if (other_keys && !state.told) {
    // A new attempt (after Retry, or on the same ports later): its stream begins again.
    if (unfinished) abandon(state, GivenUp::gap);
    release(state);
    reading = open(scene, std::nullopt);
  }
  if (reading.answer == Answer::fault) counters_.add(Counter::quic_malformed);
  if (reading.opened == 0) {
    state.told = was_told;
    state.last_tried = short_hash(header.destination_id);
    if (!state.have_keys) early_.keep(scene.flow.serial, scene.sight.frame.payload);
    return;
  }
  const bool first_keys = !state.have_keys;
  remember(scene, reading);
  if (first_keys && !state.told) read_early(scene);
  read_stream(scene);
}

// Datagrams that came too early may open now.
void QuicNames::read_early(Scene& scene) {
  early_.take(scene.flow.serial, [&](Bytes datagram) {
    initials_.read(datagram, key_of(quic_of(scene)),
                   [&](const dissect::CryptoFragment& fragment) { on_fragment(scene, fragment); });
  });
}

// True for what comes after the hello on the same connection: repetitions, acknowledgements.
bool QuicNames::is_read_already(const QuicState& state, const dissect::QuicHeader& header) const {
  if (!state.told) return false;
  if (same(header.destination_id, key_of(state))) return header.version == state.version;
  return short_hash(header.destination_id) == state.last_tried;
}

dissect::QuicReading QuicNames::open(Scene& scene, std::optional<Bytes> key_id) {
  return initials_.read(
      scene.sight.frame.payload, key_id,
      [&](const dissect::CryptoFragment& fragment) { on_fragment(scene, fragment); });
}

void QuicNames::remember(Scene& scene, const dissect::QuicReading& reading) {
  QuicState& state = quic_of(scene);
  state.version = reading.first.version;
  state.have_keys = true;
  const Bytes id = reading.key_id.first(std::min(reading.key_id.size(), state.key_id.size()));
  // The id may be the one that lies there already.
  std::copy(id.begin(), id.end(), state.key_id.begin());
  state.key_id_size = static_cast<std::uint8_t>(id.size());
  // Only a client's Initials open with these keys.
  scene.flow.set_client(scene.sender);
  count_encrypted(scene.flow, counters_);
}

void QuicNames::on_fragment(Scene& scene, const dissect::CryptoFragment& fragment) {
  QuicState& state = quic_of(scene);
  std::size_t wanted = 0;
  // Mostly the hello comes in one piece.
  const bool in_one = state.head == kNoSlot && fragment.offset == 0;
  if (in_one && read_hello(scene, fragment.bytes, wanted)) return;
  if (state.told || fragment.bytes.empty() || ++pieces_ > kMaxPieces) return;
  if (fragment.offset + fragment.bytes.size() > kMaxCrypto) return;
  if (state.head == kNoSlot) state.head = assembler_.open(scene.slot, scene.sight.now);
  const Assembler::Added added = assembler_.add(state.head, fragment.offset, fragment.bytes);
  if (!added.conflict) return;
  counters_.add(Counter::segment_conflicts);
  if (fragment.offset != 0) return;
  // What was there before may be a decoy's: this may be a whole hello by itself.
  read_stream(scene);
  read_twin_hello(scene, fragment.bytes);
}

void QuicNames::read_twin(Scene& scene) {
  if (scene.sight.frame.payload.empty()) return;
  QuicState& state = quic_of(scene);
  pieces_ = 0;
  initials_.read(
      scene.sight.frame.payload, key_of(state),
      [&](const dissect::CryptoFragment& fragment) { keep_twin_fragment(scene, fragment); });
  if (state.head == kNoSlot) return;
  const std::size_t run = assembler_.run_from(state.head, 0);
  HeadNotes& notes = assembler_.notes(state.head);
  if (run == 0 || run < notes.wanted) return;
  notes.wanted = read_twin_hello(scene, assembler_.read(state.head, 0, run));
  if (notes.wanted == 0) release(state);
}

void QuicNames::keep_twin_fragment(Scene& scene, const dissect::CryptoFragment& fragment) {
  QuicState& state = quic_of(scene);
  if (fragment.offset == 0 && read_twin_hello(scene, fragment.bytes) == 0) return;
  if (fragment.bytes.empty() || ++pieces_ > kMaxPieces) return;
  if (fragment.offset + fragment.bytes.size() > kMaxCrypto) return;
  if (state.head == kNoSlot) state.head = assembler_.open(scene.slot, scene.sight.now);
  const bool conflict = assembler_.add(state.head, fragment.offset, fragment.bytes).conflict;
  if (!conflict || fragment.offset != 0 || state.head == kNoSlot) return;
  // A third hello: the one before it was given up by its sender, or never meant.
  release(state);
  state.head = assembler_.open(scene.slot, scene.sight.now);
  assembler_.add(state.head, 0, fragment.bytes);
}

std::size_t QuicNames::read_twin_hello(Scene& scene, Bytes stream) {
  if (stream.empty() || stream[0] != kClientHello) return 0;
  dissect::HandshakeMessage message;
  dissect::ClientHello hello;
  std::size_t offset = 0;
  std::size_t wanted = 0;
  const Answer answer = dissect::next_crypto_message(stream, offset, message, wanted);
  if (answer == Answer::unsure) return wanted;
  if (answer != Answer::certain ||
      dissect::parse_client_hello(message.body, hello) != Answer::certain ||
      hello.name_state != dissect::ServerName::read ||
      !is_news(quic_of(scene), hello.server_name())) {
    return 0;
  }
  counters_.add(Counter::segment_conflicts);
  hellos_.tell(scene, scene.sender, hello, dissect::HelloCarrier::quic);
  return 0;
}

void QuicNames::read_stream(Scene& scene) {
  QuicState& state = quic_of(scene);
  if (state.head == kNoSlot) return;
  if (!state.told) {
    const std::size_t run = assembler_.run_from(state.head, 0);
    HeadNotes& notes = assembler_.notes(state.head);
    if (run == 0 || run < notes.wanted) return;
    if (!read_hello(scene, assembler_.read(state.head, 0, run), notes.wanted)) return;
  }
  release(state);
}

bool QuicNames::read_hello(Scene& scene, Bytes stream, std::size_t& wanted) {
  QuicState& state = quic_of(scene);
  if (state.told || stream.empty()) return state.told;
  if (stream[0] != kClientHello) return read_google_hello(scene, stream, wanted);
  dissect::HandshakeMessage message;
  dissect::ClientHello hello;
  std::size_t offset = 0;
  const Answer answer = dissect::next_crypto_message(stream, offset, message, wanted);
  if (answer == Answer::unsure) return false;
  state.told = true;
  if (answer != Answer::certain ||
      dissect::parse_client_hello(message.body, hello) != Answer::certain) {
    counters_.add(Counter::tls_malformed);
    return true;
  }
  std::optional<ObservedName> name;
  if (hello.name_state == dissect::ServerName::read) name = hello.server_name();
  if (is_news(state, name)) hellos_.tell(scene, scene.sender, hello, dissect::HelloCarrier::quic);
  return true;
}

bool QuicNames::read_google_hello(Scene& scene, Bytes stream, std::size_t& wanted) {
  QuicState& state = quic_of(scene);
  dissect::GoogleHello hello;
  const Answer answer = dissect::parse_google_hello(stream, hello, wanted);
  if (answer == Answer::unsure) return false;
  state.told = true;
  if (answer != Answer::certain) {
    counters_.add(Counter::quic_malformed);
    return true;
  }
  const auto name = hello.server_name();
  if (is_news(state, name)) hellos_.tell_google(scene, scene.sender, name);
  return true;
}

bool QuicNames::is_news(QuicState& state, const std::optional<ObservedName>& name) const {
  // 0 is for nothing told yet.
  const std::uint32_t hash = name ? short_hash(as_bytes(name->text)) | 2U : 1U;
  const bool news = hash != state.name_hash;
  state.name_hash = hash;
  return news;
}

std::uint32_t QuicNames::short_hash(Bytes octets) const {
  return static_cast<std::uint32_t>(KeyedHash(key_).add(octets).finish());
}

// Forgets what was put together, for an attempt that begins anew.
void QuicNames::release(QuicState& state) {
  if (state.head != kNoSlot) assembler_.close(state.head);
  state.head = kNoSlot;
}

// A part of a hello that was told is mostly the same once more.
void QuicNames::abandon(QuicState& state, GivenUp reason) {
  if (state.head != kNoSlot && !state.told) counters_.add(given_up_counter(reason, true));
  release(state);
}

void QuicNames::on_head_given_up(QuicState& state, GivenUp reason) {
  state.head = kNoSlot;
  if (!state.told) counters_.add(given_up_counter(reason, true));
}

}  // namespace cutoffd::track
