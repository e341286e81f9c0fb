#include "capture/track/copies.h"

#include <algorithm>

#include "core/octet_order.h"

namespace cutoffd::track {
namespace {

// Enough to tell datagrams with the same identification apart, without reading whole ones. Of what
// may be a hello all octets count: else a decoy with the same beginning would make it a copy.
constexpr std::size_t kHashedOctets = 96;

// QUIC's long header (RFC 8999 section 5.1), or a record of DTLS's handshake (RFC 6347
// section 4.1).
bool may_be_hello(Bytes datagram) {
  return !datagram.empty() && ((datagram[0] & 0x80U) != 0 || datagram[0] == 22);
}

// Linux and macOS begin with 64, Windows with 128, network gear and link-local protocols with 255.
bool is_first_ttl(std::uint8_t ttl) { return ttl == 64 || ttl == 128 || ttl == 255; }

std::uint64_t mac_word(const Mac& mac) { return low_first(mac.octets.data(), 6); }

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
  oldest->tag = tag;
  oldest->time = now;
  oldest->link = link;
  oldest->ttl = frame.ttl;
  oldest->has_mac = frame.macs.has_value();
  oldest->source = frame.macs ? frame.macs->source : Mac{};
  return {};
}

// The flow's own hash stands for addresses, ports and tunnel.
std::uint64_t Copies::tag_of(const dissect::Frame& frame, const FlowKey& flow) const {
  const auto* tcp = std::get_if<dissect::TcpSegment>(&frame.transport);
  const std::uint64_t flags =
      (tcp != nullptr && tcp->syn ? 2U : 0U) | (tcp != nullptr && tcp->ack ? 1U : 0U);
  KeyedHash hash(key_);
  hash.add(flow.tag);
  hash.add(std::uint64_t{frame.ip_id} << 32 |
           static_cast<std::uint32_t>(frame.payload.size()) << 3 | index(flow.sender) << 2 | flags);
  const Bytes payload = frame.payload;
  if (tcp != nullptr) hash.add(std::uint64_t{tcp->sequence} << 32 | tcp->acknowledgement);
  const bool whole = tcp != nullptr ? tcp->syn : may_be_hello(payload);
  const std::size_t most = whole ? payload.size() : tcp != nullptr ? 0 : kHashedOctets;
  if (most != 0) hash.add(payload.first(std::min(payload.size(), most)));
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
