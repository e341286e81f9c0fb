#include "daemon/command_line_explain.h"

#include "core/time.h"
#include "daemon/command_line_watchlist.h"

namespace cutoffd {
namespace {

constexpr const char* kExplainExamples =
    "Says why a name, a device or an incident matched or did not: which entry of which watchlist\n"
    "and its source, which rules, which proofs, and what would change it. A name needs no\n"
    "ledger.\n\n"
    "Examples:\n"
    "  cutoffd explain s07.upd.vendor.example   a name, by the configuration\n"
    "  cutoffd explain 10.20.30.40              a device: address, MAC, id or name\n"
    "  cutoffd explain 3f2a90c1d4e5f607 --json  an incident, for programs";

constexpr const char* kReloadExamples =
    "Asks the running daemon to load its files anew, as SIGHUP does, and says what changed or why\n"
    "it was refused. A watchlist that loses more than half of its entries is taken with --force\n"
    "only.\n\n"
    "Examples:\n"
    "  cutoffd check && cutoffd reload\n"
    "  cutoffd reload --force                   the list is meant to be so short";

constexpr const char* kReportExamples =
    "One paper for an auditor, from the ledger: what was seen and how much could be seen, which\n"
    "devices contacted what and with what proof, what is exempt, what was decided. The same "
    "ledger\n"
    "and configuration give the same report, byte for byte. Reads while the daemon runs.\n\n"
    "Examples:\n"
    "  cutoffd report --format html > report.html     to print, or to send\n"
    "  cutoffd report --from 2025-01-01T00:00:00Z --to 2025-04-01T00:00:00Z --format json > "
    "q1.json\n"
    "  cutoffd report --since q1.json                 and what changed";

// An instant as the configuration wants it.
const CLI::Validator kInstant(
    [](std::string& text) {
      return parse_rfc3339(text) ? std::string()
                                 : "must be an instant with a zone, such as 2025-01-31T00:00:00Z";
    },
    "");

void add_state(CLI::App& app, std::optional<std::filesystem::path>& state) {
  app.add_option("--state", state, "state directory (default: the configuration's)")
      ->type_name("DIR");
}

}  // namespace

void add_explain(CLI::App& app, ExplainCommand& command) {
  auto* sub = app.add_subcommand("explain", "why a name, a device or an incident is judged so");
  sub->footer(kExplainExamples);
  sub->add_option("what", command.what, "a domain name, a device or an incident's id")
      ->type_name("NAME|DEVICE|INCIDENT")
      ->required();
  add_configuration(*sub, command.configuration);
  add_state(*sub, command.state);
  sub->add_flag("--json", command.json, "one JSON line for each");
}

void add_report(CLI::App& app, ReportCommand& command) {
  auto* sub = app.add_subcommand("report", "one paper for an auditor, from the ledger");
  sub->footer(kReportExamples);
  add_configuration(*sub, command.configuration);
  add_state(*sub, command.state);
  sub->add_option("--from", command.from, "from when on (default: all that is known)")
      ->check(kInstant)
      ->type_name("INSTANT");
  sub->add_option("--to", command.to, "up to when (default: all that is known)")
      ->check(kInstant)
      ->type_name("INSTANT");
  sub->add_option("--format", command.format, "text, json, csv (the devices alone) or html")
      ->check(CLI::IsMember({"text", "json", "csv", "html"}))
      ->capture_default_str();
  sub->add_option("--since", command.since, "an earlier report in JSON: say what changed")
      ->type_name("FILE");
}

void add_reload(CLI::App& app, ReloadCommand& command) {
  auto* sub = app.add_subcommand("reload", "let the running daemon load its files anew");
  sub->footer(kReloadExamples);
  add_configuration(*sub, command.configuration);
  add_state(*sub, command.state);
  sub->add_flag("--force", command.force, "take a watchlist that lost most of its entries");
}

}  // namespace cutoffd
