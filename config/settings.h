// The sealed settings: what all files and the command line together say, checked and complete.
//
// Made by config/load.h, const from then on; a reload makes a new one. Threads: a value; share it
// as const. Each part is the options struct of the room that it belongs to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/options.h"
#include "capture/source/live_source.h"
#include "capture/track/tracker.h"
#include "config/page_options.h"
#include "config/profile.h"
#include "config/signature.h"
#include "core/coverage.h"
#include "rules/determination.h"
#include "rules/inventory.h"
#include "rules/judge.h"
#include "rules/outbox_keeper.h"
#include "rules/ruleset.h"
#include "rules/watchlist.h"

namespace cutoffd::config {

// How much the program says of itself (not of incidents). Quiet by default.
enum class LogLevel : std::uint8_t { debug, info, warning, error, off };
std::string_view name_of(LogLevel level);

// Where a setting comes from.
struct Origin {
  std::string file;      // "command line" for an option
  std::size_t line = 0;  // 1-based; 0 where there is none
};

// Where the ledger is copied to, for a state directory in memory.
struct StateSync {
  std::filesystem::path to;
  Duration every = std::chrono::hours(6);
};

// A list or determination that was loaded, and from where.
struct LoadedFile {
  std::string id;
  std::filesystem::path path;
};

struct Settings {
  std::filesystem::path file;  // the cutoffd.yaml that was read; empty if none was
  Profile profile = Profile::standard;

  std::vector<source::LiveOptions> interfaces;
  std::filesystem::path state = "/var/lib/cutoffd";
  std::optional<StateSync> state_sync;
  std::filesystem::path control;  // of the control socket; empty: daemon/control_address.h
  std::filesystem::path oui;      // prefixes of MACs; empty: the system's
  LogLevel log_level = LogLevel::warning;
  rules::JudgeOptions judge;  // also the sensor's name and the internal networks
  track::TrackOptions track;
  CoverageLimits coverage;
  std::vector<alerts::SinkOptions>
      sinks;  // as written: the daemon completes them with its host's name
  rules::OutboxBounds outbox;
  std::size_t ledger_cache = std::size_t{2} << 20;  // octets of the ledger's pages kept at hand
  std::size_t facts_waiting = 4096;                 // between a capture worker and the judge
  alerts::DeliveryOptions delivery;
  PageOptions page;
  std::optional<Duration> heartbeat = std::chrono::hours(24);  // how often; nothing: never

  // Where any is, a watchlist that is not the program's own must be signed by one of them.
  std::vector<PublicKey> watchlist_keys;

  // What rules::RuleSet takes.
  rules::Watchlists watchlists;
  std::vector<rules::Determination> determinations;  // the enabled ones
  std::vector<rules::Rule> rules;
  std::vector<rules::InventoryEntry> inventory;
  rules::KeptNames history = rules::KeptNames::domains;
  std::vector<rules::Exemption> exemptions;  // as written; each rule holds those that are its own

  std::vector<LoadedFile> files;  // watchlists, then determinations
  std::map<std::string, Origin>
      origins;  // by key ("sinks[0].format"); a key not here has its default
};

// The settings as aligned text for `cutoffd check`: key, value, origin; a line each, in the order
// of docs/configuration.md.
std::string effective_settings(const Settings& settings);

}  // namespace cutoffd::config
