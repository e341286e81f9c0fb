#include "config/settings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/tables.h"
#include "core/words.h"

namespace cutoffd::config {
namespace {

constexpr std::array<std::string_view, 5> kLevels{"debug", "info", "warning", "error", "off"};

// RFC 1918, RFC 4193, RFC 3927, RFC 4291.
constexpr std::array<std::string_view, 6> kPrivate{"10.0.0.0/8", "172.16.0.0/12",  "192.168.0.0/16",
                                                   "fc00::/7",   "169.254.0.0/16", "fe80::/10"};

// Where the value of this key, or of the next one above it that was written, comes from.
std::string origin_of(const Settings& settings, std::string key) {
  for (;;) {
    const auto at = settings.origins.find(key);
    if (at != settings.origins.end()) {
      const Origin& origin = at->second;
      return origin.line == 0 ? origin.file : origin.file + ":" + std::to_string(origin.line);
    }
    // Only list items have their line from above: a map's other keys are defaults.
    if (!key.ends_with(']')) return "default";
    key.erase(key.rfind('['));
  }
}

std::string about(const rules::Watchlist& list) {
  std::size_t names = 0;
  for (const rules::WatchEntry& entry : list.entries) {
    names += std::holds_alternative<rules::NamePattern>(entry.mark) ? 1 : 0;
  }
  return list.title + ", " + list.date + ", " + std::to_string(names) + " names, " +
         std::to_string(list.entries.size() - names) + " other marks";
}

std::string about(const rules::Determination& determination) {
  return determination.title + (determination.citation.empty() ? "" : ", ") +
         determination.citation;
}

// After an id: which file it came from and what it is.
std::string file_note(const Settings& settings, const std::string& key) {
  const auto index_of = [&key](std::string_view prefix) -> std::optional<std::size_t> {
    if (!key.starts_with(prefix) || !key.ends_with(']')) return std::nullopt;
    return std::stoul(key.substr(prefix.size()));
  };
  const std::size_t lists = settings.watchlists.size();
  if (const auto i = index_of("watchlists["); i && *i < lists) {
    return settings.files[*i].path.string() + " (" + about(settings.watchlists[*i]) + ")";
  }
  if (const auto i = index_of("determinations["); i && *i < settings.determinations.size()) {
    return settings.files[lists + *i].path.string() + " (" + about(settings.determinations[*i]) +
           ")";
  }
  return {};
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

}  // namespace

std::string_view name_of(LogLevel level) { return word_of<LogLevel>(kLevels, level); }

Draft Draft::shipped() {
  Draft draft;
  for (const std::string_view network : kPrivate) {
    draft.settings.judge.internal.push_back(*Prefix::parse(network));
  }
  alerts::SinkOptions out;
  out.name = "stdout";
  draft.settings.sinks = {out};
  return draft;
}

Draft Draft::of(const Settings& settings) {
  Draft draft;
  draft.settings = settings;
  draft.rules.made = settings.rules;
  draft.inventory.made = settings.inventory;
  draft.watchlists.emplace();
  draft.determinations.emplace();
  for (std::size_t i = 0; i < settings.files.size(); ++i) {
    auto& references = i < settings.watchlists.size() ? draft.watchlists : draft.determinations;
    references->push_back({settings.files[i].id, {}});
  }
  return draft;
}

std::string effective_settings(const Settings& settings) {
  Listing listing;
  cutoffd_file().list(Draft::of(settings), listing);
  constexpr std::size_t kWidest = 44;  // longer ones push their origin to the right
  std::size_t keys = 0;
  std::size_t values = 0;
  for (const Listing::Line& line : listing.lines()) {
    if (line.key.size() <= kWidest) keys = std::max(keys, line.key.size());
    if (line.value.size() <= kWidest) values = std::max(values, line.value.size());
  }
  std::string out;
  for (const Listing::Line& line : listing.lines()) {
    if (line.value.empty()) continue;  // a text that is not set
    out += padded(line.key, keys) + "  " + padded(line.value, values) + "  " +
           origin_of(settings, line.key) + "\n";
    const std::string note = file_note(settings, line.key);
    if (!note.empty()) out += padded("", keys) + "    " + note + "\n";
  }
  return out;
}

}  // namespace cutoffd::config
