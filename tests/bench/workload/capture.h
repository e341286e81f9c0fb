// A capture file in the making: frames in any order of time, written sorted.
//
// Ethernet between one client-side and one server-side MAC, as on a mirror port between a router
// and its uplink; lengths and checksums are right. Frames lie in memory until written (the whole
// mixed workload takes 1.4 GB). Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/address.h"
#include "core/bytes.h"

namespace cutoffd::bench {

struct Ends {
  IpAddress client;
  IpAddress server;  // of the same family
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;
};
enum class From : std::uint8_t { client, server };

// RFC 9293 section 3.1.
enum TcpFlags : std::uint8_t { kFin = 1, kSyn = 2, kRst = 4, kPush = 8, kAck = 16 };
struct Segment {
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  std::uint8_t flags = kAck;
};

class Capture {
 public:
  // Times in microseconds since the capture began.
  void tcp(std::uint64_t time, const Ends& ends, From from, const Segment& segment, Bytes payload);
  void udp(std::uint64_t time, const Ends& ends, From from, Bytes payload);

  // pcap, microseconds, from 2026-01-01T00:00:00Z.
  [[nodiscard]] bool write(const std::string& path);
  [[nodiscard]] std::uint64_t packets() const { return frames_.size(); }
  [[nodiscard]] std::uint64_t octets() const { return octets_.size(); }

 private:
  struct Frame {
    std::uint64_t time;
    std::uint64_t begin;
    std::uint32_t size;
  };
  // Room for the whole frame; link and IP header are filled in. Returns the transport header.
  std::uint8_t* begin(std::uint64_t time, const Ends& ends, From from, std::uint8_t protocol,
                      std::size_t size);

  std::vector<std::uint8_t> octets_;
  std::vector<Frame> frames_;
  std::uint16_t ip_id_ = 0;
};

}  // namespace cutoffd::bench
