// The rows in which the judge keeps its state, and the door through which it stores them.
//
// The judge works on these very structs in memory and hands the changed ones over; it reads them
// all once, at start. Numbers given as keys are never used twice. Threads: those of the Ledger.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/address.h"
#include "core/alert.h"
#include "core/evidence.h"
#include "core/fact.h"
#include "core/time.h"
#include "rules/coverage_row.h"
#include "rules/ledger.h"
#include "rules/watchlist.h"

namespace cutoffd::rules {

using DeviceKey = std::uint32_t;    // 0: none
using IncidentKey = std::uint64_t;  // 0: none

struct DeviceRow {
  DeviceKey key = 0;
  std::string id;  // DeviceView::id
  IdentityGrade identity = IdentityGrade::address;
  std::optional<Mac> mac;      // its own where identity is mac; else the one last seen with it
  std::vector<IpAddress> ips;  // in the order met
  std::string name;
  std::optional<Binding::Source> name_source;
  std::vector<std::uint16_t> vlans;  // sorted
  Instant first{};                   // watched contacts
  Instant last{};
  bool unclassified_told = false;
  // Of the inventory, as it stands.
  std::string listed_name;
  std::string owner;
  std::string tags;              // separated by spaces
  std::optional<Instant> alive;  // last seen to send anything, to the grain of Liveness
};

// What happened on one side of the cutoff.
struct ContactSide {
  ContactSpan span;
  std::optional<Evidence> evidence;  // the most
  std::optional<Blocked> blocked;    // the latest
  std::uint64_t bytes_up = 0;
  std::uint64_t bytes_down = 0;
};

struct ContactRow {
  DeviceKey device = 0;
  std::string vendor;
  std::string service;
  bool prohibited = false;
  ContactSide before;
  ContactSide after;
  std::string name;               // the last one seen
  std::string state;              // DeviceService::state
  std::optional<Instant> closed;  // what began up to then belongs to an incident that was closed
  // As it was judged last (rules/standing.h), so that new rules can be told from old ones.
  std::string stamp;
  Instant divide{};  // parts before from after
  bool decoy_told = false;
};

// An address that was answered for a name, and when its TTL is over.
struct ValidAddress {
  IpAddress ip;
  Instant until{};
};

// By what a packet was known to go to a name.
enum class Basis : std::uint8_t {
  name,     // it was named
  address,  // by the address that the device was answered for the name
  outer,    // likewise; the hello is encrypted, and its outer name is another one: probable
  network,  // by a network of the vendor's alone
};
std::string_view name_of(Basis basis);
std::optional<Basis> parse_basis(std::string_view text);

// One name that a device asked for or named: its history, and the question still open.
struct NameRow {
  DeviceKey device = 0;
  std::string name;
  ContactSpan span;              // of all contacts, so that the past can be judged anew
  std::optional<Instant> asked;  // when the latest question began
  Instant until{};               // a hello up to then belongs to that question
  bool spent = false;            // such a hello came
  bool resolved = false;         // a usable address was answered
  // Also of earlier questions: those that end last, at most AnsweredAddresses::kMax.
  std::vector<ValidAddress> addresses;
  // What came of it at resolvers that are in no vendor's fallback (rules/judge_evasion.cc).
  std::optional<IpAddress> system;        // the one asked last
  std::optional<Instant> system_asked;    // the oldest question without an answer
  std::optional<Instant> system_failed;   // when it last gave nothing usable
  std::optional<Blocked> system_blocked;  // how
  bool system_answers = false;            // it has answered this name: its answers can be seen
  std::uint64_t fallback = 0;             // how many of the fallback were asked since, in order
  // For rules that come later (rules/past.h).
  std::string subjects;              // each "vendor/service" that it has been counted as
  std::optional<Evidence> evidence;  // the most; nothing: only a certificate bore the name
  Instant proved{};                  // when a contact last went so far
  std::optional<Blocked> blocked;    // the latest
  std::optional<Endpoint> server;
  // Of what went furthest, as an incident has them: by what it was known, and who stood between.
  Basis by = Basis::name;
  std::optional<IpAddress> behind;
  std::optional<IpAddress> via;
};

// A kind of mark that was seen of a device, by the service of its entry.
struct MarkRow {
  DeviceKey device = 0;
  std::string vendor;
  std::string service;
  MarkKind kind{};
  std::string text;  // of the last one, as its entry has it; of a resolver, what happened
  std::optional<Endpoint> server;  // of the last one
  ContactSpan span;
  std::uint64_t weight = 0;        // the greatest
  std::optional<IpAddress> relay;  // of kind relay: the server is known to call the vendor itself
  std::string told;                // id of the alert's incident; empty: not told
};

// A client asks a public resolver of some vendor's fallback for ordinary names too.
struct ResolverUserRow {
  IpAddress client;
  IpAddress resolver;
  Instant hour{};  // when last
};

// A name that no list knew when it was seen, kept under the id of its device.
struct HistoryRow {
  std::string device;  // DeviceRow::id
  NameRow name;        // its keys and the open question mean nothing
};

enum class IncidentState : std::uint8_t {
  settling,   // not told yet
  open,       // told
  returning,  // was quiet, and is in contact again; not told yet
  quiet,      // told to be quiet
  absent,     // no contact for as long, but the device was not seen either
  blind,      // no contact for as long, but the sensor did not see all of it
  closed,     // over for good
  joined,     // went on in the incident of the same device under its better identity
};
std::string_view name_of(IncidentState state);
std::optional<IncidentState> parse_incident_state(std::string_view text);

// What proves a step of evidence: the first packet that did.
struct Proof {
  Instant time{};
  std::uint64_t frame = 0;
  std::string name;
  std::optional<Endpoint> server;
  Basis by = Basis::name;
};

struct IncidentRow {
  IncidentKey key = 0;
  std::string id;  // empty until told
  DeviceKey device = 0;
  std::string vendor;
  std::string service;
  std::string rule;
  std::string determination;
  Instant cutoff{};
  IncidentState state = IncidentState::settling;
  ContactSpan span;
  Evidence evidence = Evidence::asked;  // reached
  std::optional<Evidence> told;         // at the last telling
  std::optional<Blocked> blocked;
  std::uint64_t bytes_up = 0;
  std::uint64_t bytes_down = 0;
  bool quiet_entries = true;        // every entry that matched asks for quiet (WatchEntry::quiet)
  std::string name;                 // the last one seen
  std::optional<IpAddress> behind;  // who called is not visible from here
  std::optional<IpAddress> via;
  bool past = false;                    // opened by rules that were loaded after the contacts
  std::optional<Instant> risen;         // when the evidence not yet told was reached
  std::optional<Instant> due;           // when that is to be told
  std::optional<Instant> told_at;       // the last telling
  std::optional<Instant> since_told;    // the first contact after it
  std::uint32_t reminders = 0;          // since it was opened, escalated or returned
  bool acknowledged = false;            // the operator knows: no reminders
  bool muted = false;                   // an exemption covers it now
  std::optional<Instant> exempt_until;  // an exemption by command
  Duration interval{};                  // learnt, between visits; 0: one visit so far
  Instant still_since{};                // silence counts from here
  Duration blind_before{};              // the sensor's blind time up to there
  std::array<std::optional<Proof>, 5> proofs;  // by Evidence
};

// A watched flow that is open, so that what it goes on to do after a restart is the same contact
// (rules/watched_flows.h, WatchedFlow).
struct OpenFlowRow {
  Endpoint client;
  Endpoint server;
  FlowId flow{};  // of the process that saw it: another one numbers its own
  DeviceKey device = 0;
  std::string name;
  Basis by = Basis::name;
  std::optional<IpAddress> behind;
  Instant when{};
  std::uint32_t source = 0;          // Packet::source
  std::vector<std::uint16_t> vlans;  // outermost first
  bool blocked = false;
  bool answered = false;
  std::optional<std::uint64_t> page_from;
  std::uint64_t up = 0;
  std::uint64_t down = 0;
  std::uint64_t up_before = 0;
  std::uint64_t down_before = 0;
};

// An address that is many customers', until then (SharedAddress).
struct SharedAddressRow {
  IpAddress ip;
  Instant until{};
};

// Who holds an address.
struct BindingRow {
  IpAddress ip;
  std::optional<Mac> mac;      // proved
  std::optional<Mac> nearest;  // of a mirror's copies the one nearer to the holder; a candidate
  Binding::Source source{};
  Instant time{};
  std::string hostname;  // claimed
  std::optional<Binding::Source> hostname_source;
  std::string client_id;    // of the lease; see Binding
  std::uint32_t lease = 0;  // seconds
};

// Which IPv4 address a link-layer address was seen to carry: the first one, and whether there were
// others.
struct LinkRow {
  Mac mac;
  std::optional<IpAddress> ip;
  bool shared = false;
};

// An address that others ask for names; a forwarder if it asks for names itself.
struct ForwarderRow {
  IpAddress ip;
  bool asks = false;
  bool connects = false;    // others open connections to it so that it opens them elsewhere
  bool translates = false;  // several stand behind it
  bool passes = false;      // connections that had been passed on come from its own MAC
  Instant since{};
};

// What the sensor saw: the only row of its table.
struct SensorRow {
  std::uint8_t id = 1;
  bool seeing = true;
  Instant since{};     // the latest change
  Duration blind{};    // all blind time before that
  std::string reason;  // while it is blind
  // Contacts of devices beyond the bound: since when, until when, how many, and when last told.
  std::optional<Instant> flood_since;
  Instant flood_last{};
  std::uint64_t flood_count = 0;
  Instant flood_told{};
  std::optional<Instant> seen_until;  // time had come so far, to the minute, while it saw
};

// What an operator decided.
struct DecisionRow {
  std::uint64_t key = 0;
  std::string subject;  // an incident's id, or a device's
  Instant time{};
  std::string verb;
  std::string who;
  std::string why;
  std::optional<Instant> until;
};

// Rows handed over and not yet on disk, the latest of each key. Nothing: to be erased.
template <typename Key, typename Row>
using PendingRows = std::map<Key, std::optional<Row>>;

class Ledger::Rows {
 public:
  explicit Rows(Database& database) : database_(database) {}

