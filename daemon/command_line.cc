#include "daemon/command_line.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "daemon/command_line_explain.h"
#include "daemon/command_line_incident.h"
#include "daemon/command_line_setup.h"
#include "daemon/command_line_shunt.h"
#include "daemon/command_line_test.h"
#include "daemon/command_line_watchlist.h"
#include "daemon/command_mistake.h"
#include "daemon/message.h"
#include "daemon/version.h"

namespace cutoffd {
namespace {

constexpr const char* kAbout =
    "cutoffd tells which devices on a network still call home to a vendor after the date from\n"
    "which that vendor may no longer serve them. It is passive: it blocks nothing, stores no\n"
    "payload and contacts nobody but the collectors that you name.";

constexpr const char* kExamples =
    "Examples:\n"
    "  cutoffd replay office.pcap            judge a capture, print alerts and a summary\n"
    "  cutoffd observe --json office.pcap    every name in it, one JSON line each\n"
    "  cutoffd run -i eth1                   watch a mirror port\n"
    "  cutoffd setup                         look at the network, write a configuration\n"
    "  cutoffd status                        what does the running daemon see?\n"
    "  cutoffd check                         is my configuration right?\n"
    "Each command explains itself: cutoffd COMMAND --help";

constexpr const char* kObserveExamples =
    "Prints every name that the packets carry, judged or not, one line each, in packet order.\n\n"
    "Examples:\n"
    "  cutoffd observe trace.pcap                  for people\n"
    "  cutoffd observe --json a.pcap b.pcapng.gz   for programs; each line bears its file\n"
    "  cutoffd observe captures/                   all captures in a directory, and a summary\n"
    "  tcpdump -i eth1 -w - | cutoffd observe -    standard input\n"
    "  cutoffd observe -i eth1                     live, until interrupted\n\n"
    "A damaged file gives what is whole in it, a message and exit code 65; the other files are\n"
    "read all the same. The JSON keys are described in docs/observe.md.";

constexpr const char* kReplayExamples =
    "Judges captures as if they happened now: time is the packets'. Alerts go to standard\n"
    "output, progress and a summary to standard error.\n\n"
    "Examples:\n"
    "  cutoffd replay office.pcap                     alerts for people\n"
    "  cutoffd replay --format json mon.pcap tue.pcap one history of two files\n"
    "  cutoffd replay --state ./state mon.pcap        keep a ledger; a second replay of the same\n"
    "                                                 file tells nothing again\n"
    "  cutoffd replay --exit-code x.pcap || echo look exit code: 0 clean, 1 found, 2 "
    "inconclusive\n\n"
    "Exit codes otherwise: 65 a damaged capture, 66 a missing one, 78 a configuration error.";

constexpr const char* kRunExamples =
    "Watches interfaces until SIGINT or SIGTERM, in the foreground. SIGHUP reloads watchlists,\n"
    "determinations and rules; a mistake in them leaves the old ones working.\n\n"
    "Examples:\n"
    "  cutoffd run -i eth1                  one mirror port, alerts to standard output\n"
    "  cutoffd run -i eth1 -i eth2          two\n"
    "  cutoffd run -c /etc/cutoffd/cutoffd.yaml\n"
    "  sudo cutoffd run -i eth1 --user cutoffd   as that account once eth1 is open\n\n"
    "It needs the right to capture: run it as root, best with --user, or once:\n"
    "  setcap cap_net_raw+ep /usr/bin/cutoffd\n\n"
    "Once it runs it has closed every file to itself but configuration and state. A reload that\n"
    "names another place says so: that waits for the next start.";

constexpr const char* kCheckExamples =
    "Loads configuration, watchlists and determinations and prints every effective setting with\n"
    "its origin, or every mistake with file, line and column.\n\n"
    "Examples:\n"
    "  cutoffd check\n"
    "  cutoffd check --quiet                only mistakes, as the service does before it starts\n"
    "  cutoffd check -c ./cutoffd.yaml && systemctl reload cutoffd";

constexpr const char* kDevicesExamples =
    "Prints the ledger: which device contacted which service, before and after the cutoff.\n\n"
    "Examples:\n"
    "  cutoffd devices                      of the running daemon's state directory\n"
    "  cutoffd devices --state ./state --json";

constexpr const char* kStatusExamples =
    "Asks the running daemon by its control socket: what it sees, how much of it, whether a "
    "network\n"
    "without incidents may be called clean, and how far each sink is.\n\n"
    "Examples:\n"
    "  cutoffd status                       of the service, by its configuration\n"
    "  cutoffd status --state ./state       of one that runs with another state directory\n"
    "  cutoffd status --json | jq .verdict  for programs; docs/control.md has the keys\n"
    "  cutoffd status --exit-code           exit code: 0 clean, 1 found, 2 inconclusive\n\n"
    "Exit codes otherwise: 69 no daemon answers, 77 you may not ask it.";

void add_observe(CLI::App& app, ObserveCommand& command) {
  auto* sub = app.add_subcommand("observe", "print every name seen");
  sub->footer(kObserveExamples);
  auto* inputs = sub->add_option("input", command.inputs,
                                 "capture files, directories, or - for standard input")
                     ->type_name("FILE");
  auto* interface = sub->add_option("-i,--interface", command.interface, "capture live instead")
                        ->type_name("IFACE");
  inputs->excludes(interface);
  auto* json = sub->add_flag("--json", command.json, "JSON lines");
  sub->add_flag("--text", command.text, "aligned text (the default)")->excludes(json);
  sub->add_flag("--summary", command.summary, "counts by kind on standard error at the end");
}

void add_replay(CLI::App& app, ReplayCommand& command) {
  auto* sub = app.add_subcommand("replay", "judge captures in packet time");
  sub->footer(kReplayExamples);
  sub->add_option("input", command.inputs, "capture files, directories, or - for standard input")
      ->type_name("FILE")
      ->required();
  add_configuration(*sub, command.configuration);
  sub->add_option("--state", command.state, "keep the ledger here (default: none is kept)")
      ->type_name("DIR");
  sub->add_option("--format", command.format, "of the alerts")
      ->check(CLI::IsMember({"text", "json", "rfc5424", "rfc3164", "eve", "ecs", "cef", "leef"}))
      ->capture_default_str();
  sub->add_option("--coverage", command.coverage, "write the coverage verdict as JSON")
      ->type_name("FILE");
  sub->add_flag("--exit-code", command.exit_code, "0 clean, 1 found, 2 inconclusive");
}

void add_run(CLI::App& app, RunCommand& command) {
  auto* sub = app.add_subcommand("run", "watch interfaces: the daemon, in the foreground");
  sub->footer(kRunExamples);
  add_configuration(*sub, command.configuration);
  sub->add_option("-i,--interface", command.interfaces, "interface to watch; may be repeated")
      ->type_name("IFACE");
  sub->add_option("--state", command.state, "state directory (default: the configuration's)")
      ->type_name("DIR");
  sub->add_option("--sensor", command.sensor, "this sensor's name (default: the configuration's)")
      ->type_name("NAME");
  sub->add_option("--user", command.user,
                  "started as root: go on as this account, without root's power")
      ->type_name("NAME");
}

void add_check(CLI::App& app, CheckCommand& command) {
  auto* sub = app.add_subcommand("check", "is the configuration right?");
  sub->footer(kCheckExamples);
  add_configuration(*sub, command.configuration);
  sub->add_flag("-q,--quiet", command.quiet, "say nothing but mistakes");
}

void add_devices(CLI::App& app, DevicesCommand& command) {
  auto* sub = app.add_subcommand("devices", "the ledger as a table");
  sub->footer(kDevicesExamples);
  add_configuration(*sub, command.configuration);
  sub->add_option("--state", command.state, "state directory (default: the configuration's)")
      ->type_name("DIR");
  sub->add_flag("--json", command.json, "one JSON line per device and service");
}

void add_status(CLI::App& app, StatusCommand& command) {
  auto* sub = app.add_subcommand("status", "what the running daemon sees");
  sub->footer(kStatusExamples);
  add_configuration(*sub, command.configuration);
  sub->add_option("--state", command.state, "state directory (default: the configuration's)")
      ->type_name("DIR");
  sub->add_flag("--json", command.json, "one JSON object");
  sub->add_flag("--exit-code", command.exit_code, "0 clean, 1 found, 2 inconclusive");
}

}  // namespace

void add_configuration(CLI::App& app, ConfigurationChoice& choice) {
  app.add_option("-c,--config", choice.config,
                 "configuration file (default: /etc/cutoffd/cutoffd.yaml if there, else built-in)")
      ->type_name("FILE");
}

std::variant<Command, ExitCode> read_command_line(int argc, const char* const* argv) {
  CLI::App app(kAbout, "cutoffd");
  app.footer(kExamples);
  app.set_version_flag("--version", "cutoffd " + std::string(version()));
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);

