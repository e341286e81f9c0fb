#include "capture/dissect/quic_google.h"

#include <algorithm>
#include <array>

namespace cutoffd::dissect {
namespace {

constexpr std::size_t kHash = 12;  // octets
constexpr std::uint64_t kMaxStreamOffset = std::uint64_t{1}
                                           << 62;  // no stream is so long, and sums stay sound
constexpr std::string_view kChlo = "CHLO";

// The digits of "Q043"; 0 for anything else.
unsigned google_version(std::uint32_t version) {
  if (version >> 16 != 0x5130 && version >> 16 != 0x5430) return 0;  // "Q0", "T0"
  const std::uint32_t tens = (version >> 8 & 0xff) - '0';
  const std::uint32_t ones = (version & 0xff) - '0';
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 0;
}
bool in_clear(std::uint32_t version) {
  const unsigned digits = google_version(version);
  return version >> 24 == 'Q' && digits >= 24 && digits <= 49;
}

// FNV-1a with 128 bits, as two words. The prime is 2^88 + 0x13b.
class Fnv128 {
 public:
  void add(Bytes octets) {
    for (const std::uint8_t octet : octets) {
      low_ ^= octet;
      constexpr std::uint64_t kPrime = 0x13b;
      // low_ * kPrime has up to 73 bits; its upper part goes into the high word.
      const std::uint64_t bottom = (low_ & 0xffffffff) * kPrime;
      const std::uint64_t top = (low_ >> 32) * kPrime + (bottom >> 32);
      high_ = high_ * kPrime + (top >> 32) + (low_ << 24);
      low_ = top << 32 | (bottom & 0xffffffff);
    }
  }
  // The lower 96 bits, least significant octet first.
  [[nodiscard]] std::array<std::uint8_t, kHash> short_hash() const {
    std::array<std::uint8_t, kHash> out;
    for (unsigned i = 0; i < kHash; ++i) {
      const std::uint64_t word = i < 8 ? low_ >> (8 * i) : high_ >> (8 * (i - 8));
      out[i] = static_cast<std::uint8_t>(word);
    }
    return out;
  }

