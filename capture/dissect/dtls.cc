#include "capture/dissect/dtls.h"

namespace cutoffd::dissect {
namespace {

constexpr std::uint8_t kHandshake = 22;
constexpr std::size_t kMaxDtlsRecord = (1U << 14) + 2048;  // RFC 6347 section 4.1

// 0xfeff: 1.0, 0xfefd: 1.2 and 1.3 (RFC 9147 section 5.3); 0x0100: OpenSSL before it knew better.
bool is_version(std::uint16_t version) {
  return version == 0xfeff || version == 0xfefd || version == 0xfefc || version == 0x0100;
}

}  // namespace

// Opens the next handshake record that is in clear.
Answer DtlsReader::next_record() {
  while (datagram_.left() > 0) {
    const std::uint8_t type = datagram_.u8();
    const std::uint16_t version = datagram_.u16();
    const std::uint16_t epoch = datagram_.u16();
    datagram_.skip(6);  // sequence number
    const std::uint16_t length = datagram_.u16();
    // 1.3 has ciphertext without such a header; other protocols share its port.
    if (datagram_.failed() || type < 20 || type > 26 || !is_version(version)) {
      return Answer::not_mine;
    }
    if (length > kMaxDtlsRecord || length > datagram_.left()) {
      return begun_ || type == kHandshake ? Answer::fault : Answer::not_mine;
    }
    record_ = datagram_.child(length);
    begun_ = true;
    if (type == kHandshake && epoch == 0 && length > 0) return Answer::certain;
  }
  return Answer::not_mine;
}

Answer DtlsReader::next(DtlsFragment& fragment) {
  if (record_.left() == 0) {
    const Answer answer = next_record();
    if (answer != Answer::certain) return answer;
  }
  fragment.type = static_cast<HandshakeType>(record_.u8());
  fragment.total = record_.u24();
  fragment.message_seq = record_.u16();
  fragment.offset = record_.u24();
  fragment.bytes = record_.child(record_.u24()).rest();
  const bool sound = record_.ok() && fragment.total <= kMaxHandshake &&
                     fragment.offset + fragment.bytes.size() <= fragment.total;
  if (!sound) {
    record_ = Cursor();
    datagram_ = Cursor();
  }
  return sound ? Answer::certain : Answer::fault;
}

}  // namespace cutoffd::dissect
