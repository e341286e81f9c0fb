#include "daemon/reload.h"

#include <unistd.h>

#include "daemon/control_address.h"
#include "daemon/control_client.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"

namespace cutoffd {

ExitCode reload(const ReloadCommand& command) {
  std::vector<config::Override> overrides;
  if (command.state) overrides.push_back({"state", {command.state->string()}});
  // Files with mistakes are told here, better than the daemon could.
  const auto loaded = load_settings(command.configuration, std::move(overrides));
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto answer = ask_daemon(
      control_path(std::get<config::Settings>(loaded)),
      command.force ? R"({"request":"reload","force":true})" : R"({"request":"reload"})");
  if (!answer) {
    tell(answer.error().sentence);
    return answer.error().code;
  }
  const std::string* changed = answer->value["changed"].text();
  Output output(STDOUT_FILENO);
  output.buffer() += "reloaded; what changed: " + (changed == nullptr ? "?" : *changed) + "\n";
  output.flush();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

}  // namespace cutoffd
