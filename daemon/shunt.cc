#include "daemon/shunt.h"

#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

#include "capture/source/account.h"
#include "capture/source/shunt_pins.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"

namespace cutoffd {
namespace {

constexpr const char* kGroup = "cutoffd-shunt";  // systemd/sysusers.conf

ExitCode refused(const std::string& interface, const std::string& sentence) {
  tell(interface + ": " + sentence);
  return ExitCode::unavailable;
}

ExitCode say_of_shunt(const std::string& sentence) {
  Output output(STDOUT_FILENO);
  output.buffer() += sentence + '\n';
  output.flush();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

// What the configuration wants of an interface that it names; the default for others.
source::FilterChoice wanted_filter(const config::Settings& settings, const std::string& interface) {
  for (const source::LiveOptions& one : settings.interfaces) {
    if (one.interface == interface) return one.filter;
  }
  return source::FilterChoice::automatic;
}

}  // namespace

ExitCode shunt(const ShuntCommand& command) {
  const source::ShuntPlace place{command.interface, 0, source::kShuntPins};
  if (command.verb == "unpin") {
    const auto trouble = source::unpin_shunt(place);
    return trouble ? refused(command.interface, *trouble) : ExitCode::ok;
  }
  const auto loaded = load_configuration(command.configuration);
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  const source::FilterChoice wanted = wanted_filter(settings, command.interface);
  if (wanted != source::FilterChoice::automatic) {
    return say_of_shunt(command.interface + ": kernel_filter is " + std::string(name_of(wanted)) +
                        ", nothing is pinned");
  }
  const auto group = source::group_of(command.group.value_or(kGroup));
  if (command.group && !group) {
    tell("there is no group '" + *command.group + "' on this machine");
    return ExitCode::usage;
  }
  if (const auto trouble = source::pin_shunt(place, settings.track.flows, group)) {
    return refused(command.interface, *trouble);
  }
  return say_of_shunt(command.interface + ": pinned, for " +
                      (group ? "the group " + command.group.value_or(kGroup) : "root alone"));
}

}  // namespace cutoffd