  // What has been committed, in the order of their keys; of incidents those that are not over.
  std::vector<DeviceRow> devices() const;
  std::vector<ContactRow> contacts() const;
  std::vector<NameRow> names() const;
  std::vector<IncidentRow> incidents() const;
  std::vector<IncidentRow> all_incidents() const;  // those that are over too
  std::vector<BindingRow> bindings() const;
  std::vector<LinkRow> links() const;
  std::vector<ForwarderRow> forwarders() const;
  std::vector<MarkRow> marks() const;
  std::vector<ResolverUserRow> resolver_users() const;
  std::vector<HistoryRow> history() const;
  std::vector<OpenFlowRow> open_flows() const;
  std::vector<SharedAddressRow> shared_addresses() const;
  SensorRow sensor() const;
  // The greatest key ever given, over rows long erased too.
  DeviceKey last_device() const;
  IncidentKey last_incident() const;

  void put(const DeviceRow& row);
  void put(const ContactRow& row);
  void put(const NameRow& row);
  void put(const IncidentRow& row);
  void put(const BindingRow& row);
  void put(const LinkRow& row);
  void put(const ForwarderRow& row);
  void put(const MarkRow& row);
  void put(const ResolverUserRow& row);
  void put(const HistoryRow& row);
  void put(const OpenFlowRow& row);
  void put(const SharedAddressRow& row);
  void put(const SensorRow& row);
  void add(const DecisionRow& row);            // its key is given by the ledger
  std::vector<DecisionRow> decisions() const;  // for readers
  void put(const CoverageRow& row);
  std::vector<CoverageRow> coverage() const;  // for readers
  void erase_device(DeviceKey device);        // with all that belongs to it
  // What is over since before then, and the decisions and the coverage of that time.
  void erase_over_before(Instant time);
  // `from` turned out to be `into`: its incidents that are over become the other's, and the rest of
  // what belongs to it goes; what goes on has been, or will be, put under `into`.
  void join_device(DeviceKey from, DeviceKey into);
  void erase_name(DeviceKey device, const std::string& name);
  void erase_binding(const IpAddress& ip);
  void erase_link(const Mac& mac);
  void erase_forwarder(const IpAddress& ip);
  void erase_resolver_user(const IpAddress& client, const IpAddress& resolver);
  void erase_history(const std::string& device, const std::string& name);
  void erase_open_flow(const Endpoint& client, const Endpoint& server);
  void erase_shared_address(const IpAddress& ip);

