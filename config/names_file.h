// Files of plain names beside a watchlist: FILE with a name a line, each an entry of the list.
//
// For lists that others publish, with up to millions of names that all mean the same: as YAML they
// would take some 24 seconds to read, so they take one (tests/bench/start). What surrounds
// the names, and what they mean, stays in the list's entry. Threads: one.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/kind.h"
#include "config/tables.h"

namespace cutoffd::config {

// The keys exact_file, suffix_file and sha256 of an entry.
Kind<NamesFile> names_file(rules::NamePattern::Match match);
Kind<NamesFile> digest_of_names();

struct NamesRequest {
  std::filesystem::path folder;  // the list's
  // Where the list must be signed: the signature is over the list's text alone, so that must say
  // which names are meant.
  bool digest_needed = false;
  std::vector<std::string>* paths = nullptr;            // where given: each that was looked for
  std::map<std::string, std::string>* texts = nullptr;  // where given: what each held
};

// Reads the files that the entries of `list` name, into them. `root` is the list's tree. Mistakes
// go to `errors`, of one file at most ten.
void read_names(WatchlistFile& list, const Node& root, const NamesRequest& request,
                std::vector<ConfigError>& errors);

}  // namespace cutoffd::config
