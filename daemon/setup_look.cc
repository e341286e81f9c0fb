#include "daemon/setup_look.h"

#include <algorithm>
#include <variant>

#include "capture/dissect/encrypted_dns.h"
#include "capture/track/tracker.h"
#include "daemon/packet_counts.h"

namespace cutoffd {
namespace {

using dissect::Frame;
using dissect::TcpSegment;
using dissect::UdpDatagram;

constexpr Port kDns{53};
constexpr Port kHttps{443};
constexpr std::size_t kDnsHeader = 12;  // octets (RFC 1035 section 4.1.1)

// Between two machines: neither broadcast nor multicast, nor an address that says nothing.
bool has_two_ends(const Frame& frame) {
  const auto is_one = [](const IpAddress& ip) {
    return !ip.is_multicast() && !ip.is_unspecified() && !ip.is_loopback();
  };
  return is_one(frame.source) && is_one(frame.destination);
}

bool has_ip(const Frame& frame) {
  return !std::holds_alternative<std::monostate>(frame.transport) &&
         !std::holds_alternative<dissect::ArpMessage>(frame.transport);
}

// Which network of the size that one site has: a scan of one network from outside is one.
std::uint32_t network_number(const IpAddress& ip) {
  const Prefix network(ip, ip.is_v4() ? 16 : 32);
  const Bytes octets = network.network().octets();
  return static_cast<std::uint32_t>(octets[0]) << 24 | static_cast<std::uint32_t>(octets[1]) << 16 |
         static_cast<std::uint32_t>(octets[2]) << 8 | octets[3];
}

bool opens(const Frame& frame) {
  const auto* tcp = std::get_if<TcpSegment>(&frame.transport);
  return tcp != nullptr && tcp->syn && !tcp->ack;
}

template <typename Set, typename Value>
void keep(Set& set, const Value& value, std::size_t bound, std::uint64_t& not_kept) {
  if (set.size() < bound || set.contains(value)) {
    set.insert(value);
  } else {
    ++not_kept;
  }
}

}  // namespace

// The tracker, for its counters alone: what it sees is what the daemon will see.
class SetupLook::Flows {
 public:
  explicit Flows(Counters& counters)
      : tracker_(track::TrackOptions{}, nothing_, no_facts_, counters) {}
  void on_packets(std::span<const Packet> packets) { tracker_.on_packets(packets); }
  void finish() { tracker_.finish(); }

 private:
  struct NoObservations final : ObservationSink {
    Interest on_observation(const Observation&) override { return Interest::none; }
  };
  struct NoFacts final : FactSink {
    void on_fact(const Fact&) override {}
  };
  NoObservations nothing_;
  NoFacts no_facts_;
  track::Tracker tracker_;
};

SetupLook::SetupLook(OwnAddresses own)
    : own_(std::move(own)), flows_(std::make_unique<Flows>(counters_)) {}
SetupLook::~SetupLook() = default;

void SetupLook::on_packets(std::span<const Packet> packets) {
  count_packets(packets, counters_);
  flows_->on_packets(packets);
  for (const Packet& packet : packets) note(packet);
}

void SetupLook::finish() { flows_->finish(); }

void SetupLook::note(const Packet& packet) {
  if (!figures_.first) figures_.first = packet.time;
  figures_.last = figures_.last ? std::max(*figures_.last, packet.time) : packet.time;
  Frame frame;
  if (!dissect::dissect_frame(packet, frame)) note_frame(frame);
}

void SetupLook::note_frame(const Frame& frame) {
  ++figures_.read;
  const auto tags = frame.vlans.ids();
  if (tags.empty()) {
    ++figures_.untagged;
  } else {
    ++figures_.vlans[tags.front()];  // 4096 at most
    if (tags.size() > 1) ++figures_.stacked;
  }
  if (frame.tunnel != 0) {
    ++figures_.wrapped;
    keep(figures_.tunnels, frame.tunnel, kTunnels, figures_.not_kept);
  } else if (frame.depth > 0) {
    ++figures_.mirrored;
  }
  if (!has_ip(frame) || !has_two_ends(frame)) return;
  if (frame.depth == 0) note_way(frame);
  note_parties(frame);
}

// Whose traffic this is. Inside a tunnel the cards are not this network's.
void SetupLook::note_way(const Frame& frame) {
  if (!frame.macs || frame.macs->source.is_zero() || frame.macs->destination.is_zero() ||
      frame.macs->destination.is_group()) {
    return;
  }
  ++figures_.frames;
  const bool from_us = own_.macs.contains(frame.macs->source);
  const bool to_us = own_.macs.contains(frame.macs->destination);
  if (!from_us && !to_us) {
    ++figures_.of_others;
  } else if (!own_.ips.contains(frame.source) && !own_.ips.contains(frame.destination)) {
    ++figures_.carried;
    if (opens(frame)) ++(to_us ? figures_.opened_to_us : figures_.opened_by_us);
  }
}

void SetupLook::note_parties(const Frame& frame) {
  if (Speaker* source = speaker(frame.source)) {
    ++source->packets;
    if (opens(frame)) {
      ++source->opened;
      if (source->networks.size() < Speaker::kFewNetworks) {
        source->networks.insert(network_number(frame.destination));
      }
    }
  }
  if (Speaker* destination = speaker(frame.destination)) ++destination->packets;
  if (const auto* udp = std::get_if<UdpDatagram>(&frame.transport)) {
    const bool whole = frame.payload.size() >= kDnsHeader;
    const bool response = whole && (frame.payload[2] & 0x80) != 0;
    note_dns(frame, udp->source_port, udp->destination_port, whole && !response, response);
  } else if (const auto* tcp = std::get_if<TcpSegment>(&frame.transport)) {
    note_dns(frame, tcp->source_port, tcp->destination_port, tcp->syn && !tcp->ack,
             tcp->syn && tcp->ack);
  }
}

void SetupLook::note_dns(const Frame& frame, Port from, Port to, bool is_question, bool is_answer) {
  if (to == kDns && is_question) note_question(frame.source, frame.destination, false);
  if (from == kDns && is_answer) note_question(frame.destination, frame.source, true);
  if (to == dissect::kDnsOverTls ||
      (to == kHttps && dissect::is_known_resolver_address(frame.destination))) {
    ++figures_.encrypted_dns;
    keep(figures_.encrypted_dns_devices, frame.source, kSpeakers, figures_.not_kept);
  }
}

void SetupLook::note_question(const IpAddress& asker, const IpAddress& asked, bool answer) {
  const std::pair pair(asker, asked);
  if (figures_.dns.size() >= kDnsPairs && !figures_.dns.contains(pair)) {
    ++figures_.not_kept;
    return;
  }
  Asked& seen = figures_.dns[pair];
  ++(answer ? seen.answers : seen.questions);
}

Speaker* SetupLook::speaker(const IpAddress& address) {
  if (figures_.speakers.size() >= kSpeakers && !figures_.speakers.contains(address)) {
    ++figures_.not_kept;
    return nullptr;
  }
  return &figures_.speakers[address];
}

}  // namespace cutoffd
