// The keys of cutoffd.yaml.
#include <set>

#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {
namespace {

Kind<std::vector<IpAddress>> addresses() {
  Shape shape;
  shape.name = "address";
  shape.expected = "an address such as 192.0.2.1 or 2001:db8::1";
  return list_of(text_kind<IpAddress>(std::move(shape), IpAddress::parse, [](const IpAddress& a) {
    return std::string(cutoffd::text(a).view());
  }));
}

Kind<std::optional<std::vector<Reference>>> references() {
  Shape shape;
  shape.name = "id or path";
  shape.expected = "an id, or a path ending in .yaml";
  auto item = text_kind<Reference>(
      std::move(shape),
      [](std::string_view t) {
        return t.empty() ? std::nullopt : std::optional(Reference{std::string(t), {}});
      },
      [](const Reference& r) { return r.text; });
  item.read = [read = item.read](const Node& node, Reader& reader, Reference& out) {
    read(node, reader, out);
    out.at = node.at;
  };
  return maybe(list_of(item));
}

Kind<RulesKey> rules_later() {
  const Kind<std::vector<rules::Rule>> rules = list_of(rule());
  return {rules.shape, [](const Node& node, Reader&, RulesKey& out) { out.written = &node; },
          [rules](const RulesKey& key, Listing& out) { rules.list(key.made, out); }};
}

Kind<Settings> log_section() {
  return Table<Settings>("log section")
      .key(
          "level", [](auto& s) -> auto& { return s.log_level; },
          word<LogLevel>("level", config::name_of),
          "What the program says of itself: this and worse. Alerts are not log lines.")
      .kind();
}

Kind<Settings> outbox_section() {
  return Table<Settings>("outbox section")
      .key(
          "rows", [](auto& s) -> auto& { return s.outbox.rows; },
          count<std::uint64_t>(1'000, std::uint64_t{1} << 32),
          "Alerts kept for sinks that do not take them.")
      .key(
          "octets", [](auto& s) -> auto& { return s.outbox.octets; },
          octets<std::uint64_t>(std::uint64_t{1} << 20, std::uint64_t{1} << 40), "Room for them.")
      .key(
          "age", [](auto& s) -> auto& { return s.outbox.age; }, duration(),
          "Older ones go; of an incident one that tells its state stays.")
      .key(
          "drain", [](auto& s) -> auto& { return s.delivery.drain; }, duration(),
          "How long the program, told to end, goes on handing over what is left.")
      .kind();
}

Kind<rules::JudgeOptions> network_section() {
  return Table<rules::JudgeOptions>("networks section")
      .key(
          "internal", [](auto& j) -> auto& { return j.internal; }, networks(),
          "Where the devices are. It refines who is named and hides nothing. Without it private "
          "and link-local networks, and those of the capture interfaces.")
      .key(
          "forwarders", [](auto& j) -> auto& { return j.forwarders; }, addresses(),
          "Addresses known to ask names for others (DNS forwarders); more are learnt.")
      .key(
          "routers", [](auto& j) -> auto& { return j.routers; }, addresses(),
          "Addresses of routers: frames that bear a router's MAC are not the router's own. More "
          "are learnt.")
      .key(
          "nats", [](auto& j) -> auto& { return j.nats; }, addresses(),
          "Addresses behind which others stand (NAT), whom nobody outside can tell apart. More are "
          "learnt.")
      .key(
          "proxies", [](auto& j) -> auto& { return j.proxies; }, addresses(),
          "Addresses that connect for others (HTTP and SOCKS proxies). More are learnt.")
      .key(
          "sinkholes", [](auto& j) -> auto& { return j.sinkholes; }, networks(),
          "Where your resolver leads what it blocks, beside 0.0.0.0, :: and loopback: such an "
          "answer is a block.")
      .key(
          "block_pages", [](auto& j) -> auto& { return j.block_pages; }, networks(),
          "Servers that show a page in place of what is blocked.")
      .kind();
}

Kind<rules::JudgeOptions> limits_section() {
  constexpr std::size_t kMost = std::size_t{1} << 26;
  return Table<rules::JudgeOptions>("limits section")
      .key(
          "devices", [](auto& j) -> auto& { return j.max_devices; }, count<std::size_t>(1, kMost),
          "Devices with watched contacts.")
      .key(
          "contacts", [](auto& j) -> auto& { return j.max_contacts; }, count<std::size_t>(1, kMost),
          "Pairs of device and service.")
      .key(
          "names", [](auto& j) -> auto& { return j.max_names; }, count<std::size_t>(1, kMost),
          "Pairs of device and name.")
      .key(
          "history", [](auto& j) -> auto& { return j.max_history; }, count<std::size_t>(1, kMost),
          "Pairs of device and any other name, with `history: all`.")
      .key(
          "bindings", [](auto& j) -> auto& { return j.max_bindings; }, count<std::size_t>(1, kMost),
          "Addresses whose holder is known.")
      .key(
          "watched_flows", [](auto& j) -> auto& { return j.max_flows; },
          count<std::size_t>(1, kMost), "Watched connections still open.")
      .kind();
}

Kind<rules::QuietOptions> quiet_section() {
  return Table<rules::QuietOptions>("quiet section")
      .key(
          "intervals", [](auto& q) -> auto& { return q.intervals; }, count<std::uint32_t>(1, 1'000),
          "So many of the device's own interval, as learnt.")
      .key(
          "at_least", [](auto& q) -> auto& { return q.at_least; }, duration(),
          "And never less than this.")
      .key(
          "absent_after", [](auto& q) -> auto& { return q.absent_after; }, duration(),
          "A device that was not seen for so long is absent, not quiet.")
      .kind();
}

Kind<rules::Retention> retention_section() {
  return Table<rules::Retention>("retention section")
      .key(
          "closed", [](auto& r) -> auto& { return r.closed; }, duration(),
          "Incidents that were closed, and what was decided.")
      .key(
          "names", [](auto& r) -> auto& { return r.names; }, duration(),
          "Names that were not seen since.")
      .key(
          "devices", [](auto& r) -> auto& { return r.devices; }, duration(),
          "Devices without a watched contact since; never one whose incident is not over.")
      .kind();
}

Kind<rules::Exemption> exemption() {
  return Table<rules::Exemption>("exemption")
      .key(
          "device", [](auto& e) -> auto& { return e.device; }, text(),
          "Whose contacts: a MAC, an address, a network, a device's id or its name in the "
          "inventory. "
          "Without it everybody's.")
      .key(
          "tag", [](auto& e) -> auto& { return e.tag; }, identifier(),
          "Of devices with this tag in the inventory. Without it of all.")
      .key(
          "rule", [](auto& e) -> auto& { return e.rule; }, identifier(),
          "Under which rule. Without it under all.")
      .key(
          "vendor", [](auto& e) -> auto& { return e.vendor; }, identifier(),
          "Of which vendor. Without it of all.")
      .key(
          "service", [](auto& e) -> auto& { return e.service; }, identifier(),
          "With which service. Without it with all.")
      .key(
          "owner", [](auto& e) -> auto& { return e.owner; }, text(), "Who answers for it.",
          Presence::required)
      .key(
          "reason", [](auto& e) -> auto& { return e.reason; }, text(), "Why.", Presence::required)
      .key(
          "until", [](auto& e) -> auto& { return e.until; }, instant(),
          "The instant at which it ends.", Presence::required)
      .kind();
}

Kind<track::TrackOptions> track_section() {
  constexpr std::size_t kMost = std::size_t{1} << 30;
  return Table<track::TrackOptions>("track section")
      .key(
          "flows", [](auto& t) -> auto& { return t.flows; },
          count<std::size_t>(1024, std::size_t{1} << 24), "Connections remembered.")
      .key(
          "hello_octets", [](auto& t) -> auto& { return t.hello_octets; },
          octets<std::size_t>(65'536, kMost), "Pieces of unfinished hellos, all together.")
      .key(
          "hello_octets_per_flow", [](auto& t) -> auto& { return t.hello_octets_per_flow; },
          octets<std::size_t>(4096, kMost), "The same for one connection.")
      .key(
          "fragment_octets", [](auto& t) -> auto& { return t.fragment_octets; },
          octets<std::size_t>(65'536, kMost), "Fragments of unfinished packets, all together.")
      .key(
          "hello_timeout", [](auto& t) -> auto& { return t.hello_timeout; }, duration(),
          "An unfinished hello is given up after this.")
      .key(
          "fragment_timeout", [](auto& t) -> auto& { return t.fragment_timeout; }, duration(),
          "An unfinished packet is given up after this.")
      .key(
          "flow_idle", [](auto& t) -> auto& { return t.flow_idle; }, duration(),
          "A connection silent for so long is forgotten.")
      .key(
          "copy_window", [](auto& t) -> auto& { return t.copy_window; }, duration(),
          "Copies of one packet, as mirrors make them, come within this.")
      .kind();
}

Kind<std::int64_t> days() {
  constexpr Duration kDay = std::chrono::hours(24);
  Shape shape;
  shape.name = "duration";
  shape.expected = "a duration in whole days, such as 180d";
  shape.pattern = "^([0-9]+(h|d|w))+$";
  return text_kind<std::int64_t>(
      std::move(shape),
      [kDay](std::string_view t) -> std::optional<std::int64_t> {
        const auto parsed = parse_duration(t);
        return parsed && *parsed % kDay == Duration{} ? std::optional(*parsed / kDay)
                                                      : std::nullopt;
      },
      [](const std::int64_t& n) { return std::to_string(n) + "d"; });
}

Kind<std::optional<Duration>> heartbeat_interval() {
  constexpr Duration kShortest = std::chrono::seconds(10);
  Shape shape;
  shape.name = "duration or off";
  shape.expected = "a duration of at least 10s, such as 1d, or off";
  return text_kind<std::optional<Duration>>(
      std::move(shape),
      [kShortest](std::string_view t) -> std::optional<std::optional<Duration>> {
        if (t == "off") return std::optional<Duration>();
        const auto parsed = parse_duration(t);
        if (!parsed || *parsed < kShortest) return std::nullopt;
        return parsed;
      },
      [](const std::optional<Duration>& d) { return d ? duration_text(*d) : "off"; });
}

Kind<CoverageLimits> coverage_section() {
  return Table<CoverageLimits>("coverage section")
      .key(
          "drops", [](auto& c) -> auto& { return c.drops; }, share(),
          "Packets dropped by kernel or interface.")
      .key(
          "one_way_flows", [](auto& c) -> auto& { return c.one_way_flows; }, share(),
          "Connections of which one direction was seen.")
      .key(
          "unnamed_flows", [](auto& c) -> auto& { return c.unnamed_flows; }, share(),
          "TLS and QUIC connections without a readable name.")
      .key(
          "cut_packets", [](auto& c) -> auto& { return c.cut_packets; }, share(),
          "Packets of which less was captured than was on the wire.")
      .key(
          "lost_octets", [](auto& c) -> auto& { return c.lost_octets; }, share(),
          "Octets that a peer acknowledged and that never came by.")
      .key(
          "gap", [](auto& c) -> auto& { return c.gap; }, duration(), "A pause in the capture.")
      .key(
          "watchlist_age", [](auto& c) -> auto& { return c.watchlist_age_days; }, days(),
          "Age of the oldest watchlist.")
      .kind();
}

// Two of the same name: a second interface would count everything twice, and the ledger could not
// tell two sinks apart.
template <typename Item, typename Name>
void refuse_repeated(const std::vector<Item>& all, Name name_of_item, std::string_view key,
                     const Node& node, Reader& reader) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string& name = name_of_item(all[i]);
    if (name.empty() || seen.insert(name).second) continue;
    const Reader::Step list(reader, key);
    const Reader::Step item(reader, i);
    reader.fail(node.find(key)->items[i].at, in_quotes(name), "each name once");
  }
}

void check_draft(const Draft& draft, const Node& node, Reader& reader) {
  if (node.find("interfaces") != nullptr) {
    refuse_repeated(
        draft.settings.interfaces, [](const auto& i) -> auto& { return i.interface; }, "interfaces",
        node, reader);
  }
  if (node.find("sinks") != nullptr) {
    refuse_repeated(
        draft.settings.sinks, [](const auto& s) -> auto& { return s.name; }, "sinks", node, reader);
  }
  const auto& sync = draft.settings.state_sync;
  if (sync && sync->to.lexically_normal() == draft.settings.state.lexically_normal()) {
    reader.fail(node.find("state_sync")->at, in_quotes(sync->to.string()),
                "another directory than 'state'");
  }
}

Kind<PublicKey> public_key() {
  Shape shape;
  shape.name = "public key";
  shape.expected = "a public key of minisign's, one line that begins with RW";
  return text_kind<PublicKey>(std::move(shape), parse_public_key,
                              [](const PublicKey& key) { return text_of(key); });
}

// Who watches, where, and who is who.
template <typename Next>
auto with_sensor(Next&& table) {
  return std::forward<Next>(table)
      .key(
          "profile", [](auto& d) -> auto& { return d.settings; }, profile(),
          "Bounds for the machine that the sensor is: `router` for small ones. A bound that is "
          "written beside it counts.")
      .key(
          "sensor", [](auto& d) -> auto& { return d.settings.judge.sensor; }, identifier(),
          "This sensor's name; every alert bears it.")
      .key(
          "interfaces", [](auto& d) -> auto& { return d.settings.interfaces; },
          list_of(interface()), "Where `cutoffd run` listens; a name alone will do.")
      .key(
          "state", [](auto& d) -> auto& { return d.settings.state; }, path(),
          "The directory of the ledger.")
      .key(
          "state_sync", [](auto& d) -> auto& { return d.settings.state_sync; }, state_sync(),
          "For a state directory in memory: where the ledger is copied to, and brought back from "
          "at "
          "a start that finds none.")
      .key(
          "control", [](auto& d) -> auto& { return d.settings.control; }, path(),
          "The socket by which commands ask the running daemon. Without it "
          "`/run/cutoffd/control.sock` for the service, else `control.sock` in the state "
          "directory.")
      .key(
          "networks", [](auto& d) -> auto& { return d.settings.judge; }, network_section(),
          "What is known of the network.")
      .key(
          "inventory", [](auto& d) -> auto& { return d.inventory; }, inventory(),
          "Who is who: devices, or files of them ending in .yaml or .csv. Read again at a "
          "reload.")
      .key(
          "oui", [](auto& d) -> auto& { return d.settings.oui; }, path(),
          "The list of makers' MAC prefixes for `cutoffd devices --json`. Without it the "
          "system's, if it has one.");
}

// What is looked for, and who is told.
template <typename Next>
auto with_purpose(Next&& table) {
  return std::forward<Next>(table)
      .key(
          "watchlists", [](auto& d) -> auto& { return d.watchlists; }, references(),
          "Which watchlists to use. Without it those of the vendors that the determinations "
          "name.")
      .key(
          "watchlist_keys", [](auto& d) -> auto& { return d.settings.watchlist_keys; },
          list_of(public_key()),
          "Where any is given, a watchlist that does not come with the program must be signed by "
          "one of them: `ID.yaml.minisig` beside it.")
      .key(
          "determinations", [](auto& d) -> auto& { return d.determinations; }, references(),
          "Which determinations to enforce. Without it those that are marked as enabled in "
          "their own files.")
      .key(
          "rules", [](auto& d) -> auto& { return d.rules; }, rules_later(),
          "What to tell, and how loud. Without it one rule for each determination, with what "
          "the determination suggests.")
      .key(
          "sinks", [](auto& d) -> auto& { return d.settings.sinks; }, list_of(sink()),
          "Where alerts go.")
      .key(
          "outbox", [](auto& d) -> auto& { return d.settings; }, outbox_section(),
          "Bounds of what waits for sinks that do not take it.")
      .key(
          "page", [](auto& d) -> auto& { return d.settings.page; }, page(),
          "The status page, its JSON and `/metrics`; an address alone will do.");
}

// How it is judged.
template <typename Next>
auto with_judgement(Next&& table) {
  return std::forward<Next>(table)
      .key(
          "settle", [](auto& d) -> auto& { return d.settings.judge.settle; }, duration(),
          "How long to wait whether a new contact goes further, so that one alert tells it.")
      .key(
          "quiet", [](auto& d) -> auto& { return d.settings.judge.quiet; }, quiet_section(),
          "When silence means that an incident has gone quiet.")
      .key(
          "exemptions", [](auto& d) -> auto& { return d.settings.exemptions; },
          list_of(exemption()), "What is borne with for a time: recorded, counted, and not told.")
      .key(
          "retention", [](auto& d) -> auto& { return d.settings.judge.retention; },
          retention_section(), "For how long what is over is kept.")
      .key(
          "transferred_above", [](auto& d) -> auto& { return d.settings.judge.transferred_above; },
          octets<std::uint64_t>(1, std::uint64_t{1} << 40),
          "More payload than this, either way, is a transfer.")
      .key(
          "answer_grace", [](auto& d) -> auto& { return d.settings.judge.answer_grace; },
          duration(),
          "How much longer than its TTL an address stands for the name that it was answered "
          "for, where a connection names nobody.")
      .key(
          "tell_unclassified", [](auto& d) -> auto& { return d.settings.judge.tell_unclassified; },
          truth(), "Whether to tell once per device of a vendor's name that no entry knows.")
      .key(
          "history", [](auto& d) -> auto& { return d.settings.history; },
          word<rules::KeptNames>("kept names", rules::name_of),
          "Which names are kept for lists and determinations that come later: those below the "
          "domains of interest, or all of every device.");
}

}  // namespace

const Kind<Draft>& cutoffd_file() {
  static const Kind<Draft> kind =
      with_judgement(with_purpose(with_sensor(Table<Draft>("configuration"))))
          .key(
              "limits", [](auto& d) -> auto& { return d.settings.judge; }, limits_section(),
              "Bounds of what is remembered of devices.")
          .key(
              "track", [](auto& d) -> auto& { return d.settings.track; }, track_section(),
              "Bounds of what is remembered between packets, for each capture worker.")
          .key(
              "coverage", [](auto& d) -> auto& { return d.settings.coverage; }, coverage_section(),
              "Above these, a network without incidents is called inconclusive, not clean.")
          .key(
              "heartbeat", [](auto& d) -> auto& { return d.settings.heartbeat; },
              heartbeat_interval(),
              "How often every sink is told that the sensor lives, with its coverage; `off` for "
              "never.")
          .key(
              "log", [](auto& d) -> auto& { return d.settings; }, log_section(),
              "The program's own log.")
          .first("profile")
          .check(check_draft)
          .kind();
  return kind;
}

}  // namespace cutoffd::config
