#include "daemon/command_line_watchlist.h"

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "daemon/watchlist_export_targets.h"

namespace cutoffd {
namespace {

constexpr const char* kWatchlistExamples =
    "Examples:\n"
    "  cutoffd watchlist export --to unbound     for another program\n"
    "  cutoffd watchlist update acme.yaml        a newer list, if it is right\n"
    "Each explains itself: cutoffd watchlist export --help";

constexpr const char* kExportExamples =
    "Writes the names that the determinations in use prohibit in another program's own form,\n"
    "label by label: names that merely look alike never match. What the program cannot express\n"
    "is told on standard error and in the file.\n\n"
    "Examples:\n"
    "  cutoffd watchlist export --to rpz -o /etc/bind/rpz.cutoffd\n"
    "  cutoffd watchlist export --to suricata --service update --service telemetry\n"
    "  cutoffd watchlist export --to hosts --watchlist example-own --all\n\n"
    "Targets and what each can express: docs/watchlists.md.";

constexpr const char* kVerifyExamples =
    "Says whether lists can be read and are signed by a key that is trusted: of the\n"
    "configuration's watchlist_keys, or --key. Without any key the signature is not looked at.\n\n"
    "Examples:\n"
    "  cutoffd watchlist verify acme.yaml\n"
    "  cutoffd watchlist verify --key minisign.pub acme.yaml\n\n"
    "Exit codes: 65 a signature that does not fit or a list with mistakes, 66 no such file.";

constexpr const char* kDiffExamples =
    "Prints what the second list has more (+), less (-) and otherwise (~), an entry a line.\n\n"
    "Examples:\n"
    "  cutoffd watchlist diff /usr/share/cutoffd/watchlists/acme.yaml acme.yaml";

constexpr const char* kSignExamples =
    "Writes LIST.minisig beside each list, as minisign does, and prints the line of the\n"
    "configuration that trusts the key.\n\n"
    "Examples:\n"
    "  openssl genpkey -algorithm ed25519 -out lists.key\n"
    "  cutoffd watchlist sign --secret-key lists.key acme.yaml\n\n"
    "A key without a password that minisign made (minisign -G -W) works too.";

constexpr const char* kUpdateExamples =
    "Puts a list in the place of the one with the same file name, if it is signed by a key that\n"
    "is trusted, has no mistake, is of the same vendor, no older, and not less than half as\n"
    "long. Otherwise it says why, and the old one stays as it is. Contacts nobody: the file and\n"
    "its .minisig come as you like.\n\n"
    "Examples:\n"
    "  cutoffd watchlist update acme.yaml && cutoffd reload\n"
    "  cutoffd watchlist update --force acme.yaml    although older or much shorter\n\n"
    "Exit codes: 65 not taken, 66 no such file, 73 it could not be written.";

// One that takes files; which verb was said is known from what was parsed.
CLI::App* add_files(CLI::App& watchlist, const std::string& verb, const std::string& about,
                    const char* examples, WatchlistFilesCommand& command) {
  auto* sub = watchlist.add_subcommand(verb, about);
  sub->footer(examples);
  sub->final_callback([&command, verb] { command.verb = verb; });
  return sub;
}

void add_key(CLI::App& sub, WatchlistFilesCommand& command) {
  add_configuration(sub, command.configuration);
  sub.add_option("--key", command.key,
                 "trust this public key, or the one in this file, and not the configuration's")
      ->type_name("KEY");
}

void add_file_commands(CLI::App& watchlist, WatchlistFilesCommand& command) {
  auto* verify =
      add_files(watchlist, "verify", "is it signed, and right?", kVerifyExamples, command);
  verify->add_option("list", command.files, "watchlists")->type_name("FILE")->required();
  add_key(*verify, command);

  auto* diff = add_files(watchlist, "diff", "what another list changes", kDiffExamples, command);
  diff->add_option("lists", command.files, "the old and the new one")
      ->type_name("FILE")
      ->required()
      ->expected(2);

  auto* sign = add_files(watchlist, "sign", "sign lists", kSignExamples, command);
  sign->add_option("list", command.files, "watchlists")->type_name("FILE")->required();
  sign->add_option("--secret-key", command.secret, "the key to sign with")
      ->type_name("FILE")
      ->required();

  auto* update = add_files(watchlist, "update", "take a newer list", kUpdateExamples, command);
  update->add_option("list", command.files, "the new one")
      ->type_name("FILE")
      ->required()
      ->expected(1);
  add_key(*update, command);
  update->add_option("--into", command.into, "put it here (default: /etc/cutoffd/watchlists)")
      ->type_name("DIR");
  update->add_flag("--force", command.force,
                   "although it is older, much shorter or of another vendor");
}

}  // namespace

void add_watchlist(CLI::App& app, WatchlistExportCommand& command, WatchlistFilesCommand& files) {
  auto* watchlist = app.add_subcommand("watchlist", "watchlists as files, and for other programs");
  watchlist->footer(kWatchlistExamples);
  watchlist->require_subcommand(1);
  add_file_commands(*watchlist, files);
  auto* sub = watchlist->add_subcommand("export", "for another program");
  sub->footer(kExportExamples);
  std::vector<std::string> words;
  for (const ExportTarget& target : export_targets()) words.emplace_back(target.word);
  sub->add_option("--to", command.target, "the program")
      ->check(CLI::IsMember(words))
      ->type_name("PROGRAM")
      ->required();
  add_configuration(*sub, command.configuration);
  auto* services = sub->add_option("--service", command.services,
                                   "this service instead of what is prohibited; may be repeated")
                       ->type_name("SERVICE");
  sub->add_flag("--all", command.all, "every service, and entries that are merely inferred")
      ->excludes(services);
  sub->add_option("--watchlist", command.watchlist, "this list only, in use or not")
      ->type_name("ID");
  sub->add_option("-o,--output", command.output, "write here (default: standard output)")
      ->type_name("FILE");
}

}  // namespace cutoffd
