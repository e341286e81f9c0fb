// Finds the watchlist entries that are no names: HTTP paths, certificate issuers, fingerprints of
// clients, ports, first octets, and the public resolvers of a documented fallback.
//
// Threads: const after construction; share freely. Allocation: none after construction. Time: one
// probe for a text, a comparison for each entry with ports or first octets.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/address.h"
#include "core/fact.h"
#include "rules/matcher.h"
#include "rules/watchlist.h"

namespace cutoffd::rules {

// What was seen, borrowed: a text (path, issuer, ja3, ja4), the first octets, or a port.
struct SeenMark {
  MarkTrace::Kind kind{};
  std::string_view text;  // octets where they are the first ones of a flow
  Port port{};
  bool udp = false;
};
SeenMark seen(const MarkTrace& trace);

class MarkMatcher {
 public:
  // The lists must outlive the matcher.
  explicit MarkMatcher(std::span<const Watchlist> lists);

  // The entries that it is, up to the size of `out`, in the order of lists and entries; all are
  // counted. A path is compared without its query; first octets may go on beyond the mark's.
  std::size_t match(const SeenMark& mark, std::span<Match> out) const;
  [[nodiscard]] bool knows(const SeenMark& mark) const { return match(mark, {}) > 0; }

  // A public resolver of some vendor's documented fallback.
  [[nodiscard]] bool is_fallback(const IpAddress& resolver) const;
  // Its place in the vendor's order, from 0; nothing if it is not in it.
  [[nodiscard]] std::optional<std::size_t> fallback_place(std::string_view vendor,
                                                          const IpAddress& resolver) const;

 private:
  struct Fallback {
    std::string_view vendor;
    IpAddress resolver;
    std::size_t place = 0;
  };
  using Texts = std::unordered_multimap<std::string_view, Match>;
  void add(const Watchlist& list, const WatchEntry& entry);
  [[nodiscard]] const Texts* texts_of(MarkTrace::Kind kind) const;

  Texts paths_, issuers_, ja3_, ja4_;
  std::vector<Match> ports_;
  std::vector<Match> first_bytes_;
  std::vector<Fallback> fallbacks_;
};

}  // namespace cutoffd::rules
