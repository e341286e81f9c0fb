#include "capture/track/copies.h"

#include <algorithm>

namespace cutoffd::track {
namespace {

// Enough to tell datagrams with the same identification apart, without reading whole ones.
constexpr std::size_t kHashedOctets = 96;

// Linux and macOS begin with 64, Windows with 128, network gear and link-local protocols with 255.
bool is_first_ttl(std::uint8_t ttl) { return ttl == 64 || ttl == 128 || ttl == 255; }

std::uint64_t mac_word(const Mac& mac) {
  std::uint64_t word = 0;
  for (const std::uint8_t octet : mac.octets) word = word << 8 | octet;
  return word;
}

std::uint64_t ports_word(Port source, Port destination) {
  return std::uint64_t{number(source)} << 16 | number(destination);
}

}  // namespace

Copies::Copies(Duration window, const HashKey& key)
    : window_(window), key_(key), entries_(kEntries) {}

Copies::Verdict Copies::look(const dissect::Frame& frame, std::uint64_t tag, Instant now) {
  const std::uint32_t link = link_of(frame);
  Entry* const bucket = &entries_[bucket_of(tag)];
  Entry* oldest = bucket;
  for (Entry* entry = bucket; entry != bucket + kWays; ++entry) {
    if (entry->tag == tag && now - entry->time <= window_) {
      if (entry->link == link && entry->ttl == frame.ttl) return {};
      Verdict verdict{true, std::nullopt};
      const std::uint8_t higher = std::max(entry->ttl, frame.ttl);
      if (entry->ttl == frame.ttl || !is_first_ttl(higher)) return verdict;
      if (frame.ttl == higher) {
        if (frame.macs) verdict.sender = frame.macs->source;
      } else if (entry->has_mac) {
        verdict.sender = entry->source;
      }
      return verdict;
    }
    if (entry->time < oldest->time) oldest = entry;
  }
  *oldest = {
      tag, now, link, frame.ttl, frame.macs.has_value(), frame.macs ? frame.macs->source : Mac{}};
  return {};
}

std::uint64_t Copies::tag_of(const dissect::Frame& frame) const {
  KeyedHash hash(key_);
  hash.add(frame.source).add(frame.destination).add(frame.tunnel);
  hash.add(std::uint64_t{frame.ip_id} << 32 | static_cast<std::uint32_t>(frame.payload.size()));
  if (const auto* tcp = std::get_if<dissect::TcpSegment>(&frame.transport)) {
    hash.add(ports_word(tcp->source_port, tcp->destination_port) << 2 | (tcp->syn ? 2U : 0U) |
             (tcp->ack ? 1U : 0U));
    hash.add(std::uint64_t{tcp->sequence} << 32 | tcp->acknowledgement);
  } else if (const auto* udp = std::get_if<dissect::UdpDatagram>(&frame.transport)) {
    hash.add(ports_word(udp->source_port, udp->destination_port));
    hash.add(frame.payload.first(std::min(frame.payload.size(), kHashedOctets)));
  }
  return hash.finish();
}

std::uint32_t Copies::link_of(const dissect::Frame& frame) const {
  // Not keyed: who makes it collide makes a copy look like a packet of its own, as it could by
  // sending two.
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio
  std::uint64_t hash = key_.k0;
  const auto add = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kOdd;
    hash ^= hash >> 32;
  };
  add(frame.macs ? mac_word(frame.macs->source) : 0);
  add(frame.macs ? mac_word(frame.macs->destination) : 0);
  for (const std::uint16_t id : frame.vlans.ids()) add(std::uint64_t{id});
  return static_cast<std::uint32_t>(hash);
}

}  // namespace cutoffd::track
