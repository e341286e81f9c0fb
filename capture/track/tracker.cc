#include "capture/track/tracker.h"

#include <algorithm>

#include "capture/dissect/frame.h"
#include "capture/track/address_flows.h"
#include "capture/track/alive_addresses.h"
#include "capture/track/assembler.h"
#include "capture/track/bindings.h"
#include "capture/track/copies.h"
#include "capture/track/dns_names.h"
#include "capture/track/dtls_names.h"
#include "capture/track/finished_flows.h"
#include "capture/track/flow_table.h"
#include "capture/track/fragments.h"
#include "capture/track/hello_names.h"
#include "capture/track/http_names.h"
#include "capture/track/identity.h"
#include "capture/track/look_ahead.h"
#include "capture/track/openings.h"
#include "capture/track/progress.h"
#include "capture/track/proxy_names.h"
#include "capture/track/quic_names.h"
#include "capture/track/stream.h"
#include "capture/track/systems.h"
#include "capture/track/tcp.h"
#include "capture/track/tcp_counts.h"
#include "capture/track/teller.h"
#include "capture/track/tls_names.h"
#include "capture/track/udp.h"
#include "capture/track/unanswered.h"

namespace cutoffd::track {
namespace {

// A packet so much older than the one before it was stamped by another clock: time begins anew
// there. Less is the jitter of queues and merged files, and is judged at the later time.
constexpr Duration kClockJump = std::chrono::minutes(1);
// Fragments inside fragments: a tunnel's packets may be fragmented again, hardly ever twice.
constexpr unsigned kMaxReassemblies = 4;
constexpr std::size_t kOpenings = 16'384;
constexpr std::size_t kWatches = 8'192;
// The table is looked through for idle flows in so many steps each idle time.
constexpr std::size_t kSweeps = 64;
// How often heads with holes are looked at.
constexpr Duration kHoleStep = std::chrono::seconds(1);
constexpr std::size_t kSweepPart = kSweeps / 4;  // each step looks at one 16th

}  // namespace

class Tracker::Impl final : private HeadOwner {
 public:
  Impl(const TrackOptions& options, ObservationSink& observations, FactSink& facts,
       Counters& counters, FlowShunt* shunt);

  void on_packets(std::span<const Packet> packets);
  void note_order(Instant time);
  void advance(Instant to);
  void finish();
  [[nodiscard]] Held held() const {
    return {flows_.count(), assembler_.heads(), assembler_.octets(), fragments_.packets(),
            fragments_.octets()};
  }

 private:
  void on_packet(const Packet& packet, Dissected& dissected);
  void on_frame(const Packet& packet, dissect::Frame& frame, std::optional<Counter> fault,
                unsigned reassemblies);
  void on_whole(const Sight& sight, const Places& places);
  void on_fragment(const Packet& packet, dissect::Frame& frame, unsigned reassemblies);
  void on_tcp(const Sight& sight, const dissect::TcpSegment& segment, const Places& places);
  void on_udp(const Sight& sight, const Places& places);
  bool is_copy(const Sight& sight, const Places& places);

  [[nodiscard]] FlowId next_id() const { return progress_.id_of(last_serial_ + 1); }
  SlotId begin_flow(std::uint64_t tag);
  void forget(SlotId slot, GivenUp reason);
  void sweep();
  void on_head_given_up(SlotId head, std::uint32_t owner, GivenUp reason) override;

  TrackOptions options_;
  HashKey key_;
  Counters& counters_;
  Instant now_ = kBeginning;
  Instant newest_ = kBeginning;  // of the packets
  Instant swept_ = kBeginning;
  Instant holes_looked_at_ = kBeginning;
  std::size_t sweep_at_ = 0;
  std::uint64_t last_serial_ = 0;

  FlowTable flows_;
  Openings openings_;
  Assembler assembler_;
  Fragments fragments_;
  Copies copies_;
  Bindings bindings_;
  AliveAddresses alive_;
  Systems systems_;
  Progress progress_;
  LookAhead ahead_;

  Teller teller_;
  Identity identity_;
  HelloNames hellos_;
  DnsNames dns_;
  TlsNames tls_;
  HttpNames http_;
  ProxyNames proxies_;
  QuicNames quic_;
  DtlsNames dtls_;

