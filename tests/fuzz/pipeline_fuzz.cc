// Captured packets, changed, put in another order, repeated and left out, through a tracker with
// little room and on to the judge. Whatever comes: nothing is told that no octets said, bounds and
// sums hold, counters only rise, and the same packets give the same output again, handed over in
// one batch or one by one. What is told of watched names goes through the judge, twice: no alert
// without an observation that bears it, no more of them than facts account for, the same ones both
// times, each of them one line within its budget.
//
// Input: one octet of options (bit 0: little room; bit 1: no name is watched), then packets: link
// type, time since the one before, octets (little-endian), the frame. The mutator knows packets;
// libFuzzer changes what is inside.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "alerts/format.h"
#include "capture/track/tracker.h"
#include "daemon/watch_filter.h"
#include "rules/judge.h"
#include "rules/ledger.h"
#include "tests/support/json_reader.h"
#include "tests/unit/alerts/message_readers.h"
#include "tests/unit/rules/scene.h"

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

// Nearly all that the packets name is watched: forbidden, exempt, or below a domain of interest
// that no entry knows.
std::shared_ptr<const rules::RuleSet> watching() {
  using rules::NamePattern;
  static const auto shared = [] {
    rules::Watchlist list;
    list.id = list.vendor = "acme";
    list.title = "Acme";
    for (const char* top : {"example", "com", "net", "org", "ru", "local"}) {
      list.domains_of_interest.push_back(rules::stage::domain(top));
    }
    for (const auto& [names, service] : std::map<std::string, std::string>{
             {"*.example", "update"}, {"*.com", "telemetry"}, {"*.net", "information"}}) {
      list.entries.push_back(rules::stage::entry(NamePattern::Match::suffix, names, service));
    }
    list.entries.push_back(rules::stage::entry(NamePattern::Match::suffix, "*.org", "download",
                                               rules::Confidence::inferred));
    const Instant cutoff = instant_from_ns(1'690'000'000'000'000'000);
    return std::make_shared<const rules::RuleSet>(
        std::vector{list}, std::vector{rules::stage::determination("order", "acme", cutoff)},
        std::vector{rules::stage::rule("acme-order", "order")});
  }();
  return shared;
}

// What the judge would hear.
class Heard final : public FactSink {
 public:
  void on_fact(const Fact& fact) override { facts.push_back(fact); }
  std::vector<Fact> facts;
};

// Everything that a tracker tells, as one text, and what must hold of it.
class Listener final : public ObservationSink, public FactSink {
 public:
  Listener(bool watches, Counters& counters) {
    if (watches) {
      filter_.emplace(watching(), heard, counters, std::make_shared<AnsweredTable>(1, 64));
    }
  }

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
    const bool wanted = filter_ && filter_->on_observation(o) == Interest::watched;
    if (wanted) want(o.flow);
    const bool watched = o.flow != FlowId{} && o.name.text.size() % 2 == 0;
    if (watched) watched_.try_emplace(static_cast<std::uint64_t>(o.flow));
    return watched || wanted ? Interest::watched : Interest::none;
  }

  [[nodiscard]] bool may_want(const IpAddress& server) const override {
    return !filter_ || filter_->may_want(server);
  }
  Interest on_opening(const FlowOpening& opening) override {
    require(opening.frame >= 1 && opening.frame <= shown_.size());
    if (!filter_ || filter_->on_opening(opening) == Interest::none) return Interest::none;
    want(opening.flow);
    return Interest::watched;
  }

  void on_fact(const Fact& fact) override {
    FlowId of{};  // what the judge hears of connections is of those that the filter wanted
    if (const auto* progress = std::get_if<FlowProgress>(&fact)) {
      of = progress->flow;
      const auto flow = watched_.find(static_cast<std::uint64_t>(of));
      require(flow != watched_.end());  // only of what somebody wanted
      FlowProgress& last = flow->second;
      require(last.step != FlowProgress::Step::ended && last.step != FlowProgress::Step::left);
      require(progress->bytes_up >= last.bytes_up && progress->bytes_down >= last.bytes_down);
      last = *progress;
      note(static_cast<std::uint64_t>(progress->flow), progress->bytes_up, progress->bytes_down);
    } else if (const auto* answer = std::get_if<HttpAnswer>(&fact)) {
      of = answer->flow;
      const auto flow = watched_.find(static_cast<std::uint64_t>(of));
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
    if (filter_ && (of == FlowId{} || wanted_.contains(of))) heard.facts.push_back(fact);
  }

  // So many packets can have said something until now.
  void show(std::span<const Packet> packets) { shown_ = packets; }

  std::string said;
  std::uint64_t names = 0;
  Heard heard;

 private:
  void want(FlowId flow) {
    wanted_.insert(flow);
    watched_.try_emplace(static_cast<std::uint64_t>(flow));
  }
  void note(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    said += std::to_string(a) + ' ' + std::to_string(b) + ' ' + std::to_string(c) + '\n';
  }

  std::span<const Packet> shown_;
  std::map<std::uint64_t, FlowProgress> watched_;
  std::set<FlowId> wanted_;  // by the filter
  std::optional<WatchFilter> filter_;
};