 private:
  std::uint64_t high_ = 0x6c62272e07bb0142;
  std::uint64_t low_ = 0x62b821756295c58d;
};

// The hash stands between the header, which it covers, and the payload.
bool hash_is_right(unsigned version, Bytes header, Bytes hash, Bytes payload) {
  Fnv128 fnv;
  fnv.add(header);
  fnv.add(payload);
  if (version >= 37) fnv.add(as_bytes("Client"));
  const auto right = fnv.short_hash();
  return std::equal(hash.begin(), hash.end(), right.begin(), right.end());
}

bool begins_hello(const GooglePacket& packet) {
  GoogleFrames frames(packet);
  CryptoFragment fragment;
  while (frames.next(fragment) == Answer::certain) {
    if (as_text(fragment.bytes).starts_with(kChlo)) return true;
  }
  return false;
}

constexpr std::array<std::uint8_t, 4> kSizes = {1, 2, 4, 6};  // of packet numbers, by two bits

// Q024 to Q043: flags, connection id, version, packet number.
bool public_header(Cursor& cursor, std::uint8_t flags, GooglePacket& packet) {
  constexpr std::uint8_t kVersion = 0x01;
  constexpr std::uint8_t kReset = 0x02;
  constexpr std::uint8_t kId = 0x08;
  if ((flags & (kVersion | kReset)) != kVersion) return false;
  if ((flags & kId) != 0) packet.connection_id = cursor.take(8);
  packet.version = cursor.u32();
  if (!in_clear(packet.version) || google_version(packet.version) > 43) return false;
  packet.number_size = kSizes[flags >> 4 & 3];
  cursor.skip(packet.number_size);
  return cursor.ok();
}

// Q044 to Q049: version, lengths of both ids in one octet or in one each, ids, packet number.
bool long_header(Cursor& cursor, std::uint8_t first, GooglePacket& packet) {
  packet.version = cursor.u32();
  const unsigned version = google_version(packet.version);
  if (!in_clear(packet.version) || version < 44) return false;
  if (version < 49) {
    const std::uint8_t sizes = cursor.u8();
    const auto octets = [](unsigned nibble) { return nibble == 0 ? 0U : nibble + 3; };
    packet.connection_id = cursor.take(octets(sizes >> 4));
    cursor.skip(octets(sizes & 15));
  } else {
    packet.connection_id = cursor.block8().rest();
    cursor.block8();
    quic_varint(cursor);  // length of the token, which a client in clear never has
    quic_varint(cursor);  // length of the rest
  }
  packet.number_size = static_cast<std::uint8_t>(version == 44 ? 4 : (first & 3) + 1);
  cursor.skip(packet.number_size);
  return cursor.ok() && packet.connection_id.size() <= 20;
}

}  // namespace

Answer parse_google_packet(Bytes datagram, GooglePacket& packet) {
  packet = GooglePacket{};
  Cursor cursor(datagram);
  const std::uint8_t first = cursor.u8();
  const bool known = (first & 0x80) != 0 ? long_header(cursor, first, packet)
                                         : public_header(cursor, first, packet);
  if (!known) return Answer::not_mine;
  const unsigned version = google_version(packet.version);
  const Bytes header = datagram.first(datagram.size() - cursor.left());
  const Bytes hash = cursor.take(kHash);
  const Bytes payload = cursor.rest();
  if (version < 34) {
    constexpr std::uint8_t kFecGroup = 0x02;
    if ((cursor.u8() & kFecGroup) != 0) cursor.skip(1);
  }
  packet.frames = cursor.rest();
  const bool clear =
      cursor.ok() && (begins_hello(packet) || hash_is_right(version, header, hash, payload));
  return clear ? Answer::certain : Answer::unsure;
}

GoogleFrames::GoogleFrames(const GooglePacket& packet)
    : rest_(packet.frames),
      version_(google_version(packet.version)),
      number_size_(packet.number_size) {}

// Numbers were little-endian until Q038.
std::uint64_t GoogleFrames::number(std::size_t octets) {
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (const std::uint8_t octet : rest_.take(octets)) {
    value = version_ >= 39 ? value << 8 | octet : value | std::uint64_t{octet} << shift;
    shift += 8;
  }
  return value;
}

Answer GoogleFrames::next(CryptoFragment& fragment) {
  constexpr std::uint8_t kGooglePadding = 0x00;
  constexpr std::uint8_t kGoogleCrypto = 0x08;
  while (rest_.left() > 0) {
    const std::uint8_t type = rest_.u8();
    if (type == kGooglePadding) {
      skip_padding(rest_);
      continue;
    }
    if ((type & 0x80) != 0) {
      const bool crypto = stream(type, fragment);
      if (rest_.failed()) return Answer::fault;
      if (!crypto) continue;
      if (as_text(fragment.bytes).starts_with(kChlo)) fragment.offset = 0;
      return Answer::certain;
    } else if (type == kGoogleCrypto && version_ >= 47) {
      fragment.offset = quic_varint(rest_);
      const std::uint64_t length = quic_varint(rest_);
      if (length > rest_.left()) return Answer::fault;
      fragment.bytes = rest_.take(static_cast<std::size_t>(length));
      return rest_.failed() ? Answer::fault : Answer::certain;
    } else if (!((type & 0x40) != 0 ? skip_ack(type) : skip_control(type))) {
      return Answer::fault;
    }
  }
  return rest_.failed() ? Answer::fault : Answer::not_mine;
}

// 1fdooossB: d: a length follows the offset; ooo and ss: sizes of offset and stream id.
bool GoogleFrames::stream(std::uint8_t type, CryptoFragment& fragment) {
  constexpr std::uint64_t kCryptoStream = 1;
  const std::uint64_t id = number((type & 3U) + 1);
  const unsigned offset_size = type >> 2 & 7U;
  fragment.offset = number(offset_size == 0 ? 0 : offset_size + 1);
  if (fragment.offset > kMaxStreamOffset) rest_.fail();
  const std::size_t length =
      (type & 0x20) != 0 ? static_cast<std::size_t>(number(2)) : rest_.left();
  fragment.bytes = rest_.take(length);
  return id == kCryptoStream;
}

// 01nullmm: n: several blocks (or missing ranges); ll and mm: sizes of the largest number and of a
// block.
bool GoogleFrames::skip_ack(std::uint8_t type) {
  const std::size_t largest = kSizes[type >> 2 & 3U];
  const std::size_t block = kSizes[type & 3U];
  const bool several = (type & 0x20) != 0;
  const auto skip_stamps = [this] {
    const unsigned stamps = rest_.u8();
    if (stamps > 0) rest_.skip(5 + (stamps - 1) * std::size_t{3});
  };
  if (version_ >= 34) {
    rest_.skip(largest + 2);  // and the delay
    const unsigned more = several ? rest_.u8() : 0;
    rest_.skip(block + more * (1 + block));
    skip_stamps();
  } else {
    rest_.skip(1 + largest + 2);  // entropy first
    skip_stamps();
    if (several) {
      rest_.skip(rest_.u8() * (block + 1));  // missing ranges
      rest_.skip(rest_.u8() * largest);      // revived packets
    }
  }
  return rest_.ok();
}

bool GoogleFrames::skip_control(std::uint8_t type) {
  switch (type) {
    case 0x01:  // RST_STREAM
      rest_.skip(16);
      break;
    case 0x02:  // CONNECTION_CLOSE
      rest_.skip(4);
      rest_.skip(static_cast<std::size_t>(number(2)));
      closed_ = true;
      break;
    case 0x03:  // GOAWAY
      rest_.skip(8);
      rest_.skip(static_cast<std::size_t>(number(2)));
      break;
    case 0x04:  // WINDOW_UPDATE
      rest_.skip(12);
      break;
    case 0x05:  // BLOCKED
      rest_.skip(4);
      break;
    case 0x06:  // STOP_WAITING, with an octet of entropy until Q033
      rest_.skip(number_size_ + (version_ < 34 ? 1U : 0U));
      break;
    case 0x07:  // PING
      break;
    default:
      return false;
  }
  return rest_.ok();
}

std::optional<ObservedName> GoogleHello::server_name() const {
  if (!name_form) return std::nullopt;
  return ObservedName{name_text.view(), *name_form};
}

Answer parse_google_hello(Bytes stream, GoogleHello& hello, std::size_t& at_least) {
  hello = GoogleHello{};
  constexpr std::size_t kHeader = 8;        // tag, count, padding
  constexpr std::size_t kMaxEntries = 128;  // of a message, as Google's own reader has it
  const std::string_view start = as_text(stream.first(std::min(stream.size(), kChlo.size())));
  if (!kChlo.starts_with(start)) return Answer::not_mine;
  at_least = kHeader;
  if (stream.size() < at_least) return Answer::unsure;
  const std::size_t entries = Cursor(stream.subspan(4)).u16le();
  if (entries > kMaxEntries) return Answer::fault;
  at_least = kHeader + 8 * entries;
  if (stream.size() < at_least) return Answer::unsure;

  // A table of tags and where each value ends, then the values.
  Cursor table(stream.subspan(kHeader, 8 * entries));
  Cursor values(stream.subspan(at_least));
  std::size_t end = 0;
  bool whole = true;
  while (table.left() > 0) {
    const std::string_view tag = as_text(table.take(4));
    const std::size_t next = table.u32le();
    if (next < end || next > kMaxGoogleHello) return Answer::fault;
    const Bytes value = values.take(next - end);
    whole = whole && values.ok();
    end = next;
    if (!whole) continue;
    if (tag == std::string_view("SNI\0", 4)) {
      const auto name = observe_host(value, hello.name_text);
      if (name) hello.name_form = name->form;
    } else if (tag == "UAID") {
      hello.user_agent = value;
    }
  }
  if (whole) return Answer::certain;
  at_least += end;
  hello = GoogleHello{};
  return Answer::unsure;
}

}  // namespace cutoffd::dissect
