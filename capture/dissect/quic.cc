#include "capture/dissect/quic.h"

#include <algorithm>
#include <span>

namespace cutoffd::dissect {
namespace {

constexpr std::uint8_t kLong = 0x80;   // header form
constexpr std::uint8_t kFixed = 0x40;  // RFC 9000 section 17.2; RFC 9287 allows to clear it
constexpr std::size_t kMaxId = 20;
constexpr std::size_t kMaxText = 65'535;
constexpr std::size_t kSampleAt =
    4;  // octets behind the packet number's start (RFC 9001 section 5.4.2)
constexpr std::size_t kSample = 16;
// Initials of one datagram that nothing opens, before the rest is left alone: each costs as much as
// one that opens, and anybody can send them.
constexpr std::uint8_t kMaxUnopened = 4;

QuicPacket packet_type(std::uint8_t first, bool version_2) {
  // RFC 9369 section 3.2 moved the numbers on by one.
  const unsigned bits = (first >> 4 & 3U) + (version_2 ? 3U : 0U);
  constexpr std::array kTypes = {QuicPacket::initial, QuicPacket::zero_rtt, QuicPacket::handshake,
                                 QuicPacket::retry};
  return kTypes[bits & 3U];
}

// RFC 8999 section 6. A list of versions, of which one at least must be familiar: octets that are
// zero by chance are common.
Answer read_negotiation(Cursor& cursor, QuicHeader& header) {
  header.type = QuicPacket::version_negotiation;
  if (cursor.failed() || cursor.left() == 0 || cursor.left() % 4 != 0) return Answer::not_mine;
  while (cursor.left() > 0) {
    if (!quic_profiles(cursor.u32()).empty()) return Answer::certain;
  }
  return Answer::not_mine;
}

// RFC 9000 section 17.2, behind the connection ids.
bool read_packet(Bytes datagram, Cursor& cursor, QuicHeader& header) {
  if (header.type == QuicPacket::retry) {
    constexpr std::size_t kIntegrityTag = 16;
    if (cursor.left() < kIntegrityTag) return false;
    header.token = cursor.take(cursor.left() - kIntegrityTag);
    return true;
  }
  if (header.type == QuicPacket::initial) {
    const std::uint64_t size = quic_varint(cursor);
    if (size > cursor.left()) return false;
    header.token = cursor.take(static_cast<std::size_t>(size));
  }
  const std::uint64_t length = quic_varint(cursor);
  if (cursor.failed() || length > cursor.left() || length < kSampleAt + kSample) return false;
  header.number_at = datagram.size() - cursor.left();
  header.packet = datagram.first(header.number_at + static_cast<std::size_t>(length));
  return true;
}

}  // namespace

Answer parse_quic_header(Bytes datagram, QuicHeader& header) {
  header = QuicHeader{};
  header.packet = datagram;
  Cursor cursor(datagram);
  const std::uint8_t first = cursor.u8();
  GooglePacket google;
  const Answer old = parse_google_packet(datagram, google);
  if (old != Answer::not_mine) {
    header.type = QuicPacket::google_clear;
    header.version = google.version;
    header.destination_id = google.connection_id;
    header.number_at = datagram.size() - google.frames.size();
    return old;
  }
  if ((first & kLong) == 0) return Answer::not_mine;
  header.version = cursor.u32();
  header.destination_id = cursor.block8().rest();
  header.source_id = cursor.block8().rest();
  if (header.version == 0) return read_negotiation(cursor, header);
  const auto profiles = quic_profiles(header.version);
  if (profiles.empty()) return Answer::not_mine;
  header.type = packet_type(first, profiles.front().version_2);
  const bool sound = cursor.ok() && header.destination_id.size() <= kMaxId &&
                     header.source_id.size() <= kMaxId && read_packet(datagram, cursor, header);
  if (sound) return Answer::certain;
  // Four octets may look like a version by chance. The fixed bit makes it likely enough to be
  // counted.
  return (first & kFixed) != 0 && !is_forced_negotiation(header.version) ? Answer::fault
                                                                         : Answer::not_mine;
}

QuicInitials::QuicInitials() : text_(kMaxText) {}

void QuicInitials::begin(Bytes datagram, std::optional<Bytes> key_id) {
  reading_ = QuicReading{};
  rest_ = datagram.first(std::min(datagram.size(), kMaxText));
  flow_key_id_ = key_id;
  if (key_id) flow_key_id_ = key_id->first(std::min(key_id->size(), kMaxId));
}

// True when a packet was opened whose fragments are to be shown.
bool QuicInitials::next_packet() {
  bool first = reading_.answer == Answer::not_mine;
  while (!rest_.empty() && reading_.unopened < kMaxUnopened) {
    QuicHeader header;
    const Answer answer = parse_quic_header(rest_, header);
    if (first) {
      reading_.answer = answer == Answer::certain ? Answer::unsure : answer;
      reading_.first = header;
      first = false;
    }
    if (answer != Answer::certain) break;  // padding or a short header may follow
    rest_ = rest_.subspan(header.packet.size());
    if (header.type != QuicPacket::initial && header.type != QuicPacket::google_clear) continue;
    if (open(header)) return true;
    if (reading_.answer == Answer::fault) break;
  }
  rest_ = {};
  return false;
}

bool QuicInitials::next_fragment(CryptoFragment& fragment) {
  const Answer answer =
      content_ == QuicContent::ietf ? frames_.next(fragment) : google_frames_.next(fragment);
  return answer == Answer::certain;
}

bool QuicInitials::open(const QuicHeader& header) {
  if (header.type == QuicPacket::google_clear) {
    reading_.key_id = header.destination_id;
    GooglePacket packet;
    parse_google_packet(header.packet, packet);
    return show(QuicContent::google, packet);
  }
  const std::array<Bytes, 2> ids = {flow_key_id_.value_or(Bytes{}), header.destination_id};
  const bool one =
      !flow_key_id_ || std::equal(ids[0].begin(), ids[0].end(), ids[1].begin(), ids[1].end());
  for (const QuicProfile& profile : quic_profiles(header.version)) {
    for (const Bytes id : std::span(ids).subspan(one ? 1 : 0)) {
      if (!open_with(header, profile, id)) continue;
      reading_.key_id = id;
      GooglePacket packet;
      packet.version = header.version;
      packet.frames = Bytes(text_).first(text_size_);
      return show(profile.content, packet);
    }
  }
  ++reading_.unopened;
  return false;
}

// Looks through the frames once, so that nothing is learnt from a packet that contradicts itself.
bool QuicInitials::show(QuicContent content, const GooglePacket& packet) {
  content_ = content;
  frames_ = QuicFrames(packet.frames);
  google_frames_ = GoogleFrames(packet);
  const QuicFrames frames = frames_;
  const GoogleFrames google_frames = google_frames_;
  CryptoFragment fragment;
  Answer answer = Answer::certain;
  while (answer == Answer::certain) {
    answer = content_ == QuicContent::ietf ? frames_.next(fragment) : google_frames_.next(fragment);
  }
  reading_.closed = reading_.closed || frames_.closed() || google_frames_.closed();
  if (answer == Answer::fault || packet.frames.empty()) {
    if (reading_.opened == 0) reading_.answer = Answer::fault;
    return false;
  }
  frames_ = frames;
  google_frames_ = google_frames;
  reading_.answer = Answer::certain;
  reading_.google = content == QuicContent::google;
  ++reading_.opened;
  return true;
}

bool QuicInitials::open_with(const QuicHeader& header, const QuicProfile& profile, Bytes id) {
  const bool at_hand = keys_.profile == &profile &&
                       std::equal(id.begin(), id.end(), keys_.id.begin(),
                                  keys_.id.begin() + static_cast<std::ptrdiff_t>(keys_.id_size));
  if (!at_hand) derive(profile, id);
  return unseal(header);
}

// RFC 9001 sections 5.1 and 5.2.
void QuicInitials::derive(const QuicProfile& profile, Bytes id) {
  keys_.profile = &profile;
  keys_.id_size = id.size();
  std::copy(id.begin(), id.end(), keys_.id.begin());
  const HmacKey initial(profile.salt.mac(id));
  HmacKey::Mac secret;
  hkdf_expand_label(initial, "tls13 client in", secret);
  const HmacKey client(secret);
  hkdf_expand_label(client, profile.version_2 ? "tls13 quicv2 key" : "tls13 quic key", keys_.key);
  hkdf_expand_label(client, profile.version_2 ? "tls13 quicv2 iv" : "tls13 quic iv", keys_.iv);
  hkdf_expand_label(client, profile.version_2 ? "tls13 quicv2 hp" : "tls13 quic hp", keys_.header);
}

// RFC 9001 sections 5.3 and 5.4. Initials are so few that the packet number is never abbreviated.
bool QuicInitials::unseal(const QuicHeader& header) {
  const Bytes packet = header.packet;
  const std::size_t at = header.number_at;
  const Aes128::Block mask =
      aes_.encrypt_block(keys_.header, packet.subspan(at + kSampleAt, kSample));
  const std::array<std::uint8_t, 1> first = {
      static_cast<std::uint8_t>(packet[0] ^ (mask[0] & 0x0f))};
  const std::size_t number_size = (first[0] & 3U) + 1;
  std::array<std::uint8_t, 4> number{};
  Aes128::Nonce nonce = keys_.iv;
  for (std::size_t i = 0; i < number_size; ++i) {
    number[i] = packet[at + i] ^ mask[1 + i];
    nonce[nonce.size() - number_size + i] ^= number[i];
  }
  const Bytes sealed = packet.subspan(at + number_size);
  const std::array<Bytes, 3> associated = {Bytes(first), packet.subspan(1, at - 1),
                                           Bytes(number).first(number_size)};
  text_size_ = sealed.size() - kSample;  // the tag is as long as the sample
  return aes_.open(keys_.key, nonce, associated, sealed, text_);
}

}  // namespace cutoffd::dissect
