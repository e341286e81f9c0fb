#include "daemon/command_line_setup.h"

#include <CLI/CLI.hpp>

namespace cutoffd {
namespace {

constexpr const char* kSetupExamples =
    "Looks at the interfaces for a minute and writes a configuration for what it saw: is this a\n"
    "mirror, a router or only my own traffic? Both directions? VLANs, tunnels? Who answers names?\n"
    "What it found and what it could not see stand in it as comments. It sends nothing, and an\n"
    "existing file stays as it is.\n\n"
    "Examples:\n"
    "  sudo cutoffd setup                     all interfaces that are up\n"
    "  sudo cutoffd setup -i eth1 -o -        one of them; print, write nothing\n"
    "  cutoffd setup --seconds 600 -i eth1    a longer look sees more\n"
    "  cutoffd setup office.pcap -o -         what does this capture show?\n\n"
    "Exit codes: 73 the file is there already or cannot be written, 69 no such interface, 77 no\n"
    "permission to capture, 65 a damaged capture, 66 a missing one.";

constexpr unsigned kLongestLook = 86'400;

}  // namespace

void add_setup(CLI::App& app, SetupCommand& command) {
  auto* sub = app.add_subcommand("setup", "look at the network, write a configuration");
  sub->footer(kSetupExamples);
  auto* inputs =
      sub->add_option("input", command.inputs, "captures to look at instead of interfaces")
          ->type_name("FILE");
  sub->add_option("-i,--interface", command.interfaces,
                  "interface to look at; may be repeated (default: all that are up)")
      ->type_name("IFACE")
      ->excludes(inputs);
  sub->add_option("--seconds", command.seconds, "how long to look")
      ->type_name("N")
      ->check(CLI::Range(1U, kLongestLook).description(""))
      ->capture_default_str();
  sub->add_option("-o,--output", command.output,
                  "write here, - for standard output (default: /etc/cutoffd/cutoffd.yaml; where a "
                  "configuration is there, conf.d/50-setup.yaml beside it)")
      ->type_name("FILE");
  sub->add_flag("--force", command.force, "replace a file that is there");
}

}  // namespace cutoffd
