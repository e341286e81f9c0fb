#include "rules/mark_matcher.h"

#include <algorithm>
#include <string>
#include <variant>

namespace cutoffd::rules {
namespace {

// A text that stands in several entries is found in the order of the entries.
void keep(std::unordered_multimap<std::string_view, Match>& texts, std::string_view text,
          const Match& match) {
  texts.emplace(text, match);
}

bool begins(std::string_view octets, const FirstBytesMark& mark) {
  return octets.size() >= mark.bytes.size() &&
         std::equal(mark.bytes.begin(), mark.bytes.end(), octets.begin(),
                    [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
}

bool holds(const PortMark& mark, const SeenMark& seen) {
  return mark.udp == seen.udp && number(mark.first) <= number(seen.port) &&
         number(seen.port) <= number(mark.last);
}

// Collects what fits; counts the rest.
struct Found {
  std::span<Match> out;
  std::size_t count = 0;
  void add(const Match& match) {
    if (count < out.size()) out[count] = match;
    ++count;
  }
};

}  // namespace

SeenMark seen(const MarkTrace& trace) {
  return {trace.kind, trace.text.view(), trace.server.at.port, trace.udp};
}

MarkMatcher::MarkMatcher(std::span<const Watchlist> lists) {
  for (const Watchlist& list : lists) {
    for (const WatchEntry& entry : list.entries) add(list, entry);
  }
}

void MarkMatcher::add(const Watchlist& list, const WatchEntry& entry) {
  const Match match{&list, &entry};
  if (const auto* path = std::get_if<PathMark>(&entry.mark)) keep(paths_, path->path, match);
  if (const auto* issuer = std::get_if<IssuerMark>(&entry.mark)) {
    keep(issuers_, issuer->issuer, match);
  }
  if (const auto* ja3 = std::get_if<Ja3Mark>(&entry.mark)) keep(ja3_, ja3->ja3, match);
  if (const auto* ja4 = std::get_if<Ja4Mark>(&entry.mark)) keep(ja4_, ja4->ja4, match);
  if (std::holds_alternative<PortMark>(entry.mark)) ports_.push_back(match);
  if (std::holds_alternative<FirstBytesMark>(entry.mark)) first_bytes_.push_back(match);
  if (const auto* resolver = std::get_if<ResolverMark>(&entry.mark)) {
    const auto before =
        std::count_if(fallbacks_.begin(), fallbacks_.end(),
                      [&](const Fallback& one) { return one.vendor == list.vendor; });
    fallbacks_.push_back({list.vendor, resolver->address, static_cast<std::size_t>(before)});
  }
}

const MarkMatcher::Texts* MarkMatcher::texts_of(MarkTrace::Kind kind) const {
  switch (kind) {
    case MarkTrace::Kind::path:
      return &paths_;
    case MarkTrace::Kind::issuer:
      return &issuers_;
    case MarkTrace::Kind::ja3:
      return &ja3_;
    case MarkTrace::Kind::ja4:
      return &ja4_;
    default:
      return nullptr;
  }
}

std::size_t MarkMatcher::match(const SeenMark& mark, std::span<Match> out) const {
  Found found{out};
  if (const Texts* texts = texts_of(mark.kind)) {
    std::string_view text = mark.text;
    if (mark.kind == MarkTrace::Kind::path) text = text.substr(0, text.find('?'));
    const auto [begin, end] = texts->equal_range(text);
    for (auto at = begin; at != end; ++at) found.add(at->second);
  } else if (mark.kind == MarkTrace::Kind::port) {
    for (const Match& match : ports_) {
      if (holds(std::get<PortMark>(match.entry->mark), mark)) found.add(match);
    }
  } else if (mark.kind == MarkTrace::Kind::first_bytes) {
    for (const Match& match : first_bytes_) {
      if (begins(mark.text, std::get<FirstBytesMark>(match.entry->mark))) found.add(match);
    }
  }
  return found.count;
}

bool MarkMatcher::is_fallback(const IpAddress& resolver) const {
  return std::any_of(fallbacks_.begin(), fallbacks_.end(),
                     [&](const Fallback& one) { return one.resolver == resolver; });
}

std::optional<std::size_t> MarkMatcher::fallback_place(std::string_view vendor,
                                                       const IpAddress& resolver) const {
  for (const Fallback& one : fallbacks_) {
    if (one.vendor == vendor && one.resolver == resolver) return one.place;
  }
  return std::nullopt;
}

}  // namespace cutoffd::rules
