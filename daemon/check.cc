#include "daemon/check.h"

#include <unistd.h>

#include "capture/source/shunt_pins.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"
#include "rules/ledger.h"
#include "rules/tap_advice.h"

namespace cutoffd {
namespace {

// Where the sensor should rather stand, if there is a ledger that can be read.
void append_advice(std::string& out, const config::Settings& settings) {
  try {
    const auto ledger = rules::Ledger::open(settings.state, rules::Ledger::Access::read_only);
    for (const std::string& line : rules::tap_advice(*ledger, settings.judge)) {
      out += "advice: " + line + "\n";
    }
  } catch (const rules::LedgerError&) {
    // No daemon has run here, or not as this user: settings can be checked without one.
  }
}

// What the daemon will find, if it is this account's.
void append_shunts(std::string& out, const config::Settings& settings) {
  for (const source::LiveOptions& one : settings.interfaces) {
    if (one.filter != source::FilterChoice::automatic) continue;
    const auto pinned =
        source::open_pinned_shunt({one.interface, 0, source::kShuntPins}, settings.track.flows);
    out += "shunt: " + one.interface + ": ";
    if (pinned) {
      out += "pinned, and this account may open it\n";
    } else if (pinned.error().empty()) {
      out += "not pinned; loaded where cutoffd may, else the classic filter\n";
    } else {
      out += pinned.error() + '\n';
    }
  }
}

}  // namespace

ExitCode check(const CheckCommand& command) {
  const auto loaded = load_settings(command.configuration, {});
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  if (command.quiet) return ExitCode::ok;
  Output output(STDOUT_FILENO);
  const auto& settings = std::get<config::Settings>(loaded);
  output.buffer() += config::effective_settings(settings);
  append_shunts(output.buffer(), settings);
  append_advice(output.buffer(), settings);
  output.flush();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

}  // namespace cutoffd
