#include "daemon/command_line_shunt.h"

#include <string>

#include <CLI/CLI.hpp>

#include "daemon/command_line_watchlist.h"

namespace cutoffd {
namespace {

constexpr const char* kShuntExamples =
    "Loads the kernel's shunt for one interface and pins it below /run/bpf/cutoffd, so that the\n"
    "daemon needs no right to load it. This takes CAP_BPF and Linux 5.19, and a BPF file system\n"
    "there; cutoffd-nic@INTERFACE.service does it, with run-bpf-cutoffd.mount. The table has room\n"
    "for as many flows as the configuration says. A daemon that runs keeps what it has: pin "
    "first,\n"
    "then start it.\n\n"
    "Examples:\n"
    "  systemctl enable --now cutoffd-nic@eth1   as a service\n"
    "  sudo cutoffd shunt pin eth1               by hand\n"
    "  sudo cutoffd shunt unpin eth1\n\n"
    "Exit codes: 69 the kernel, this build or a missing right stands against it; 78 the\n"
    "configuration has a mistake. `cutoffd status` says what is in force.";

void add_verb(CLI::App& parent, const std::string& verb, const std::string& help,
              ShuntCommand& command) {
  auto* sub = parent.add_subcommand(verb, help);
  sub->add_option("interface", command.interface, "as ip link shows it")
      ->type_name("IFACE")
      ->required();
  if (verb == "pin") {
    add_configuration(*sub, command.configuration);
    sub->add_option("--group", command.group,
                    "whose members may open it (default: cutoffd-shunt if there is one, else "
                    "nobody but root)")
        ->type_name("NAME");
  }
  sub->callback([&command, verb] { command.verb = verb; });
}

}  // namespace

void add_shunt(CLI::App& app, ShuntCommand& command) {
  auto* sub = app.add_subcommand("shunt", "pin the kernel's shunt for the daemon");
  sub->footer(kShuntExamples);
  sub->require_subcommand(1);
  add_verb(*sub, "pin", "load it and pin it", command);
  add_verb(*sub, "unpin", "take it away", command);
}

}  // namespace cutoffd
