// One DNS question in a capture file, octet by octet.
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/selftest.h"

namespace cutoffd {
namespace {

void put16(std::string& out, std::size_t value) {  // network order
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}

void put32_little(std::string& out, std::uint64_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xff);
}

// RFC 1035 section 4.1: one question, type A.
std::string question(std::string_view name) {
  std::string out("\x5e\x1f\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12);
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    out += static_cast<char>(label.size());
    out += label;
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  return out + std::string("\0\0\x01\0\x01", 5);
}

std::string udp(const std::string& payload) {
  std::string out;
  put16(out, 50'000);
  put16(out, 53);
  put16(out, payload.size() + 8);
  put16(out, 0);  // no checksum (RFC 768)
  return out + payload;
}

std::uint16_t checksum(const std::string& header) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < header.size(); i += 2) {
    sum += static_cast<std::uint32_t>(static_cast<unsigned char>(header[i]) << 8 |
                                      static_cast<unsigned char>(header[i + 1]));
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::string ipv4(const std::string& payload) {
  std::string out("\x45\0", 2);
  put16(out, payload.size() + 20);
  out += std::string("\0\x01\x40\0\x40\x11\0\0", 8);
  out += std::string("\xc0\0\x02\x0a\xc0\0\x02\x35", 8);
  std::string sum;
  put16(sum, checksum(out));
  return out.replace(10, 2, sum) + payload;
}

std::string ethernet(const std::string& payload) {
  return std::string("\x02\0\0\0\0\x35\x02\0\0\0\0\x0a\x08\0", 14) + payload;
}

}  // namespace

std::string self_test_capture(Instant now, const std::string& name) {
  const std::string frame = ethernet(ipv4(udp(question(name))));
  constexpr std::int64_t kSecond = 1'000'000'000;
  const auto ns = static_cast<std::uint64_t>(ns_since_epoch(now));
  std::string out("\x4d\x3c\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0", 16);  // nanoseconds
  put32_little(out, 262'144);
  put32_little(out, 1);  // Ethernet
  put32_little(out, ns / kSecond);
  put32_little(out, ns % kSecond);
  put32_little(out, frame.size());
  put32_little(out, frame.size());
  return out + frame;
}

}  // namespace cutoffd
