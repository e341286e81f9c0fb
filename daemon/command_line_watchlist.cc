#include "daemon/command_line_watchlist.h"

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "daemon/watchlist_export_targets.h"

namespace cutoffd {
namespace {

constexpr const char* kWatchlistExamples =
    "Examples:\n"
    "  cutoffd watchlist export --to unbound     see cutoffd watchlist export --help";

constexpr const char* kExportExamples =
    "Writes the names that the determinations in use prohibit in another program's own form,\n"
    "label by label: names that merely look alike never match. What the program cannot express\n"
    "is told on standard error and in the file.\n\n"
    "Examples:\n"
    "  cutoffd watchlist export --to rpz -o /etc/bind/rpz.cutoffd\n"
    "  cutoffd watchlist export --to suricata --service update --service telemetry\n"
    "  cutoffd watchlist export --to hosts --watchlist example-own --all\n\n"
    "Targets and what each can express: docs/watchlists.md.";

}  // namespace

void add_watchlist(CLI::App& app, WatchlistExportCommand& command) {
  auto* watchlist = app.add_subcommand("watchlist", "use the watchlists elsewhere");
  watchlist->footer(kWatchlistExamples);
  watchlist->require_subcommand(1);
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