  StreamReader reader_;
  TcpCounts tcp_counts_;
  TcpStreams tcp_;
  UdpDatagrams udp_;
  AddressFlows addresses_;
  Unanswered unanswered_;
  FinishedFlows finished_;
};

Tracker::Impl::Impl(const TrackOptions& options, ObservationSink& observations, FactSink& facts,
                    Counters& counters, FlowShunt* shunt)
    : options_(options),
      key_(HashKey::from_seed(options.hash_seed)),
      counters_(counters),
      flows_(options.flows),
      openings_(kOpenings / options.fewer),
      assembler_({options.hello_octets / 512, options.hello_octets, options.hello_octets_per_flow},
                 *this),
      fragments_({options.fragment_octets, options.fragment_timeout, options.copy_window}, key_,
                 counters),
      copies_(options.copy_window, key_),
      bindings_(key_, facts, options.fewer),
      alive_(key_, facts, counters, options.fewer),
      systems_(key_, facts, counters, options.fewer),
      progress_(kWatches / options.fewer, options.worker, facts, counters),
      ahead_(key_, flows_, openings_, copies_, alive_, systems_, observations),
      teller_(observations, progress_, counters),
      identity_(teller_, bindings_, key_),
      hellos_(teller_, counters),
      dns_(teller_, bindings_, counters),
      tls_(teller_, hellos_, counters, key_),
      http_(flows_, teller_, counters, key_),
      proxies_(teller_, counters),
      quic_(assembler_, hellos_, key_, counters),
      dtls_(assembler_, hellos_, key_, counters),
      reader_(tls_, http_, proxies_, dns_, teller_, counters),
      tcp_counts_(progress_, counters),
      tcp_(openings_, assembler_, reader_, http_, counters),
      udp_(dns_, quic_, dtls_, identity_, progress_, teller_, options.fewer),
      addresses_(teller_, progress_, counters),
      unanswered_(flows_, progress_, key_, options.fewer),
      finished_(shunt, key_, flows_) {}

void Tracker::Impl::on_packets(std::span<const Packet> packets) {
  while (!packets.empty()) {
    const std::span<Dissected> dissected = ahead_.read(packets);
    for (std::size_t i = 0; i < dissected.size(); ++i) on_packet(packets[i], dissected[i]);
    packets = packets.subspan(dissected.size());
  }
}

void Tracker::Impl::on_packet(const Packet& packet, Dissected& dissected) {
  note_order(packet.time);
  advance(packet.time);
  progress_.on_packet(packet.frame);
  dissect::Frame& frame = dissected.frame;
  Bytes others = frame.others;
  if (dissected.is_whole()) {
    on_whole(Sight(packet, frame, now_), dissected.places);
  } else {
    on_frame(packet, frame, dissected.fault, 0);
  }
  while (!others.empty()) {
    frame.others = others;
    const std::optional<Counter> fault = dissect::dissect_next(frame);
    others = frame.others;
    on_frame(packet, frame, fault, 0);
  }
}

void Tracker::Impl::on_frame(const Packet& packet, dissect::Frame& frame,
                             std::optional<Counter> fault, unsigned reassemblies) {
  if (fault) {
    counters_.add(*fault);
    return;
  }
  const Sight sight(packet, frame, now_);
  if (std::holds_alternative<dissect::IpFragment>(frame.transport)) {
    on_fragment(packet, frame, reassemblies);
  } else if (const auto* arp = std::get_if<dissect::ArpMessage>(&frame.transport)) {
    if (!arp->sender_ip.is_unspecified()) alive_.saw(sight, arp->sender_ip);
    identity_.on_arp(sight, *arp);
  } else if (std::holds_alternative<dissect::IcmpMessage>(frame.transport)) {
    identity_.on_icmp(sight);
    unanswered_.on_icmp(sight);
  } else if (std::holds_alternative<dissect::TcpSegment>(frame.transport) ||
             std::holds_alternative<dissect::UdpDatagram>(frame.transport)) {
    on_whole(sight, ahead_.places_of(sight));
  }
}

void Tracker::Impl::on_whole(const Sight& sight, const Places& places) {
  if (const auto* tcp = std::get_if<dissect::TcpSegment>(&sight.frame.transport)) {
    on_tcp(sight, *tcp, places);
  } else if (std::holds_alternative<dissect::UdpDatagram>(sight.frame.transport)) {
    on_udp(sight, places);
  }
}

void Tracker::Impl::on_fragment(const Packet& packet, dissect::Frame& frame,
                                unsigned reassemblies) {
  const auto fragment = std::get<dissect::IpFragment>(frame.transport);
  if (reassemblies == kMaxReassemblies) {
    counters_.add(Counter::fragments);
    return;
  }
  std::optional<Fragments::Whole> whole;
  if (frame.payload_cut == 0) {
    whole = fragments_.add(frame, fragment, now_);
  } else {
    // A fragment of which the capture kept only a part completes nothing. What the first one begins
    // with is all that will ever be had of the packet.
    counters_.add(Counter::fragments);
    if (fragment.offset == 0) whole = Fragments::Whole{fragment.protocol, frame.payload};
  }
  if (!whole) return;
  const auto fault = dissect::dissect_reassembled(whole->protocol, whole->payload, frame);
  on_frame(packet, frame, fault, reassemblies + 1);
}

bool Tracker::Impl::is_copy(const Sight& sight, const Places& places) {
  const Copies::Verdict verdict = copies_.look(sight.frame, places.copy, now_);
  if (!verdict.copy) return false;
  counters_.add(Counter::copies);
  if (verdict.sender) identity_.on_copy(sight, *verdict.sender);
  return true;
}

void Tracker::Impl::on_tcp(const Sight& sight, const dissect::TcpSegment& segment,
                           const Places& places) {
  if (segment.syn && is_copy(sight, places)) return;
  // Whoever opens a connection is there; whoever answers may be the whole Internet.
  if (segment.syn && !segment.ack) alive_.saw(sight, sight.frame.source, places.sender);
  unanswered_.on_handshake(sight, segment);
  const FlowKey& key = places.flow;
  SlotId slot = flows_.find(key.tag);
  if (slot != kNoSlot) finished_.catch_up(flows_[slot], slot, key.sender, segment);
  if (segment.syn) {
    systems_.on_syn(sight, segment, key.tag);
    openings_.remember(key.tag, key.sender, segment.sequence, segment.ack, coarse_time(now_));
    if (slot != kNoSlot) TcpStreams::on_syn(flows_[slot], key.sender, segment);
  }
  const bool payload = !sight.frame.payload.empty();
  if (slot != kNoSlot && payload &&
      tcp_.is_reborn(flows_[slot], key.tag, key.sender, segment, sight.frame.payload, now_)) {
    forget(slot, GivenUp::gap);
    slot = kNoSlot;
  }
  if (slot == kNoSlot) {
    // Only payload makes a flow: a flood of SYNs, ACKs or RSTs finds nothing to fill. But a
    // connection to an address that somebody waits for is one from its SYN on.
    const bool opens = segment.syn && !segment.ack;
    Role wanted = Role::unknown;
    if (opens) wanted = addresses_.ask(sight, key.sender, client_is(key.sender), next_id());
    if (!payload && wanted == Role::unknown) return;
    slot = begin_flow(key.tag);
    Flow& begun = flows_[slot];
    tcp_.begin(begun, key.tag, key.sender, segment, now_);
    if (!opens) wanted = addresses_.ask(sight, key.sender, begun.role, progress_.id_of(begun));
    addresses_.begin(begun, wanted);
  }
  Flow& flow = flows_[slot];
  flow.last_seen = coarse_time(now_);
  Scene scene(sight, flow, slot, key.sender);
  const bool first = payload && !segment.syn && !flow.has(Flow::kPayload, key.sender);
  if (first && flow.is_client(key.sender)) systems_.on_payload(sight, key.tag);
  unanswered_.on_segment(scene, segment);
  tcp_counts_.on_segment(scene, segment);
  tcp_.on_segment(scene, segment);
  if (!tcp_.waits_for_twin(slot, now_)) finished_.look_at(flow, slot, key.tag, sight);
}

void Tracker::Impl::on_udp(const Sight& sight, const Places& places) {
  if (is_copy(sight, places)) return;
  const bool message = udp_.on_message(sight);
  if (message) {
    if (asks(sight)) alive_.saw(sight, sight.frame.source, places.sender);
    return;
  }
  const FlowKey& key = places.flow;
  SlotId slot = flows_.find(key.tag);
  if (slot == kNoSlot) {
    const auto begun = udp_.on_stray(sight, key.tag);
    if (!begun) return;
    const Role wanted = addresses_.ask(sight, key.sender, Role::unknown, next_id());
    if (wanted == Role::unknown && std::holds_alternative<UdpState>(*begun)) return;
    slot = begin_flow(key.tag);
    flows_[slot].state = *begun;
    addresses_.begin(flows_[slot], wanted);
  }
  Flow& flow = flows_[slot];
  flow.last_seen = coarse_time(now_);
  Scene scene(sight, flow, slot, key.sender);
  unanswered_.on_datagram(scene);
  udp_.on_flow_datagram(scene);
  finished_.look_at(flow, slot, key.tag, sight);
}

SlotId Tracker::Impl::begin_flow(std::uint64_t tag) {
  const SlotId slot = flows_.place_for(tag, coarse_time(now_));
  if (flows_.taken(slot)) {
    counters_.add(Counter::flows_given_up);
    forget(slot, GivenUp::room);
  }
  flows_.occupy(slot, tag).serial = ++last_serial_;
  counters_.add(Counter::flows);
  return slot;
}

void Tracker::Impl::forget(SlotId slot, GivenUp reason) {
  Flow& flow = flows_[slot];
  finished_.forget(slot);
  const bool both = flow.has(Flow::kSaw, Side::low) && flow.has(Flow::kSaw, Side::high);
  if (flow.has(Flow::kPayload, Side::low) || flow.has(Flow::kPayload, Side::high)) {
    counters_.add(both ? Counter::two_way_flows : Counter::one_way_flows);
  }
  progress_.ended(flow, now_, false);
  if (std::holds_alternative<TcpState>(flow.state)) {
    tcp_.release(flow, slot, reason);
  } else {
    udp_.release(flow, reason);
  }
  // Among them those whose hello was given up just now.
  const bool encrypted = flow.has(Flow::kEncrypted);
  if (encrypted && !flow.has(Flow::kHello)) counters_.add(Counter::unnamed_flows);
  flows_.empty(slot);
}

void Tracker::Impl::on_head_given_up(SlotId head, std::uint32_t owner, GivenUp reason) {
  Flow& flow = flows_[owner];
  if (std::holds_alternative<TcpState>(flow.state)) {
    tcp_.on_head_given_up(flow, owner, head, reason);
  } else {
    udp_.on_head_given_up(flow, reason);
  }
}

// Packets against each other, not against the clock that moves time on between them.
void Tracker::Impl::note_order(Instant time) {
  if (time < newest_ && newest_ - time <= kClockJump) {
    counters_.add(Counter::time_went_back);
  } else {
    newest_ = time;
  }
}

void Tracker::Impl::advance(Instant to) {
  if (now_ == kBeginning || now_ - to > kClockJump) {
    now_ = swept_ = holes_looked_at_ = to;
    return;
  }
  if (to <= now_) return;
  now_ = to;
  if (now_ - holes_looked_at_ >= kHoleStep) {
    holes_looked_at_ = now_;
    tcp_.on_time(flows_, now_, false);
  }
  // At each packet of a later time: so nothing is called for what is not there.
  if (assembler_.heads() > 0) assembler_.expire(now_ - options_.hello_timeout);
  if (fragments_.packets() > 0) fragments_.on_time(now_);
  if (now_ - swept_ >= options_.flow_idle / kSweeps) sweep();
}

// Forgets idle flows, a part of the table at a time.
void Tracker::Impl::sweep() {
  const Duration step = options_.flow_idle / kSweeps;
  const auto steps = std::min<std::int64_t>((now_ - swept_) / step, kSweepPart);
  swept_ = now_;
  const std::uint32_t now = coarse_time(now_);
  const std::uint32_t idle = coarse_duration(options_.flow_idle);
  const std::size_t count = flows_.capacity() / kSweepPart * static_cast<std::size_t>(steps);
  for (std::size_t i = 0; i < count; ++i) {
    sweep_at_ = sweep_at_ % flows_.capacity() + 1;
    const auto slot = static_cast<SlotId>(sweep_at_);
    if (!flows_.taken(slot) || coarse_age(now, flows_[slot].last_seen) <= idle) continue;
    if (finished_.moved(slot)) {
      flows_[slot].last_seen = now;
    } else {
      forget(slot, GivenUp::gap);
    }
  }
}

void Tracker::Impl::finish() {
  tcp_.on_time(flows_, now_, true);
  assembler_.expire(Instant::max());
  fragments_.finish();
  // In the order of their ages first: the table's own order means nothing to a reader.
  progress_.finish(now_);
  for (SlotId slot = 1; slot <= flows_.capacity(); ++slot) {
    if (flows_.taken(slot)) forget(slot, GivenUp::gap);
  }
}

Tracker::Tracker(const TrackOptions& options, ObservationSink& observations, FactSink& facts,
                 Counters& counters, FlowShunt* shunt)
    : impl_(std::make_unique<Impl>(options, observations, facts, counters, shunt)) {}

Tracker::~Tracker() = default;

void Tracker::on_packets(std::span<const Packet> packets) { impl_->on_packets(packets); }

void Tracker::on_time(Instant now) { impl_->advance(now); }

void Tracker::finish() { impl_->finish(); }

Held Tracker::held() const { return impl_->held(); }

}  // namespace cutoffd::track