  ObserveCommand observe;
  ReplayCommand replay;
  RunCommand run;
  CheckCommand check;
  DevicesCommand devices;
  StatusCommand status;
  ExplainCommand explain;
  add_observe(app, observe);
  add_replay(app, replay);
  add_run(app, run);
  add_check(app, check);
  add_devices(app, devices);
  WatchlistExportCommand watchlist_export;
  WatchlistFilesCommand watchlist_files;
  add_watchlist(app, watchlist_export, watchlist_files);
  IncidentCommand incident;
  SinkTestCommand sink_test;
  SelfTestCommand self_test;
  add_incident(app, incident);
  add_sink_test(app, sink_test);
  add_self_test(app, self_test);
  add_status(app, status);
  add_explain(app, explain);
  ReloadCommand reload;
  add_reload(app, reload);
  ReportCommand report;
  add_report(app, report);
  SetupCommand setup;
  add_setup(app, setup);
  ShuntCommand shunt;
  add_shunt(app, shunt);

  try {
    app.parse(argc, argv);
    if (app.got_subcommand("observe") && observe.inputs.empty() && !observe.interface) {
      throw CLI::ParseError("observe needs a capture file, a directory, - or -i IFACE",
                            CLI::ExitCodes::RequiredError);
    }
  } catch (const CLI::ParseError& answer) {
    if (const auto mistake = command_mistake(app, argc, argv)) {
      tell(*mistake);
      return ExitCode::usage;
    }
    // CLI11 prints help and version to standard output, mistakes to standard error.
    return app.exit(answer) == 0 ? ExitCode::ok : ExitCode::usage;
  }

  if (app.got_subcommand("observe")) return Command{observe};
  if (app.got_subcommand("replay")) return Command{replay};
  if (app.got_subcommand("run")) return Command{run};
  if (app.got_subcommand("check")) return Command{check};
  if (app.got_subcommand("watchlist")) {
    return watchlist_files.verb.empty() ? Command{watchlist_export} : Command{watchlist_files};
  }
  if (app.got_subcommand("incident") || app.got_subcommand("device")) return Command{incident};
  if (app.got_subcommand("sink")) return Command{sink_test};
  if (app.got_subcommand("selftest")) return Command{self_test};
  if (app.got_subcommand("status")) return Command{status};
  if (app.got_subcommand("explain")) return Command{explain};
  if (app.got_subcommand("reload")) return Command{reload};
  if (app.got_subcommand("report")) return Command{report};
  if (app.got_subcommand("setup")) return Command{setup};
  if (app.got_subcommand("shunt")) return Command{shunt};
  return Command{devices};
}

}  // namespace cutoffd
