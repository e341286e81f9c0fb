// A watchlist: a vendor's endpoints as data, each with what it does and how we know.
//
// Built by config/ from YAML, compiled by rules/matcher.h. Nothing here or below knows a vendor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/address.h"
#include "core/domain_name.h"

namespace cutoffd::rules {

enum class Confidence : std::uint8_t {
  documented,  // the vendor's own documentation names it
  observed,    // seen in public captures, lists or scripts
  inferred,    // concluded; corroborates, never alerts alone
};
std::string_view name_of(Confidence confidence);
std::optional<Confidence> parse_confidence(std::string_view text);

// How a name entry matches. The pattern's text, by kind:
//   exact   "touch.vendor.example": that name and no other
//   suffix  "*.upd.vendor.example": every name below it; written without "*." the name itself too
//   family  "s[00-19].upd.vendor.example": numbers of one label, padded as written
//   glob    "ksn-*-geo.vendor.example": * stands for one or more characters within one label
struct NamePattern {
  enum class Match : std::uint8_t { exact, suffix, family, glob };
  Match match{};
  std::string text;  // lower case
};

// The kinds of marks; names are one of them. In the order of Mark's alternatives, then the ports
// that are a relay's.
enum class MarkKind : std::uint8_t {
  name,
  address,
  path,
  issuer,
  ja3,
  ja4,
  port,
  first_bytes,
  resolver,
  relay,
};
inline constexpr std::size_t kMarkKinds = 10;
std::string_view name_of(MarkKind kind);
std::optional<MarkKind> parse_mark_kind(std::string_view text);

// Whose port it is. `relay`: a server of the vendor's on the inside, which speaks to the vendor for
// its clients; on the outside such a port says nothing.
enum class PortRole : std::uint8_t { server, relay };
std::string_view name_of(PortRole role);

// Marks other than names. Each corroborates or marks a device suspected; none opens an incident
// alone.
struct AddressMark {
  Prefix prefix;
};
struct PathMark {
  std::string path;
};  // HTTP path on any host
struct IssuerMark {
  std::string issuer;
};  // certificate issuer, by common name
struct Ja3Mark {
  std::string ja3;
};
struct Ja4Mark {
  std::string ja4;
};
struct PortMark {
  Port first{};
  Port last{};
  bool udp = false;
};
struct FirstBytesMark {
  std::vector<std::uint8_t> bytes;
};  // how a flow of no known protocol begins
struct ResolverMark {
  IpAddress address;
};  // public resolver of a documented fallback

using Mark = std::variant<NamePattern, AddressMark, PathMark, IssuerMark, Ja3Mark, Ja4Mark,
                          PortMark, FirstBytesMark, ResolverMark>;

// What people may read of an entry; those of one file of names share it.
struct EntryAbout {
  std::string source;     // where we know it from: one or more addresses
  std::string retrieved;  // YYYY-MM-DD
  std::string protocol;   // as documented; may be empty
  std::string note;       // may be empty
};

struct WatchEntry {
  Mark mark;
  std::string service;  // update, telemetry, …; "unclassified" for catch-alls
  Confidence confidence = Confidence::observed;
  // How much the mark says; absent: the default of its kind (weight_of). 0: only corroborates.
  std::optional<std::uint8_t> weight;
  PortRole role = PortRole::server;        // of a PortMark
  bool quiet = false;                      // like a rule's quiet_services, for this entry alone
  std::size_t line = 0;                    // in the list's file; 0: not known
  std::shared_ptr<const EntryAbout> said;  // null: nothing

  [[nodiscard]] const EntryAbout& about() const;
};

inline constexpr std::uint8_t kMostWeight = 10;
MarkKind kind_of(const WatchEntry& entry);
// What the entry says, or the default of its kind; an inferred entry weighs 1 at most.
std::uint8_t weight_of(const WatchEntry& entry);

struct Watchlist {
  std::string id;      // file name without extension
  std::string vendor;  // stable id: "acme"
  std::string title;   // "Acme": how people call the vendor
  std::string version;
  std::string date;  // YYYY-MM-DD: when the list was last reviewed
  std::vector<DomainName> domains_of_interest;
  std::vector<WatchEntry> entries;
};

// The lists in use: const and shared, because they may be large and settings, rules and reports all
// look at the same ones. Threads: const; copies may be on any.
class Watchlists {
 public:
  Watchlists() : Watchlists(std::vector<Watchlist>{}) {}
  Watchlists(std::vector<Watchlist> lists)  // NOLINT(google-explicit-constructor): the same lists
      : lists_(std::make_shared<const std::vector<Watchlist>>(std::move(lists))) {}
  Watchlists(std::initializer_list<Watchlist> lists) : Watchlists(std::vector<Watchlist>(lists)) {}

  [[nodiscard]] const std::vector<Watchlist>& all() const { return *lists_; }
  [[nodiscard]] auto begin() const { return lists_->begin(); }
  [[nodiscard]] auto end() const { return lists_->end(); }
  [[nodiscard]] const Watchlist* data() const { return lists_->data(); }
  [[nodiscard]] std::size_t size() const { return lists_->size(); }
  [[nodiscard]] bool empty() const { return lists_->empty(); }
  [[nodiscard]] const Watchlist& operator[](std::size_t i) const { return (*lists_)[i]; }
  [[nodiscard]] const Watchlist& at(std::size_t i) const { return lists_->at(i); }

 private:
  std::shared_ptr<const std::vector<Watchlist>> lists_;
};

}  // namespace cutoffd::rules
