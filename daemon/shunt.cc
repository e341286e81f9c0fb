#include "daemon/shunt.h"

#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

#include "capture/source/account.h"
#include "capture/source/shunt_pins.h"
#include "capture/source/workers.h"
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

std::size_t workers_on(const config::Settings& settings, const std::string& interface) {
  for (const source::LiveOptions& one : settings.interfaces) {
    if (one.interface == interface) return source::worker_count(one);
  }
  return 1;
}

// Of as many workers as there can be.
ExitCode unpin(const std::string& interface) {
  for (unsigned worker = 0; worker < source::kMostWorkers; ++worker) {
    const auto trouble = source::unpin_shunt({interface, worker, source::kShuntPins});
    if (trouble) return refused(interface, *trouble);
  }
  return ExitCode::ok;
}

}  // namespace

ExitCode shunt(const ShuntCommand& command) {
  if (command.verb == "unpin") return unpin(command.interface);
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
  const std::size_t workers = workers_on(settings, command.interface);
  for (unsigned worker = 0; worker < workers; ++worker) {
    const source::ShuntPlace place{command.interface, worker, source::kShuntPins};
    if (const auto trouble = source::pin_shunt(place, settings.track.flows, group)) {
      return refused(command.interface, *trouble);
    }
  }
  return say_of_shunt(command.interface + ": pinned, for " +
                      (group ? "the group " + command.group.value_or(kGroup) : "root alone"));
}

}  // namespace cutoffd
