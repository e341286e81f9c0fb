#include "daemon/watchlist_files.h"

#include <unistd.h>

#include "config/change.h"
#include "config/load.h"
#include "config/signed_file.h"
#include "daemon/data_directories.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"
#include "daemon/whole_file.h"

namespace cutoffd {
namespace {

namespace fs = std::filesystem;
using config::CheckedWatchlist;
using config::PublicKey;
using Keys = std::vector<PublicKey>;

std::variant<std::string, ExitCode> read_or_say(const fs::path& path) {
  std::vector<config::ConfigError> errors;
  auto text = config::read_file(path, errors);
  if (!text) return tell_mistakes(errors);
  return std::move(*text);
}

// The key of the command line, itself or as a file, before those of the configuration.
std::variant<Keys, ExitCode> keys_of(const WatchlistFilesCommand& command) {
  if (!command.key) {
    auto settings = load_configuration(command.configuration);
    if (const auto* code = std::get_if<ExitCode>(&settings)) return *code;
    return std::get<config::Settings>(settings).watchlist_keys;
  }
  auto key = config::parse_public_key(*command.key);
  if (!key) {
    auto text = read_or_say(*command.key);
    if (const auto* code = std::get_if<ExitCode>(&text)) return *code;
    key = config::parse_public_key(std::get<std::string>(text));
  }
  if (key) return Keys{*key};
  tell(*command.key + ": neither a public key of minisign's nor a file that holds one");
  return ExitCode::usage;
}

// A mistake in a list, or a signature that is not one, is data and not configuration here.
std::variant<CheckedWatchlist, ExitCode> checked(const fs::path& file, const Keys& keys,
                                                 bool to_sign = false) {
  auto loaded = config::load_watchlist(file, keys, to_sign);
  if (loaded) return std::move(*loaded);
  const ExitCode code = tell_mistakes(loaded.error());
  return code == ExitCode::no_input ? code : ExitCode::bad_data;
}

std::string description(const fs::path& file, const CheckedWatchlist& checked) {
  const rules::Watchlist& list = checked.list;
  std::string out = file.string() + ": " + std::to_string(list.entries.size()) + " entries of " +
                    list.vendor + ", dated " + list.date;
  if (!checked.signature) return out + "; signature not verified, since no key is given";
  return out + "; signed by " + checked.signature->key + ": " + checked.signature->comment;
}

ExitCode say(const std::string& text) {
  Output output(STDOUT_FILENO);
  output.buffer() += text;
  output.flush();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

ExitCode verify(const WatchlistFilesCommand& command) {
  const auto keys = keys_of(command);
  if (const auto* code = std::get_if<ExitCode>(&keys)) return *code;
  ExitCode worst = ExitCode::ok;
  std::string out;
  for (const fs::path& file : command.files) {
    const auto list = checked(file, std::get<Keys>(keys));
    if (const auto* code = std::get_if<ExitCode>(&list)) {
      worst = *code;
    } else {
      out += description(file, std::get<CheckedWatchlist>(list)) + "\n";
    }
  }
  const ExitCode said = say(out);
  return said == ExitCode::ok ? worst : said;
}

ExitCode diff(const WatchlistFilesCommand& command) {
  std::vector<rules::Watchlist> lists;
  for (const fs::path& file : command.files) {
    auto list = checked(file, {});
    if (const auto* code = std::get_if<ExitCode>(&list)) return *code;
    lists.push_back(std::move(std::get<CheckedWatchlist>(list).list));
  }
  return say(watchlist_difference(lists.front(), lists.back()));
}

ExitCode sign(const WatchlistFilesCommand& command) {
  const auto secret = read_or_say(*command.secret);
  if (const auto* code = std::get_if<ExitCode>(&secret)) return *code;
  const auto open = config::public_key_of(std::get<std::string>(secret));
  if (!open) {
    tell(command.secret->string() + ": " + open.error());
    return ExitCode::bad_data;
  }
  for (const fs::path& file : command.files) {
    // What has mistakes is not worth a signature.
    const auto list = checked(file, {}, true);
    if (const auto* code = std::get_if<ExitCode>(&list)) return *code;
    const auto& taken = std::get<CheckedWatchlist>(list);
    const std::string comment = taken.list.id + " of " + taken.list.date + ", " +
                                std::to_string(taken.list.entries.size()) + " entries";
    const auto made = config::sign(taken.text, std::get<std::string>(secret), comment);
    if (!made) {
      tell(file.string() + ": " + made.error());
      return ExitCode::internal;
    }
    const auto trouble = write_whole(config::signature_path(file), *made);
    if (trouble) {
      tell(*trouble);
      return ExitCode::cannot_create;
    }
  }
  return say("watchlist_keys: [" + config::text_of(*open) + "]\n");
}

// Why the new list must not take the place of the old one; empty where it may.
std::string objection(const rules::Watchlist& old, const rules::Watchlist& fresh) {
  if (old.vendor != fresh.vendor) {
    return "it is of " + fresh.vendor + " and the list in place is of " + old.vendor;
  }
  if (fresh.date < old.date) {
    return "it is dated " + fresh.date + " and the list in place " + old.date;
  }
  config::Reloadable before;
  config::Reloadable after;
  before.watchlists = {&old, 1};
  after.watchlists = {&fresh, 1};
  return config::change_of(before, after).refusal();
}

// The list of this id that is in place: the operator's, else the shipped one.
std::optional<rules::Watchlist> in_place(const fs::path& folder, const std::string& name) {
  std::vector<fs::path> places{folder / name};
  if (const auto shipped = shipped_directory()) places.push_back(*shipped / "watchlists" / name);
  for (const fs::path& place : places) {
    auto loaded = config::load_watchlist(place, {});
    if (loaded) return std::move(loaded->list);
  }
  return std::nullopt;
}

// A file of names beside the lists, as it is now; empty where there is none.
std::string names_now(const fs::path& file) {
  std::vector<config::ConfigError> absent;
  return config::read_file(file, absent).value_or("");
}

// The list in place may speak of a file of the same name, and must go on working until the new list
// is there: so none is written over.
std::string names_in_the_way(const fs::path& folder, const CheckedWatchlist& fresh) {
  for (const auto& [file, text] : fresh.names) {
    const std::string now = names_now(folder / file);
    if (now.empty() || now == text) continue;
    return file +
           " is in place with other names; each version's file of names needs a name of its own";
  }
  return "";
}

// What it speaks of first. The signature before the list: between the two the old list does not fit
// it, and a reload would be refused.
std::optional<std::string> put_in_place(const fs::path& place, const CheckedWatchlist& fresh) {
  for (const auto& [file, text] : fresh.names) {
    if (auto trouble = write_whole(place.parent_path() / file, text)) return trouble;
  }
  if (!fresh.signature_text.empty()) {
    auto trouble = write_whole(config::signature_path(place), fresh.signature_text);
    if (trouble) return trouble;
  }
  return write_whole(place, fresh.text);
}

ExitCode update(const WatchlistFilesCommand& command) {
  const auto keys = keys_of(command);
  if (const auto* code = std::get_if<ExitCode>(&keys)) return *code;
  const fs::path& file = command.files.front();
  const auto list = checked(file, std::get<Keys>(keys));
  if (const auto* code = std::get_if<ExitCode>(&list)) return *code;
  const auto& fresh = std::get<CheckedWatchlist>(list);

  const fs::path folder = command.into.value_or(operators_watchlists());
  const fs::path place = folder / file.filename();
  const auto old = in_place(folder, file.filename().string());
  std::string why = old && !command.force ? objection(*old, fresh.list) : "";
  if (why.empty() && !command.force) why = names_in_the_way(folder, fresh);
  if (!why.empty()) {
    tell(file.string() + " is not taken: " + why + "; if that is meant: --force");
    return ExitCode::bad_data;
  }
  if (const auto trouble = put_in_place(place, fresh)) {
    tell(*trouble);
    return ExitCode::cannot_create;
  }
  return say((old ? watchlist_difference(*old, fresh.list) : "") + description(place, fresh) +
             "\nin place; the daemon takes it with: cutoffd reload\n");
}

}  // namespace

ExitCode watchlist_files(const WatchlistFilesCommand& command) {
  if (command.verb == "verify") return verify(command);
  if (command.verb == "diff") return diff(command);
  if (command.verb == "sign") return sign(command);
  return update(command);
}

}  // namespace cutoffd
