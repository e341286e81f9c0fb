#include "daemon/check.h"

#include <unistd.h>

#include "daemon/output.h"
#include "daemon/settings_loader.h"

namespace cutoffd {

ExitCode check(const CheckCommand& command) {
  const auto loaded = load_settings(command.configuration, {});
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  Output output(STDOUT_FILENO);
  output.buffer() += config::effective_settings(std::get<config::Settings>(loaded));
  output.flush();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

}  // namespace cutoffd
