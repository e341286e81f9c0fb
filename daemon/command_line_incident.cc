#include "daemon/command_line_incident.h"

#include "daemon/command_line_watchlist.h"

namespace cutoffd {
namespace {

constexpr const char* kIncidentExamples =
    "Shows incidents, and notes what you decide of them. Who decides is noted: your login name, "
    "or\n"
    "--who. An acknowledged incident is told again only if the evidence rises; a closed one is\n"
    "over, and a later contact opens another; an exempt one is counted and not told until the\n"
    "exemption ends, and then with its whole history.\n\n"
    "Examples:\n"
    "  cutoffd incident list\n"
    "  cutoffd incident show 1f3a                      an id may be cut short\n"
    "  cutoffd incident ack 1f3a --why \"ticket 4711\"\n"
    "  cutoffd incident exempt 1f3a --until 2025-01-31T00:00:00Z --why \"licence runs out\"\n"
    "  cutoffd incident close 1f3a --why \"uninstalled\"";

constexpr const char* kDeviceExamples =
    "Takes a device out of the ledger, with its contacts, names and incidents. What it does later\n"
    "is a stranger's.\n\n"
    "Examples:\n"
    "  cutoffd device forget 10.20.30.40 --why \"sold\"\n"
    "  cutoffd device forget mac:02:5a:17:00:00:17";

void add_place(CLI::App& sub, IncidentCommand& command) {
  add_configuration(sub, command.configuration);
  sub.add_option("--state", command.state, "state directory (default: the configuration's)")
      ->type_name("DIR");
}

CLI::App* add_reading(CLI::App& parent, const std::string& verb, const std::string& help,
                      IncidentCommand& command) {
  auto* sub = parent.add_subcommand(verb, help);
  add_place(*sub, command);
  sub->add_flag("--json", command.json, "one JSON line per incident");
  sub->callback([&command, verb] { command.verb = verb; });
  return sub;
}

CLI::App* add_decision(CLI::App& parent, const std::string& verb, const std::string& help,
                       IncidentCommand& command) {
  auto* sub = parent.add_subcommand(verb, help);
  add_place(*sub, command);
  sub->add_option("--who", command.who, "who decides (default: the login name)")->type_name("NAME");
  sub->add_option("--why", command.why, "the reason, for those who read it later")
      ->type_name("TEXT");
  sub->callback([&command, verb] { command.verb = verb; });
  return sub;
}

void add_id(CLI::App* sub, IncidentCommand& command, const char* what) {
  sub->add_option("id", command.id, what)->required()->type_name("ID");
}

}  // namespace

void add_incident(CLI::App& app, IncidentCommand& command) {
  auto* incident = app.add_subcommand("incident", "show incidents, and decide of them");
  incident->footer(kIncidentExamples);
  incident->require_subcommand(1);
  add_reading(*incident, "list", "all that are not over", command)
      ->add_flag("--all", command.all, "those that are over too");
  add_id(add_reading(*incident, "show", "all that is known of one", command), command,
         "its id, or how that begins");
  for (const auto& [verb, help] :
       {std::pair("ack", "known: remind no more of it"), std::pair("close", "over"),
        std::pair("exempt",
                  "bear with it"
                  " for a time")}) {
    auto* sub = add_decision(*incident, verb, help, command);
    add_id(sub, command, "its id, or how that begins");
    if (std::string_view(verb) == "exempt") {
      sub->add_option("--until", command.until, "when that ends, with a zone")
          ->required()
          ->type_name("INSTANT");
    }
  }
  auto* device = app.add_subcommand("device", "what is remembered of a device");
  device->footer(kDeviceExamples);
  device->require_subcommand(1);
  add_id(add_decision(*device, "forget", "forget it and its whole history", command), command,
         "its id, MAC, address or name");
}

}  // namespace cutoffd
