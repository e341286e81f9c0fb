#include "config/load.h"

#include <algorithm>
#include <set>
#include <type_traits>
#include <utility>

#include "config/drop_ins.h"
#include "config/files.h"
#include "config/inventory.h"
#include "config/names_file.h"
#include "config/overrides.h"
#include "config/profile.h"
#include "config/references.h"
#include "config/rule_maker.h"
#include "config/signed_file.h"
#include "config/tables.h"
#include "rules/matcher.h"

namespace cutoffd::config {
namespace {

// One load, in the order in which it happens. What is read is kept until the end: complaints refer
// to it.
class Loading {
 public:
  explicit Loading(const LoadRequest& request) : request_(request) {}

  // Only cutoffd.yaml and its pieces.
  Result<Settings, std::vector<ConfigError>> configuration() {
    read_configuration();
    if (!errors_.empty()) return Failure{in_order()};
    return std::move(settings());
  }

  Result<Settings, std::vector<ConfigError>> run() {
    read_configuration();
    read_determinations();
    read_watchlists();
    // What is refused would only be missed everywhere else.
    if (refused_) return Failure{in_order()};
    const Vendors vendors(watchlists_);
    for (const LoadedDetermination& loaded : determinations_) {
      check_determination(loaded, vendors, errors_);
    }
    const RuleMaker rules(determinations_, vendors, errors_);
    settings().rules = rules.make(draft_.rules.written, settings().origins);
    read_inventories();
    read_users(settings().page, configuration_.root, settings().file.parent_path(), errors_);
    check_scopes(settings(), configuration_.root, errors_);
    check_exemptions(settings(), vendors, configuration_.root, errors_);
    give_exemptions();
    check_filters(settings().sinks, configuration_.root, settings().rules, errors_);
    if (!errors_.empty()) return Failure{in_order()};
    hand_over();
    return std::move(settings());
  }

 private:
  Settings& settings() { return draft_.settings; }

  void read_configuration() {
    configuration_.file = std::make_unique<const std::string>("defaults");
    configuration_.root.at = {configuration_.file.get(), 0, 0};
    if (request_.config) {
      settings().file = *request_.config;
      order_.push_back(request_.config->string());
      const auto text = read_file(*request_.config, errors_);
      if (!text) return;
      configuration_ = parse_yaml(*text, request_.config->string(), errors_);
      if (configuration_.broken) return;
    }
    Node& root = configuration_.root;
    if (!read_drop_ins(root)) return;
    if (root.type == Node::Type::nothing) root.type = Node::Type::map;  // only comments
    apply(request_.overrides, command_line_, root);
    Reader reader(errors_, &settings().origins);
    cutoffd_file().read(root, reader, draft_);
    finish_profile(settings(), request_.memory);
  }

  // False where one cannot be read, which was told.
  bool read_drop_ins(Node& root) {
    if (!request_.drop_ins) return true;
    bool whole = true;
    for (const auto& path : drop_ins_in(*request_.drop_ins)) {
      order_.push_back(path.string());
      const auto text = read_file(path, errors_);
      whole = whole && text.has_value();
      if (!text) continue;
      Document& piece = drop_ins_.emplace_back(parse_yaml(*text, path.string(), errors_));
      whole = whole && !piece.broken;
      if (!piece.broken) join(std::move(piece.root), root);
    }
    return whole;
  }

  void read_determinations() {
    if (draft_.determinations) {
      read_named(*draft_.determinations, "determinations", determination_file(), determinations_);
      return;
    }
    const auto enabled = [](const DeterminationFile& file) { return file.enabled; };
    read_all("determinations", determination_file(), enabled, determinations_);
    if (determinations_.empty() && errors_.empty()) nothing_to_enforce();
  }

