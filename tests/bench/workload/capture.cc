#include "tests/bench/workload/capture.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>

namespace cutoffd::bench {
namespace {

constexpr std::array<std::uint8_t, 6> kClientMac{2, 0, 0, 0, 0, 1};
constexpr std::array<std::uint8_t, 6> kServerMac{2, 0, 0, 0, 0, 2};
constexpr std::size_t kEther = 14;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint32_t kBegin = 1'767'225'600;  // 2026-01-01T00:00:00Z

void put16(std::uint8_t* at, std::uint64_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}
void put32(std::uint8_t* at, std::uint64_t value) {
  put16(at, value >> 16);
  put16(at + 2, value);
}
std::uint8_t* put(std::uint8_t* at, Bytes bytes) {
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  return at + bytes.size();
}

// RFC 1071, four octets at a time: the sum may be folded at its end.
std::uint64_t sum_of(const std::uint8_t* at, std::size_t size) {
  std::uint64_t sum = 0;
  for (; size >= 4; at += 4, size -= 4) {
    sum +=
        std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
  }
  if (size > 0) sum += std::uint32_t{at[0]} << 24;
  if (size > 1) sum += std::uint32_t{at[1]} << 16;
  if (size > 2) sum += std::uint32_t{at[2]} << 8;
  return sum;
}
std::uint16_t folded(std::uint64_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

// RFC 9293 section 3.1, RFC 8200 section 8.1.
std::uint16_t transport_checksum(const Ends& ends, std::uint8_t protocol, const std::uint8_t* at,
                                 std::size_t size) {
  const Bytes client = ends.client.octets();
  const Bytes server = ends.server.octets();
  return folded(sum_of(client.data(), client.size()) + sum_of(server.data(), server.size()) + size +
                protocol + sum_of(at, size));
}

void ipv4_header(std::uint8_t* at, const IpAddress& from, const IpAddress& to,
                 std::uint8_t protocol, std::size_t payload, std::uint16_t id) {
  put16(at, 0x4500);
  put16(at + 2, 20 + payload);
  put16(at + 4, id);
  put16(at + 6, 0x4000);
  at[8] = 60;
  at[9] = protocol;
  put16(at + 10, 0);
  put(put(at + 12, from.octets()), to.octets());
  put16(at + 10, folded(sum_of(at, 20)));
}

void ipv6_header(std::uint8_t* at, const IpAddress& from, const IpAddress& to,
                 std::uint8_t protocol, std::size_t payload) {
  put32(at, 0x60000000);
  put16(at + 4, payload);
  at[6] = protocol;
  at[7] = 60;
  put(put(at + 8, from.octets()), to.octets());
}

// MSS, SACK permitted, timestamps, window scale; padded.
constexpr std::array<std::uint8_t, 20> kSynOptions{2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0,
                                                   0, 1, 0, 0,    0, 0, 1, 3,  3, 7};
constexpr std::array<std::uint8_t, 12> kOptions{1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 1};

}  // namespace

std::uint8_t* Capture::begin(std::uint64_t time, const Ends& ends, From from, std::uint8_t protocol,
                             std::size_t size) {
  const bool up = from == From::client;
  const bool v4 = ends.client.is_v4();
  const std::size_t header = kEther + (v4 ? 20U : 40U);
  const std::size_t begin = octets_.size();
  octets_.resize(begin + header + size);
  frames_.push_back({time, begin, static_cast<std::uint32_t>(header + size)});
  std::uint8_t* at = &octets_[begin];
  at = put(put(at, up ? kServerMac : kClientMac), up ? kClientMac : kServerMac);
  put16(at, v4 ? 0x0800 : 0x86dd);
  const IpAddress& source = up ? ends.client : ends.server;
  const IpAddress& destination = up ? ends.server : ends.client;
  if (v4) {
    ipv4_header(at + 2, source, destination, protocol, size, ip_id_++);
  } else {
    ipv6_header(at + 2, source, destination, protocol, size);
  }
  at = &octets_[begin + header];
  put16(at, up ? ends.client_port : ends.server_port);
  put16(at + 2, up ? ends.server_port : ends.client_port);
  return at;
}

void Capture::tcp(std::uint64_t time, const Ends& ends, From from, const Segment& segment,
                  Bytes payload) {
  const bool syn = (segment.flags & kSyn) != 0;
  const Bytes options = syn ? Bytes(kSynOptions) : Bytes(kOptions);
  const std::size_t header = 20 + options.size();
  const std::size_t size = header + payload.size();
  std::uint8_t* at = begin(time, ends, from, kTcp, size);
  put32(at + 4, segment.sequence);
  put32(at + 8, segment.acknowledgement);
  at[12] = static_cast<std::uint8_t>(header / 4 << 4);
  at[13] = segment.flags;
  put16(at + 14, syn ? 64240 : 502);
  put(put(at + 20, options), payload);
  put16(at + 16, transport_checksum(ends, kTcp, at, size));
}

void Capture::udp(std::uint64_t time, const Ends& ends, From from, Bytes payload) {
  const std::size_t size = 8 + payload.size();
  std::uint8_t* at = begin(time, ends, from, kUdp, size);
  put16(at + 4, size);
  put(at + 8, payload);
  const std::uint16_t sum = transport_checksum(ends, kUdp, at, size);
  put16(at + 6, sum == 0 ? 0xffff : sum);
}

bool Capture::write(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"),
                                                             std::fclose);
  if (!file) return false;
  std::setvbuf(file.get(), nullptr, _IOFBF, 1U << 20);
  const auto word = [&](std::uint32_t value) { std::fwrite(&value, 4, 1, file.get()); };
  for (const std::uint32_t value : {0xa1b2c3d4U, 0x00040002U, 0U, 0U, 262'144U, 1U}) word(value);
  std::stable_sort(frames_.begin(), frames_.end(),
                   [](const Frame& a, const Frame& b) { return a.time < b.time; });
  for (const Frame& frame : frames_) {
    word(kBegin + static_cast<std::uint32_t>(frame.time / 1'000'000));
    word(static_cast<std::uint32_t>(frame.time % 1'000'000));
    word(frame.size);
    word(frame.size);
    std::fwrite(&octets_[frame.begin], frame.size, 1, file.get());
  }
  return std::fflush(file.get()) == 0 && std::ferror(file.get()) == 0;
}

}  // namespace cutoffd::bench