// Counters only rise.
class Rising {
 public:
  explicit Rising(const Counters& counters) : counters_(counters) {}
  void look() {
    for (std::size_t i = 0; i < kCounters; ++i) {
      const std::uint64_t now = counters_.get(static_cast<Counter>(i));
      require(now >= before_[i]);
      before_[i] = now;
    }
  }
  [[nodiscard]] std::string text() const {
    std::string text;
    for (const std::uint64_t count : before_) text += std::to_string(count) + ' ';
    return text;
  }

 private:
  const Counters& counters_;
  std::array<std::uint64_t, kCounters> before_{};
};

void check_bounds(const track::Held& held, const track::TrackOptions& options) {
  require(held.flows <= options.flows);
  require(held.heads <= options.hello_octets / 512);
  require(held.hello_octets <= options.hello_octets);
  require(held.fragment_octets <= options.fragment_octets);
  require(held.fragmented_packets <= 2048);
}

void check_sums(const Counters& counters, const Listener& listener) {
  const auto get = [&](Counter counter) { return counters.get(counter); };
  // A connection to an address that is waited for is a flow from its SYN on; of these some never
  // have payload.
  require(get(Counter::flows) >= get(Counter::one_way_flows) + get(Counter::two_way_flows));
  require(get(Counter::observations) == listener.names);
  require(get(Counter::fragments) >= get(Counter::fragments_reassembled) +
                                         get(Counter::fragments_overlapping) +
                                         get(Counter::fragments_given_up));
  require(get(Counter::hellos) >= get(Counter::hellos_without_name));
  require(get(Counter::unnamed_flows) <= get(Counter::encrypted_flows));
}

// What one run tells and counts, and what the judge would hear of it.
struct Tracked {
  std::string said;
  std::vector<Fact> heard;
};

Tracked track_all(const std::vector<Packet>& packets, const track::TrackOptions& options,
                  bool watches, bool batch) {
  Counters counters;
  Listener listener(watches, counters);
  Rising rising(counters);
  track::Tracker tracker(options, listener, listener, counters);
  const auto look = [&] {
    rising.look();
    check_bounds(tracker.held(), options);
  };
  if (batch) {
    listener.show(packets);
    tracker.on_packets(packets);
  } else {
    for (const Packet& packet : packets) {
      tracker.on_time(packet.time);
      look();
      listener.show(std::span(packets).first(packet.frame));
      tracker.on_packets({&packet, 1});
      look();
    }
  }
  look();
  tracker.finish();
  look();
  const track::Held held = tracker.held();
  require(held.flows + held.heads + held.hello_octets == 0);
  require(held.fragmented_packets + held.fragment_octets == 0);
  check_sums(counters, listener);
  listener.said += rising.text();
  for (const Fact& fact : listener.heard.facts) {
    listener.said += std::to_string(fact.index()) + ' ';
    if (const auto* sighting = std::get_if<Sighting>(&fact)) listener.said += sighting->name.view();
  }
  return {std::move(listener.said), std::move(listener.heard.facts)};
}

