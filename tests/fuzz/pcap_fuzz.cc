// Capture files of any octets: our reader must stand them, and agree with libpcap on every packet
// that libpcap gives.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <vector>

#include <pcap/pcap.h>

#include "capture/source/digest.h"
#include "capture/source/file_source.h"

namespace {

using cutoffd::Packet;
using cutoffd::source::PacketDigest;
using cutoffd::source::ReadStatus;

constexpr std::size_t kMost = 65'536;  // packets kept of one input

struct Kept {
  std::vector<std::uint8_t> bytes;
  std::uint32_t wire_length = 0;
};

class Keeper final : public cutoffd::PacketHandler {
 public:
  void on_packets(std::span<const Packet> shown) override {
    for (const Packet& packet : shown) {
      digest_.add(packet);  // touches every octet
      if (packets.size() < kMost) {
        packets.push_back({{packet.bytes.begin(), packet.bytes.end()}, packet.wire_length});
      }
      if (packet.frame != ++frames_) std::abort();
    }
  }
  std::vector<Kept> packets;

 private:
  PacketDigest digest_;
  std::uint64_t frames_ = 0;
};

std::vector<Kept> ours(cutoffd::Bytes octets) {
  Keeper keeper;
  auto source = cutoffd::source::open_stream(cutoffd::source::stream_of_memory(octets), "fuzz", 0);
  if (!source) return {};
  ReadStatus status = ReadStatus::packets;
  while (status == ReadStatus::packets) status = (*source)->read(keeper);
  if (status != ReadStatus::end && status != ReadStatus::damaged) std::abort();
  if ((status == ReadStatus::damaged) == (*source)->damage().empty()) std::abort();
  return std::move(keeper.packets);
}

// libpcap changes octets of these link types to the byte order of the machine that reads, and
// lengths of USB's to what its header says. We give what is in the file.
bool is_rewritten(pcap_t* file) {
  const int link = pcap_datalink(file);
  if (link == DLT_USB_LINUX || link == DLT_USB_LINUX_MMAPPED) return true;
  const bool has_host_order = link == DLT_NFLOG || link == DLT_PKTAP || link == DLT_LINUX_SLL ||
                              link == DLT_PFLOG || link == DLT_PFSYNC;
  return has_host_order && pcap_is_swapped(file) == 1;
}

std::uint32_t word_at(cutoffd::Bytes octets, std::size_t at, bool swapped) {
  std::uint32_t word = 0;
  std::memcpy(&word, octets.data() + at, sizeof word);
  return swapped ? __builtin_bswap32(word) : word;
}

// libpcap passes over any further section that begins before the first interface is described,
// whatever stands in it. We read it, as the draft says: another byte order may begin there.
bool has_sections_before_interfaces(cutoffd::Bytes octets) {
  constexpr std::uint32_t kSection = 0x0a0d0d0a;
  constexpr std::uint32_t kInterface = 1;
  if (octets.size() < 12 || word_at(octets, 0, false) != kSection) return false;
  const bool swapped = word_at(octets, 8, false) == __builtin_bswap32(0x1a2b3c4dU);
  std::size_t at = 0;
  while (octets.size() - at >= 8) {
    const std::uint32_t type = word_at(octets, at, swapped);
    const std::uint32_t length = word_at(octets, at + 4, swapped);
    if (type == kInterface || length < 12 || length > octets.size() - at) return false;
    if (at != 0 && type == kSection) return true;
    at += length;
  }
  return false;
}

std::vector<Kept> libpcaps(cutoffd::Bytes octets) {
  if (has_sections_before_interfaces(octets)) return {};
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  FILE* memory = fmemopen(const_cast<std::uint8_t*>(octets.data()), octets.size(), "rb");
  if (memory == nullptr) return {};
  pcap_t* file = pcap_fopen_offline(memory, error.data());
  if (file == nullptr) {
    (void)std::fclose(memory);
    return {};
  }
  std::vector<Kept> packets;
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  const bool comparable = !is_rewritten(file);
  while (comparable && packets.size() < kMost && pcap_next_ex(file, &header, &data) == 1) {
    packets.push_back({{data, data + header->caplen}, header->len});
  }
  pcap_close(file);
  return packets;
}

// libpcap cuts at the file's own snap length; what it kept must be how ours begins.
bool begins_with(const Kept& mine, const Kept& theirs) {
  return mine.wire_length == theirs.wire_length && mine.bytes.size() >= theirs.bytes.size() &&
         (theirs.bytes.empty() ||
          std::memcmp(mine.bytes.data(), theirs.bytes.data(), theirs.bytes.size()) == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const cutoffd::Bytes octets(data, size);
  const auto mine = ours(octets);
  const auto theirs = libpcaps(octets);
  if (mine.size() < theirs.size()) {
    std::cerr << "we gave " << mine.size() << " packets, libpcap " << theirs.size() << '\n';
    std::abort();
  }
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    if (!begins_with(mine[i], theirs[i])) {
      std::cerr << "packet " << i + 1 << " differs\n";
      std::abort();
    }
  }
  return 0;
}
