#include "capture/dissect/opaque.h"

namespace cutoffd::dissect {
namespace {

constexpr std::uint16_t kIpsecNat = 4500;
constexpr std::uint16_t kWireGuard = 51820;
constexpr std::uint16_t kFirstUnprivileged = 1024;

// A name service or a web server on one end: an ordinary datagram whose other port is chance.
bool has_server_port(const UdpDatagram& datagram) {
  for (const Port port : {datagram.source_port, datagram.destination_port}) {
    const std::uint16_t n = number(port);
    if (n < kFirstUnprivileged || n == 5353 || n == 5355) return true;
  }
  return false;
}

// A QUIC long header (RFC 8999 section 5.1) of a version in use: 1, 2, a draft or Google's.
bool is_quic_long_header(std::uint32_t first_four, std::uint8_t fifth) {
  if ((first_four & 0x80000000) == 0) return false;
  const std::uint32_t version = first_four << 8 | fifth;
  const std::uint32_t upper = version >> 16;
  return version <= 1 || version == 0x6b3343cf || version >> 8 == 0xff0000 || upper == 0x5130 ||
         upper == 0x5430;  // "Q0", "T0"
}

// A record of a DTLS handshake (RFC 6347 section 4.1): versions fe ff and fe fd.
bool is_dtls(std::uint32_t first_four) {
  const std::uint32_t type = first_four >> 24;
  return type >= 20 && type <= 25 && (first_four >> 8 & 0xffff) >= 0xfefc;
}

}  // namespace

bool is_esp_in_udp(const UdpDatagram& datagram, Bytes payload) {
  // RFC 4303 section 2: SPI, sequence, one block and a check value at least; on four octets.
  constexpr std::size_t kLeast = 24;
  constexpr std::uint32_t kLastReservedSpi = 255;
  const bool both =
      number(datagram.source_port) == kIpsecNat && number(datagram.destination_port) == kIpsecNat;
  if (!both && has_server_port(datagram)) return false;
  Cursor in(payload);
  const std::uint32_t spi = in.u32();
  const std::uint8_t fifth = in.u8();
  if (in.failed() || payload.size() < kLeast || payload.size() % 4 != 0) return false;
  // An SPI of 0 is the marker of IKE.
  return spi > kLastReservedSpi && !is_quic_long_header(spi, fifth) && !is_dtls(spi);
}

bool is_wireguard(const UdpDatagram& datagram, Bytes payload) {
  Cursor in(payload);
  const std::uint32_t type = in.u32le();  // one octet and three reserved ones, which are zero
  if (in.failed() || type == 0 || type > 4 || has_server_port(datagram)) return false;
  if (type == 1) return payload.size() == 148;
  if (type == 2) return payload.size() == 92;
  if (type == 3) return payload.size() == 64;
  const bool usual_port =
      number(datagram.source_port) == kWireGuard || number(datagram.destination_port) == kWireGuard;
  return usual_port && payload.size() >= 32 && payload.size() % 16 == 0;
}

}  // namespace cutoffd::dissect