struct Judged {
  std::vector<Alert> alerts;
  std::string counted;
  friend bool operator==(const Judged&, const Judged&) = default;
};

Judged judge_all(const std::vector<Fact>& facts, Instant end) {
  const auto ledger = rules::Ledger::temporary();
  Counters counters;
  Rising rising(counters);
  rules::Judge judge(watching(), {}, *ledger, counters);
  for (const Fact& fact : facts) {
    judge.on_fact(fact);
    rising.look();
  }
  judge.on_time(end);
  judge.finish();
  judge.save();
  ledger->commit();
  rising.look();
  return {ledger->alerts_after(0, 1'000'000), rising.text()};
}

// Names and addresses that an alert may bear.
struct Evident {
  std::set<std::string, std::less<>> names;
  std::set<IpAddress> addresses;

  explicit Evident(const std::vector<Fact>& facts) {
    for (const Fact& fact : facts) {
      std::visit([this](const auto& one) { note(one); }, fact);
    }
  }
  template <typename One>
  void note(const One& one) {
    if constexpr (std::is_same_v<One, Sighting> || std::is_same_v<One, FlowNamed>) {
      names.emplace(one.name.view());
    }
    if constexpr (requires { one.client.at.ip; }) {
      addresses.insert(one.client.at.ip);
      addresses.insert(one.server.at.ip);
    }
    if constexpr (requires { one.ip; }) addresses.insert(one.ip);
  }
  [[nodiscard]] bool holds(const std::optional<IpAddress>& ip) const {
    return !ip || addresses.contains(*ip);
  }
};

void check_lines(const Alert& alert) {
  static const alerts::Format json(alerts::FormatKind::json, {});
  static const alerts::Format syslog = [] {
    alerts::FormatContext context;
    context.header = alerts::HeaderKind::rfc5424;
    return alerts::Format(alerts::FormatKind::rfc5424, context);
  }();
  std::string line;
  const std::size_t ample = std::max<std::size_t>(2048, json.least_budget());
  require(json.write(alert, 1, ample, line) && line.size() <= ample);
  require(alerts::test::is_one_line(line) && test::read_json(line).has_value());
  // RFC 5424 section 6.1: every receiver takes as much.
  const std::size_t least = std::max<std::size_t>(480, syslog.least_budget());
  require(syslog.write(alert, 1, least, line) && line.size() <= least);
  require(alerts::test::is_one_line(line) && alerts::test::read_rfc5424(line).has_value());
}

void check_alerts(const std::vector<Alert>& alerts, const std::vector<Fact>& facts) {
  // A sighting opens, raises or returns one incident here, and may be told of its device apart.
  constexpr std::size_t kMostOfOneFact = 8;
  require(alerts.size() <= kMostOfOneFact * facts.size());
  const Evident evident(facts);
  std::uint64_t sequence = 0;
  for (const Alert& alert : alerts) {
    require(alert.sequence == ++sequence);
    if (alert.event != AlertEvent::sensor) {
      require(alert.device.has_value() && evident.names.contains(alert.name));
      for (const IpAddress& ip : alert.device->ips) require(evident.holds(ip));
      if (alert.server) require(evident.holds(alert.server->ip));
      require(evident.holds(alert.behind) && evident.holds(alert.via));
      if (alert.first && alert.last) require(*alert.first <= *alert.last);
    }
    check_lines(alert);
  }
}

// What bears an alert, beside what only says who is who.
bool names_something(const Fact& fact) {
  return std::holds_alternative<Sighting>(fact) || std::holds_alternative<AddressContact>(fact) ||
         std::holds_alternative<MarkTrace>(fact);
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
  const bool watches = (data[0] & 2) == 0;
  const Tracked once = track_all(packets, options, watches, true);
  const Tracked again = track_all(packets, options, watches, true);
  require(once.said == again.said);
  require(once.said == track_all(packets, options, watches, false).said);
  if (std::none_of(once.heard.begin(), once.heard.end(), names_something)) return 0;
  const Judged judged = judge_all(once.heard, now);
  require(judged == judge_all(again.heard, now));
  check_alerts(judged.alerts, once.heard);
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
