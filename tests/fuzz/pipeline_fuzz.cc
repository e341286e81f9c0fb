// Captured packets, changed, put in another order, repeated and left out, through a tracker with
// little room. Whatever comes: nothing is told that no octets said, bounds and sums hold, and the
// same packets, handed over in one batch or one by one, give the same output.
//
// Input: one octet of options, then packets: link type, time since the one before, octets
// (little-endian), the frame. The mutator knows packets; libFuzzer changes what is inside.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "capture/track/tracker.h"

extern "C" {
// libFuzzer's own; absent where the corpus is only replayed.
__attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                   std::size_t most);
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned seed);
std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size,
                                      const std::uint8_t* b, std::size_t b_size, std::uint8_t* out,
                                      std::size_t most, unsigned seed);
}

namespace {

using namespace cutoffd;

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::size_t kMostPackets = 200;
constexpr std::size_t kPacketHeader = 4;
// Ethernet first: most mutations should fall there.
constexpr std::array<std::uint32_t, 16> kLinks = {1,   101, 0,   108, 113, 276, 9,   51,
                                                  105, 127, 104, 107, 192, 239, 258, 12};

struct Piece {
  std::uint8_t link = 0;
  std::uint8_t wait = 0;
  std::vector<std::uint8_t> octets;
};

std::vector<Piece> pieces_of(Bytes input) {
  std::vector<Piece> pieces;
  Cursor in(input);
  while (in.left() >= kPacketHeader && pieces.size() < kMostPackets) {
    Piece piece{in.u8(), in.u8(), {}};
    const std::size_t size = in.u16le();
    const Bytes octets = in.take(std::min(size, in.left()));
    piece.octets.assign(octets.begin(), octets.end());
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

std::size_t write(const std::vector<Piece>& pieces, std::uint8_t options, std::uint8_t* out,
                  std::size_t most) {
  std::vector<std::uint8_t> all = {options};
  for (const Piece& piece : pieces) {
    if (all.size() + kPacketHeader + piece.octets.size() > most) break;
    const std::size_t size = piece.octets.size();
    for (const std::size_t octet :
         {std::size_t{piece.link}, std::size_t{piece.wait}, size, size >> 8}) {
      all.push_back(static_cast<std::uint8_t>(octet));
    }
    all.insert(all.end(), piece.octets.begin(), piece.octets.end());
  }
  std::copy(all.begin(), all.end(), out);
  return all.size();
}

// Mostly milliseconds, sometimes minutes, seldom another clock.
Duration wait_of(std::uint8_t wait) {
  if (wait < 200) return std::chrono::milliseconds(wait);
  if (wait < 250) return std::chrono::seconds(wait - 199);
  return wait < 254 ? Duration(std::chrono::minutes(10)) : Duration(std::chrono::minutes(-2));
}

// Everything that a tracker tells, as one text, and what must hold of it.
class Listener final : public ObservationSink, public FactSink {
 public:
  Interest on_observation(const Observation& o) override {
    require(o.frame >= 1 && o.frame <= shown_.size() && !shown_[o.frame - 1].bytes.empty());
    require(o.name.text.size() <= kMaxObservedName);
    if (o.name.form == NameForm::domain) {
      const auto name = DomainName::from_text(o.name.text);
      require(name.has_value() && name->view() == o.name.text);
    }
    note(o.frame, static_cast<std::uint64_t>(o.kind), static_cast<std::uint64_t>(o.flow));
    said += o.name.text;
    if (const auto* hello = std::get_if<HelloDetail>(&o.detail)) {
      said.append(hello->ja3).append(hello->ja4).append(hello->alpn);
    } else if (const auto* http = std::get_if<HttpDetail>(&o.detail)) {
      said.append(http->method).append(http->path);
    } else if (const auto* certificate = std::get_if<CertificateDetail>(&o.detail)) {
      said.append(certificate->issuer).append(certificate->subject);
    } else if (const auto* dns = std::get_if<DnsDetail>(&o.detail)) {
      for (const DnsRecord& record : dns->records) said.append(record.name.text);
    }
    if (!o.name.text.empty() || std::holds_alternative<DnsDetail>(o.detail)) ++names;
    const bool watched = o.flow != FlowId{} && o.name.text.size() % 2 == 0;
    if (watched) watched_.try_emplace(static_cast<std::uint64_t>(o.flow));
    return watched ? Interest::watched : Interest::none;
  }

  void on_fact(const Fact& fact) override {
    if (const auto* progress = std::get_if<FlowProgress>(&fact)) {
      const auto flow = watched_.find(static_cast<std::uint64_t>(progress->flow));
      require(flow != watched_.end());  // only of what somebody wanted
      FlowProgress& last = flow->second;
      require(last.step != FlowProgress::Step::ended && last.step != FlowProgress::Step::left);
      require(progress->bytes_up >= last.bytes_up && progress->bytes_down >= last.bytes_down);
      last = *progress;
      note(static_cast<std::uint64_t>(progress->flow), progress->bytes_up, progress->bytes_down);
    } else if (const auto* answer = std::get_if<HttpAnswer>(&fact)) {
      const auto flow = watched_.find(static_cast<std::uint64_t>(answer->flow));
      require(flow != watched_.end() && flow->second.step != FlowProgress::Step::ended);
      note(static_cast<std::uint64_t>(answer->flow), answer->status, answer->bytes_down);
      said += answer->name.view();
    } else if (const auto* change = std::get_if<SystemChange>(&fact)) {
      require(change->before != change->now && change->now.layout != 0);
      note(change->before.layout, change->now.layout, change->now.ttl);
    } else if (const auto* binding = std::get_if<Binding>(&fact)) {
      note(static_cast<std::uint64_t>(binding->source), binding->mac.has_value() ? 1 : 0, 0);
      said += binding->hostname.view();
    }
  }

  // So many packets can have said something until now.
  void show(std::span<const Packet> packets) { shown_ = packets; }

  std::string said;
  std::uint64_t names = 0;

 private:
  void note(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    said += std::to_string(a) + ' ' + std::to_string(b) + ' ' + std::to_string(c) + '\n';
  }

  std::span<const Packet> shown_;
  std::map<std::uint64_t, FlowProgress> watched_;
};

void check_sums(const Counters& counters, const Listener& listener) {
  const auto get = [&](Counter counter) { return counters.get(counter); };
  require(get(Counter::flows) == get(Counter::one_way_flows) + get(Counter::two_way_flows));
  require(get(Counter::observations) == listener.names);
  require(get(Counter::fragments) >= get(Counter::fragments_reassembled) +
                                         get(Counter::fragments_overlapping) +
                                         get(Counter::fragments_given_up));
  require(get(Counter::hellos) >= get(Counter::hellos_without_name));
  require(get(Counter::unnamed_flows) <= get(Counter::encrypted_flows));
}

// Gives what was told and counted.
std::string track_all(const std::vector<Packet>& packets, const track::TrackOptions& options,
                      bool batch) {
  Listener listener;
  Counters counters;
  track::Tracker tracker(options, listener, listener, counters);
  if (batch) {
    listener.show(packets);
    tracker.on_packets(packets);
  } else {
    for (const Packet& packet : packets) {
      Counters before;
      before.add_all(counters);
      tracker.on_time(packet.time);
      listener.show(std::span(packets).first(packet.frame));
      tracker.on_packets({&packet, 1});
      for (std::size_t i = 0; i < kCounters; ++i) {
        require(counters.get(static_cast<Counter>(i)) >= before.get(static_cast<Counter>(i)));
      }
    }
  }
  tracker.finish();
  check_sums(counters, listener);
  for (std::size_t i = 0; i < kCounters; ++i) {
    listener.said += std::to_string(counters.get(static_cast<Counter>(i))) + ' ';
  }
  return std::move(listener.said);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::vector<Piece> pieces = pieces_of(Bytes(data + 1, size - 1));
  std::vector<Packet> packets;
  Instant now = instant_from_ns(1'700'000'000'000'000'000);
  for (const Piece& piece : pieces) {
    now += wait_of(piece.wait);
    packets.push_back({.bytes = piece.octets,
                       .wire_length = static_cast<std::uint32_t>(piece.octets.size()),
                       .link = LinkType{kLinks[piece.link % kLinks.size()]},
                       .time = now,
                       .frame = packets.size() + 1});
  }
  track::TrackOptions options;
  const bool narrow = data[0] % 2 == 1;
  options.flows = narrow ? 8 : 256;
  options.hello_octets = narrow ? 8 << 10 : 256 << 10;
  options.hello_octets_per_flow = narrow ? 4 << 10 : 64 << 10;
  options.fragment_octets = narrow ? 4 << 10 : 128 << 10;
  require(track_all(packets, options, true) == track_all(packets, options, false));
  return 0;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Piece> pieces =
      size == 0 ? std::vector<Piece>{} : pieces_of(Bytes(data + 1, size - 1));
  const auto options = static_cast<std::uint8_t>(random() % 8 == 0 ? random()
                                                 : size == 0       ? 0U
                                                                   : data[0]);
  if (pieces.empty()) pieces.emplace_back();
  const std::size_t at = random() % pieces.size();
  const std::size_t to = random() % pieces.size();
  switch (random() % 8) {
    case 0:
      pieces[at].wait = static_cast<std::uint8_t>(random());
      break;
    case 1:
      if (pieces.size() > 1) pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 2: {
      const Piece copy = pieces[at];
      pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(to), copy);
      break;
    }
    case 3:
      std::swap(pieces[at], pieces[to]);
      break;
    case 4:
      if (random() % 4 == 0) pieces[at].link = static_cast<std::uint8_t>(random());
      [[fallthrough]];
    default: {
      std::vector<std::uint8_t>& octets = pieces[at].octets;
      const std::size_t room = most > size ? most - size : 0;
      const std::size_t before = octets.size();
      octets.resize(before + std::min<std::size_t>(room, 64));
      if (octets.empty()) octets.resize(1);
      octets.resize(LLVMFuzzerMutate(octets.data(), before, octets.size()));
    }
  }
  return write(pieces, options, data, most);
}

// The first packets of the one, the last of the other.
std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size,
                                      const std::uint8_t* b, std::size_t b_size, std::uint8_t* out,
                                      std::size_t most, unsigned seed) {
  if (a_size == 0 || b_size == 0 || most == 0) return 0;
  std::mt19937 random(seed);
  std::vector<Piece> pieces = pieces_of(Bytes(a + 1, a_size - 1));
  const std::vector<Piece> others = pieces_of(Bytes(b + 1, b_size - 1));
  pieces.resize(random() % (pieces.size() + 1));
  const std::size_t from = random() % (others.size() + 1);
  pieces.insert(pieces.end(), others.begin() + static_cast<std::ptrdiff_t>(from), others.end());
  return write(pieces, a[0], out, most);
}