 private:
  friend class Ledger;
  std::vector<IncidentRow> incidents_where(std::string_view where) const;
  void erase_flows_of(DeviceKey device);
  void apply();  // inside a transaction
  void forget_pending();
  [[nodiscard]] bool pending() const;

  Database& database_;
  std::vector<std::pair<DeviceKey, DeviceKey>> joins_;
  PendingRows<DeviceKey, DeviceRow> devices_;
  PendingRows<std::tuple<DeviceKey, std::string, std::string>, ContactRow> contacts_;
  PendingRows<std::pair<DeviceKey, std::string>, NameRow> names_;
  PendingRows<IncidentKey, IncidentRow> incidents_;
  PendingRows<IpAddress, BindingRow> bindings_;
  PendingRows<Mac, LinkRow> links_;
  PendingRows<IpAddress, ForwarderRow> forwarders_;
  PendingRows<std::tuple<DeviceKey, std::string, std::string, MarkKind>, MarkRow> marks_;
  PendingRows<std::pair<IpAddress, IpAddress>, ResolverUserRow> resolver_users_;
  PendingRows<std::pair<std::string, std::string>, HistoryRow> history_;
  PendingRows<std::pair<Endpoint, Endpoint>, OpenFlowRow> open_flows_;
  PendingRows<IpAddress, SharedAddressRow> shared_addresses_;
  std::optional<SensorRow> sensor_;
  std::vector<DecisionRow> decisions_;
  PendingRows<std::pair<std::string, Instant>, CoverageRow> coverage_;
  std::vector<DeviceKey> erased_;
  std::optional<Instant> erase_before_;
};

}  // namespace cutoffd::rules
