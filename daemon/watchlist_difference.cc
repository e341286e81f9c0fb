#include <map>
#include <string>

#include "config/mark_kinds.h"
#include "daemon/watchlist_files.h"

namespace cutoffd {
namespace {

using rules::WatchEntry;
using rules::Watchlist;

// What the judge goes by.
std::string meaning(const WatchEntry& entry) {
  std::string out = entry.service + ", " + std::string(rules::name_of(entry.confidence));
  if (entry.weight) out += ", weight " + std::to_string(*entry.weight);
  if (entry.role == rules::PortRole::relay) out += ", relay";
  if (entry.quiet) out += ", quiet";
  return out;
}

// A mark stands once in a list.
std::map<std::string, const WatchEntry*> by_mark(const Watchlist& list) {
  std::map<std::string, const WatchEntry*> all;
  for (const WatchEntry& entry : list.entries) all.emplace(config::text_of(entry.mark), &entry);
  return all;
}

}  // namespace

std::string watchlist_difference(const Watchlist& before, const Watchlist& after) {
  const auto old = by_mark(before);
  const auto now = by_mark(after);
  std::string out;
  for (const WatchEntry& entry : before.entries) {
    const std::string mark = config::text_of(entry.mark);
    if (!now.contains(mark)) out += "- " + mark + " (" + meaning(entry) + ")\n";
  }
  for (const WatchEntry& entry : after.entries) {
    const std::string mark = config::text_of(entry.mark);
    const auto same = old.find(mark);
    if (same == old.end()) {
      out += "+ " + mark + " (" + meaning(entry) + ")\n";
    } else if (meaning(*same->second) != meaning(entry)) {
      out += "~ " + mark + " (" + meaning(*same->second) + " became " + meaning(entry) + ")\n";
    }
  }
  return out;
}

}  // namespace cutoffd
