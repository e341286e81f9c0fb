// A watchlist: a vendor's endpoints as data, each with what it does and how we know.
//
// Built by config/ from YAML, compiled by rules/matcher.h. Nothing here or below knows a vendor.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

struct WatchEntry {
  Mark mark;
  std::string service;  // update, telemetry, …; "unclassified" for catch-alls
  Confidence confidence = Confidence::observed;
  bool quiet = false;     // like a rule's quiet_services, for this entry alone
  std::string source;     // where we know it from: one or more addresses
  std::string retrieved;  // YYYY-MM-DD
  std::string protocol;   // as documented, for people; may be empty
  std::string note;       // may be empty
};

struct Watchlist {
  std::string id;      // file name without extension
  std::string vendor;  // stable id: "acme"
  std::string title;   // "Acme": how people call the vendor
  std::string version;
  std::string date;  // YYYY-MM-DD: when the list was last reviewed
  std::vector<DomainName> domains_of_interest;
  std::vector<WatchEntry> entries;
};

}  // namespace cutoffd::rules