  void read_watchlists() {
    if (draft_.watchlists) {
      read_named(*draft_.watchlists, "watchlists", watchlist_file(), watchlists_);
    } else {
      std::set<std::string> vendors;
      for (const LoadedDetermination& loaded : determinations_) {
        vendors.insert(loaded.value.determination.vendor);
      }
      const auto wanted = [&vendors](const WatchlistFile& file) {
        return vendors.count(file.list.vendor) > 0;
      };
      read_all("watchlists", watchlist_file(), wanted, watchlists_);
    }
    for (LoadedWatchlist& loaded : watchlists_) {
      NamesRequest names;
      names.folder = loaded.path.parent_path();
      names.digest_needed = must_be_signed({loaded.id, loaded.path});
      names.paths = &order_;
      read_names(loaded.value, loaded.document.root, names, errors_);
    }
    if (watchlists_.size() > rules::kMaxLists) {
      errors_.push_back(error_at({configuration_.file.get(), 0, 0},
                                 std::to_string(watchlists_.size()) + " watchlists",
                                 "at most " + std::to_string(rules::kMaxLists)));
    }
  }

  void read_inventories() {
    if (draft_.inventory.written == nullptr) return;
    inventories_.base = settings().file.parent_path();
    settings().inventory = read_inventory(*draft_.inventory.written, inventories_, errors_);
    order_.insert(order_.end(), inventories_.order.begin(), inventories_.order.end());
  }

  // To the rule that each names, or to all.
  void give_exemptions() {
    for (const rules::Exemption& exemption : settings().exemptions) {
      for (rules::Rule& rule : settings().rules) {
        if (!exemption.rule.empty() && exemption.rule != rule.name) continue;
        rule.exemptions.push_back(exemption);
      }
    }
  }

  void nothing_to_enforce() {
    std::string places;
    for (const auto& directory : request_.data_directories) {
      places += (places.empty() ? "" : ", ") + (directory / "determinations").string();
    }
    errors_.push_back(
        error_at({configuration_.file.get(), 0, 0}, "no determination that is enabled",
                 "at least one in " + (places.empty() ? "a data directory" : places)));
  }

  // What the configuration names, in its order.
  template <typename File>
  void read_named(const std::vector<Reference>& references, const std::string& folder,
                  const Kind<File>& kind, std::vector<LoadedValue<File>>& into) {
    Reader reader(errors_, nullptr);
    const Reader::Step below(reader, std::string_view(folder));
    std::set<std::string> seen;
    for (std::size_t i = 0; i < references.size(); ++i) {
      const Reader::Step step(reader, i);
      const Reference& reference = references[i];
      if (reference.text.empty()) continue;  // told already
      const std::optional<Found> found = find(reference, folder, reader);
      if (!found) continue;
      if (!seen.insert(found->id).second) {
        reader.fail(reference.at, in_quotes(reference.text), "each id once");
        continue;
      }
      keep(load_noted(*found, kind, errors_), into);
    }
  }

  // All that the data directories have and `wanted` wants. A file that cannot be read tells its
  // mistakes, because nobody can say whether it would have been wanted.
  template <typename File, typename Wanted>
  void read_all(const std::string& folder, const Kind<File>& kind, const Wanted& wanted,
                std::vector<LoadedValue<File>>& into) {
    for (const Found& found : ids_in(request_.data_directories, folder)) {
      std::vector<ConfigError> mistakes;
      auto loaded = load_noted(found, kind, mistakes);
      if (loaded && mistakes.empty() && !wanted(loaded->value)) continue;
      errors_.insert(errors_.end(), mistakes.begin(), mistakes.end());
      keep(std::move(loaded), into);
    }
  }

  template <typename File>
  std::optional<LoadedValue<File>> load_noted(const Found& found, const Kind<File>& kind,
                                              std::vector<ConfigError>& errors) {
    order_.push_back(found.path.string());
    if constexpr (std::is_same_v<File, WatchlistFile>) {
      if (must_be_signed(found)) {
        const auto accept = accept_signed(settings().watchlist_keys, errors);
        auto loaded = load_file(found, kind, errors, accept);
        refused_ = refused_ || !loaded;
        return loaded;
      }
    }
    return load_file(found, kind, errors);
  }

