// The files' kinds: what each may hold, as tables of keys (config/table.h).
//
// From these come reading, `cutoffd check`, docs/configuration.md's reference and the JSON Schemas.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alerts/options.h"
#include "config/error.h"
#include "config/kind.h"
#include "config/page_options.h"
#include "config/settings.h"
#include "rules/determination.h"
#include "rules/watchlist.h"

namespace cutoffd::config {

// ---- cutoffd.yaml

// A watchlist or determination by id, or by path where it holds a '/' or ends in ".yaml".
struct Reference {
  std::string text;
  Position at;
};

// Rules are read late: what they leave out is the suggestion of their determination.
struct RulesKey {
  const Node* written = nullptr;
  std::vector<rules::Rule> made;
};

// The inventory is read late: it may name files.
struct InventoryKey {
  const Node* written = nullptr;
  std::vector<rules::InventoryEntry> made;
};

struct Draft {
  Settings settings;
  std::optional<std::vector<Reference>> watchlists;
  std::optional<std::vector<Reference>> determinations;
  RulesKey rules;
  InventoryKey inventory;

  // With the defaults that no struct of a room has: networks and sinks.
  static Draft shipped();
  // For showing settings that have been loaded.
  static Draft of(const Settings& settings);
};
const Kind<Draft>& cutoffd_file();
const Kind<rules::Rule>& rule();
Kind<std::map<Evidence, Severity>> severities();
Kind<std::vector<Duration>> reminders();
Kind<alerts::SinkOptions> sink();
Kind<rules::Scope> scope();
Kind<std::vector<rules::TimeWindow>> time_windows();
Kind<InventoryKey> inventory();
Kind<PageOptions> page();
Kind<source::LiveOptions> interface();
Kind<Settings> profile();
Kind<std::optional<StateSync>> state_sync();
// Who may see the page, by the file that it names; a mistake where nobody is named and others can
// reach it. `base`: where a relative path begins.
void read_users(PageOptions& page, const Node& root, const std::filesystem::path& base,
                std::vector<ConfigError>& errors);

// ---- watchlists/ID.yaml

struct Source {
  std::string title;
  std::string address;    // may be empty
  std::string retrieved;  // may be empty
};
// A file of plain names in place of an entry's mark (config/names_file.h).
struct NamesFile {
  rules::NamePattern::Match match{};
  std::string file;    // empty: the entry has a mark of its own
  std::string sha256;  // may be empty
  std::vector<rules::NamePattern> names;
};
struct EntryDraft {
  rules::WatchEntry entry;
  rules::EntryAbout about;
  NamesFile names;
  std::vector<std::string> sources;  // ids of `sources`, or addresses
};
// Something known that no packet shows by itself; kept in the file for people.
struct Remark {
  std::string subject;
  std::string service;
  std::string protocol;
  std::string note;
  rules::Confidence confidence = rules::Confidence::observed;
  std::vector<std::string> sources;
};
struct WatchlistFile {
  rules::Watchlist list;
  std::map<std::string, std::string> services;  // name, what it is
  std::map<std::string, Source> sources;
  std::vector<EntryDraft> entries;
  std::vector<Remark> remarks;
};
const Kind<WatchlistFile>& watchlist_file();
rules::Watchlist watchlist_of(std::string id, WatchlistFile file);

// ---- determinations/ID.yaml

struct DeterminationFile {
  rules::Determination determination;
  bool enabled = false;      // where cutoffd.yaml names none
  rules::Rule default_rule;  // name and determination are filled in by load()
};
const Kind<DeterminationFile>& determination_file();

}  // namespace cutoffd::config
