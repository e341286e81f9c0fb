#include "daemon/watchlist_export.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <unistd.h>

#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"
#include "daemon/version.h"
#include "daemon/watchlist_export_text.h"

namespace cutoffd {
namespace {

using Loaded = std::variant<config::Settings, ExitCode>;

// A list that is not in use is read beside those that are.
Loaded settings_for(const WatchlistExportCommand& command) {
  Loaded loaded = load_settings(command.configuration, {});
  auto* settings = std::get_if<config::Settings>(&loaded);
  if (settings == nullptr || !command.watchlist) return loaded;
  std::vector<std::string> ids;
  for (const rules::Watchlist& list : settings->watchlists) {
    if (list.id == *command.watchlist) return loaded;
    ids.push_back(list.id);
  }
  ids.push_back(*command.watchlist);
  return load_settings(command.configuration, {{"watchlists", std::move(ids)}});
}

// A slip in a service's name would export nothing, and nobody would notice.
std::vector<std::string> unknown_services(const rules::RuleSet& rules,
                                          const ExportSelection& selection) {
  std::vector<std::string> unknown;
  for (const std::string& service : selection.services) {
    const bool known =
        std::any_of(rules.lists().begin(), rules.lists().end(), [&](const rules::Watchlist& list) {
          return (!selection.list || *selection.list == list.id) &&
                 std::any_of(list.entries.begin(), list.entries.end(),
                             [&service](const auto& entry) { return entry.service == service; });
        });
    if (!known) unknown.push_back(service);
  }
  return unknown;
}

std::string counted(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what;
}

// What the file is, in lines without their comment sign.
std::vector<std::string> head(const ExportPlan& plan, const ExportTarget& target) {
  std::vector<std::string> lines;
  lines.push_back("cutoffd " + std::string(version()) + ": watchlist export --to " +
                  std::string(target.word));
  lines.push_back(std::string(target.use));
  for (const ExportList& list : plan.lists) {
    lines.push_back("watchlist " + list.list->id + " (" + list.list->title + ") " +
                    list.list->version + ", reviewed " + list.list->date +
                    "; left out: " + counted(list.other_services, "entries of other services, ") +
                    counted(list.inferred, "merely inferred, ") +
                    counted(list.other_marks, "that are neither name nor address"));
  }
  lines.insert(lines.end(), plan.cutoffs.begin(), plan.cutoffs.end());
  return lines;
}

ExitCode write_list(const WatchlistExportCommand& command, const std::string& text) {
  int descriptor = STDOUT_FILENO;
  if (command.output) {
    descriptor =
        open(command.output->c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
    if (descriptor < 0) {
      tell(command.output->string() + ": cannot be written");
      return ExitCode::cannot_create;
    }
  }
  Output output(descriptor);
  output.buffer() += text;
  output.flush();
  if (command.output && close(descriptor) != 0) return ExitCode::io;
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

}  // namespace

std::vector<std::string> export_warnings(const ExportPlan& plan, const ExportBody& body) {
  std::vector<std::string> warnings = body.warnings;
  for (const ExportList& list : plan.lists) {
    for (const std::string& family : list.too_many) {
      warnings.push_back("more than " + std::to_string(kMaxFamily) + " names; left out: " + family);
    }
  }
  return warnings;
}

std::string export_text(const ExportPlan& plan, const ExportTarget& target,
                        const ExportBody& body) {
  if (target.comment.empty()) return body.text;
  std::string out;
  const auto comment = [&](const std::string& line) {
    out += target.comment;
    out += ' ' + on_one_line(line) + '\n';
  };
  for (const std::string& line : head(plan, target)) comment(line);
  for (const std::string& warning : export_warnings(plan, body)) comment("WARNING: " + warning);
  return out + body.text;
}

ExitCode export_watchlist(const WatchlistExportCommand& command) {
  const Loaded loaded = settings_for(command);
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  const rules::RuleSet rules(settings.watchlists, settings.determinations, settings.rules);
  const ExportSelection selection{command.services, command.all, command.watchlist};

  const auto unknown = unknown_services(rules, selection);
  for (const std::string& service : unknown) tell("no list has a service '" + service + "'");
  if (!unknown.empty()) return ExitCode::usage;

  const ExportPlan plan = plan_export(rules, selection);
  if (plan.empty()) {
    tell(
        "nothing to export: no determination in use prohibits a service of the list; name "
        "services with --service, or take --all");
    return ExitCode::usage;
  }
  const ExportTarget* target = find_export_target(command.target);  // the command line checked it
  const ExportBody body = target->write(plan);
  const ExitCode code = write_list(command, export_text(plan, *target, body));
  if (target->comment.empty()) {
    for (const std::string& line : head(plan, *target)) tell(line);
  }
  for (const std::string& warning : export_warnings(plan, body)) tell("warning: " + warning);
  return code;
}

}  // namespace cutoffd