  [[nodiscard]] bool must_be_signed(const Found& watchlist) {
    const bool shipped =
        request_.shipped && watchlist.path.parent_path().parent_path() == *request_.shipped;
    return !settings().watchlist_keys.empty() && !shipped;
  }

  template <typename File>
  static void keep(std::optional<LoadedValue<File>> loaded, std::vector<LoadedValue<File>>& into) {
    if (loaded) into.push_back(std::move(*loaded));
  }

  std::optional<Found> find(const Reference& reference, const std::string& folder, Reader& reader) {
    const std::filesystem::path path(reference.text);
    if (reference.text.find('/') != std::string::npos || path.extension() == ".yaml") {
      // A path is meant from where it is written.
      const auto base = settings().file.parent_path();
      return Found{path.stem().string(), path.is_absolute() ? path : base / path};
    }
    std::vector<std::string> known;
    for (Found& found : ids_in(request_.data_directories, folder)) {
      if (found.id == reference.text) return std::move(found);
      known.push_back(found.id);
    }
    std::string places;
    for (const auto& directory : request_.data_directories) {
      places += (places.empty() ? "" : ", ") + (directory / folder).string();
    }
    reader.fail(reference.at, in_quotes(reference.text), "the id of a file in " + places,
                suggestion(reference.text, known));
    return std::nullopt;
  }

  // Files in the order read, then by place; what has no file last.
  std::vector<ConfigError> in_order() {
    const auto rank = [this](const ConfigError& error) {
      return std::find(order_.begin(), order_.end(), error.file) - order_.begin();
    };
    std::stable_sort(errors_.begin(), errors_.end(),
                     [&rank](const ConfigError& a, const ConfigError& b) {
                       const auto rank_a = rank(a);
                       const auto rank_b = rank(b);
                       if (rank_a != rank_b) return rank_a < rank_b;
                       return std::pair(a.line, a.column) < std::pair(b.line, b.column);
                     });
    return std::move(errors_);
  }

  // So that `cutoffd explain` can say where an entry stands.
  static void note_lines(LoadedWatchlist& loaded) {
    const Node* entries = loaded.document.root.find("entries");
    if (entries == nullptr || entries->items.size() != loaded.value.entries.size()) return;
    for (std::size_t i = 0; i < entries->items.size(); ++i) {
      loaded.value.entries[i].entry.line = entries->items[i].at.line;
    }
  }

  void hand_over() {
    if (request_.files != nullptr) request_.files->assign(order_.begin(), order_.end());
    std::vector<rules::Watchlist> lists;
    for (LoadedWatchlist& loaded : watchlists_) {
      settings().files.push_back({loaded.id, loaded.path});
      note_lines(loaded);
      lists.push_back(watchlist_of(loaded.id, std::move(loaded.value)));
    }
    settings().watchlists = std::move(lists);
    for (LoadedDetermination& loaded : determinations_) {
      settings().files.push_back({loaded.id, loaded.path});
      loaded.value.determination.id = loaded.id;
      settings().determinations.push_back(std::move(loaded.value.determination));
    }
  }

  const LoadRequest& request_;
  const std::string command_line_{kCommandLine};
  Draft draft_ = Draft::shipped();
  Document configuration_;
  std::vector<Document>
      drop_ins_;  // emptied into the configuration; positions refer to their names
  InventoryFiles inventories_;
  std::vector<LoadedDetermination> determinations_;
  std::vector<LoadedWatchlist> watchlists_;
  bool refused_ = false;            // a watchlist, for its signature
  std::vector<std::string> order_;  // of files
  std::vector<ConfigError> errors_;
};

}  // namespace

Result<Settings, std::vector<ConfigError>> load(const LoadRequest& request) {
  return Loading(request).run();
}

Result<Settings, std::vector<ConfigError>> load_configuration(const LoadRequest& request) {
  return Loading(request).configuration();
}

}  // namespace cutoffd::config
