#include "config/change.h"

#include <algorithm>
#include <unordered_map>

#include "config/mark_kinds.h"

namespace cutoffd::config {
namespace {

using rules::Watchlist;

std::string counted(const std::string& id, std::size_t added, std::size_t removed,
                    std::size_t altered) {
  std::string out;
  if (added > 0) out += " +" + std::to_string(added);
  if (removed > 0) out += " -" + std::to_string(removed);
  if (!out.empty()) out += " entries";
  if (altered > 0) out += (out.empty() ? " " : ", ") + std::to_string(altered) + " changed";
  return out.empty() ? "" : id + out;
}

// Entries by their marks: a mark stands once in a list.
std::unordered_map<std::string, const rules::WatchEntry*> by_mark(const Watchlist& list) {
  std::unordered_map<std::string, const rules::WatchEntry*> all;
  all.reserve(list.entries.size());
  for (const rules::WatchEntry& entry : list.entries) all.emplace(text_of(entry.mark), &entry);
  return all;
}

// What the judge goes by; notes and sources are for people.
bool means_the_same(const rules::WatchEntry& a, const rules::WatchEntry& b) {
  return a.service == b.service && a.confidence == b.confidence && a.quiet == b.quiet;
}

std::string difference(const Watchlist& before, const Watchlist& after) {
  const auto old = by_mark(before);
  const auto now = by_mark(after);
  std::size_t added = 0;
  std::size_t altered = 0;
  std::size_t kept = 0;
  for (const auto& [mark, entry] : now) {
    const auto same = old.find(mark);
    if (same == old.end()) {
      ++added;
      continue;
    }
    ++kept;
    if (!means_the_same(*same->second, *entry)) ++altered;
  }
  const std::string said = counted(after.id, added, old.size() - kept, altered);
  if (!said.empty()) return said;
  const bool others = before.date != after.date || before.version != after.version ||
                      before.vendor != after.vendor || before.title != after.title ||
                      before.domains_of_interest != after.domains_of_interest;
  return others ? "changed " + after.id : "";
}

template <typename Item>
std::string changed_or_not(const Item& before, const Item& after, const std::string& name) {
  return before == after ? "" : "changed " + name;
}
std::string difference(const rules::Determination& before, const rules::Determination& after) {
  return changed_or_not(before, after, after.id);
}
std::string difference(const rules::Rule& before, const rules::Rule& after) {
  return changed_or_not(before, after, after.name);
}
std::string difference(const alerts::SinkOptions& before, const alerts::SinkOptions& after) {
  return changed_or_not(before, after, after.name);
}

const std::string& id_of(const Watchlist& list) { return list.id; }
const std::string& id_of(const rules::Determination& one) { return one.id; }
const std::string& id_of(const rules::Rule& one) { return one.name; }
const std::string& id_of(const alerts::SinkOptions& one) { return one.name; }

template <typename Item>
const Item* find(std::span<const Item> all, const std::string& id) {
  const auto at =
      std::find_if(all.begin(), all.end(), [&id](const Item& one) { return id_of(one) == id; });
  return at == all.end() ? nullptr : &*at;
}

// "watchlists: acme +1 entries, added other": empty where nothing is different.
template <typename Item>
std::string part(std::string_view title, std::span<const Item> before,
                 std::span<const Item> after) {
  std::string said;
  const auto say = [&said](const std::string& what) {
    if (!what.empty()) said += (said.empty() ? "" : ", ") + what;
  };
  for (const Item& one : after) {
    const Item* old = find(before, id_of(one));
    say(old == nullptr ? "added " + id_of(one) : difference(*old, one));
  }
  for (const Item& one : before) {
    if (find(after, id_of(one)) == nullptr) say("removed " + id_of(one));
  }
  return said.empty() ? said : std::string(title) + ": " + said;
}

}  // namespace

Reloadable Reloadable::of(const Settings& settings) {
  return {settings.watchlists, settings.determinations, settings.rules, settings.sinks};
}
Reloadable Reloadable::of(const rules::RuleSet& rules, std::span<const alerts::SinkOptions> sinks) {
  return {rules.lists(), rules.determinations(), rules.rules(), sinks};
}

std::string Change::refusal() const {
  std::string said;
  for (const ShrunkList& one : shrunk) {
    said += (said.empty() ? "watchlist " : "; watchlist ") + one.id + " would shrink from " +
            std::to_string(one.before) + " to " + std::to_string(one.after) + " entries";
  }
  return said;
}

Change change_of(const Reloadable& before, const Reloadable& after) {
  Change change;
  for (const std::string& one :
       {part("watchlists", before.watchlists, after.watchlists),
        part("determinations", before.determinations, after.determinations),
        part("rules", before.rules, after.rules), part("sinks", before.sinks, after.sinks)}) {
    if (!one.empty()) change.line += (change.line.empty() ? "" : "; ") + one;
  }
  if (change.line.empty()) change.line = "nothing";
  for (const Watchlist& list : after.watchlists) {
    const Watchlist* old = find(before.watchlists, list.id);
    if (old != nullptr && list.entries.size() * 2 < old->entries.size()) {
      change.shrunk.push_back({list.id, old->entries.size(), list.entries.size()});
    }
  }
  return change;
}

}  // namespace cutoffd::config
