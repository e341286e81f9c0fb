// The rows in which the judge keeps its state: it works on these very structs in memory.
//
// Numbers given as keys are never used twice. How they are stored: rules/ledger_tables.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"
#include "core/alert.h"
#include "core/evidence.h"
#include "core/fact.h"
#include "core/time.h"
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
  Instant began{};                   // of the first contact that it goes on with
  std::uint32_t source = 0;          // Packet::source
  std::vector<std::uint16_t> vlans;  // outermost first
  bool blocked = false;
  bool answered = false;
  std::optional<std::uint64_t> page_from;
  std::uint64_t up = 0;
  std::uint64_t down = 0;
  std::uint64_t up_before = 0;
  std::uint64_t down_before = 0;
  // What processes that numbered it otherwise had counted of `up` and `down`.
  std::uint64_t up_earlier = 0;
  std::uint64_t down_earlier = 0;
  std::optional<Instant> until;  // carried from an earlier run, and not heard of since
};

// An address that is many customers', until then (SharedAddress).
struct SharedAddressRow {
  IpAddress ip;
  Instant until{};
};

// "arp", "ndp", "dhcp4", "dhcp6", "mdns", "llmnr", "nbns", "mirror".
std::string_view name_of(Binding::Source source);

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
  bool asked = false;  // others ask it: what else is known of it makes no forwarder of it
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

}  // namespace cutoffd::rules
