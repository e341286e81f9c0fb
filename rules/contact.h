// One device's contacts with one service of a vendor, and what a single fact adds to them.
//
// Threads: one. Everything here is plain arithmetic on rows; who is judged by what is decided in
// rules/judge.h.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/address.h"
#include "core/evidence.h"
#include "core/fact.h"
#include "core/time.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

struct Incident;

// How far a sighting by itself proves that a contact went.
Evidence evidence_of(const Sighting& sighting);

// What a fact says of a contact's being blocked: nothing, that it is not, or how it is.
class BlockNews {
 public:
  static BlockNews none() { return {}; }
  static BlockNews cleared() { return BlockNews(true, std::nullopt); }
  static BlockNews by(Blocked how) { return BlockNews(true, how); }
  // `resolved`: the same question was given a usable address. `state` is what was known before.
  static BlockNews of(const Sighting& sighting, bool resolved);

  void apply(std::optional<Blocked>& state) const;

 private:
  BlockNews() = default;
  BlockNews(bool told, std::optional<Blocked> how) : told_(told), how_(how) {}
  bool told_ = false;
  std::optional<Blocked> how_;
};

// Where a contact was seen, for the scope of rules.
struct Place {
  IpAddress client;
  VlanStack vlans;
  std::uint16_t source = 0;  // Packet::source
};

// What one fact adds to a contact and to its incidents.
struct Step {
  Instant time{};                // of the packet
  Instant when{};                // the contact's, by which it lies before or after a cutoff
  bool fresh = false;            // a contact of its own
  std::optional<Instant> began;  // the connection's first contact, where this goes on with it
  bool sure = true;       // may open an incident (docs/judgement.md, "What never alerts alone")
  bool inferred = false;  // not sure because its entry is inferred alone
  bool quiet = false;     // WatchEntry::quiet
  // False: the time is when the flow was given up for being idle, and no packet's. What is told
  // then happened before.
  bool by_packet = true;
  std::optional<Evidence> evidence;
  BlockNews blocked = BlockNews::none();
  std::string_view name;
  std::optional<Endpoint> server;
  Basis by = Basis::name;
  std::uint64_t frame = 0;  // 0: no packet of a capture file
  std::uint64_t bytes_up = 0;
  std::uint64_t bytes_down = 0;
  std::optional<IpAddress> behind;  // IncidentRow::behind, where this shows it
  bool of_client = true;            // false: an answer, which does not show who asked
  std::optional<IpAddress> via;     // likewise
  std::optional<Place> place;       // without it, where the device was met last
};

// A kind of mark seen, in memory.
struct SeenKind {
  MarkRow row;
  bool changed = false;
};
void join(SeenKind& into, const SeenKind& from);

struct Contact {
  ContactRow row;
  bool changed = false;
  std::vector<std::unique_ptr<Incident>> incidents;  // that are not over; one a rule
  std::map<MarkKind, SeenKind> marks;
  FlowId marked{};  // the flow of the last mark: more of one flow are one contact
  std::shared_ptr<Contact> successor;  // set when it was joined into another's

  void add(const Step& step, Instant cutoff);
  // An incident was closed whose last contact began then.
  void closed_at(Instant last) {
    row.closed = std::max(row.closed, std::optional(last));
    changed = true;
  }
};

// The contact that goes on for this one: itself, unless it was joined.
std::shared_ptr<Contact> current(std::shared_ptr<Contact> contact);

// The history of two devices that turned out to be one; incidents are joined by the judge.
void join(ContactRow& into, const ContactRow& from);

}  // namespace cutoffd::rules
