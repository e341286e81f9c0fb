#include "daemon/settings_loader.h"

#include <algorithm>
#include <utility>

#include "daemon/data_directories.h"
#include "daemon/message.h"

namespace cutoffd {

std::variant<config::Settings, ExitCode> load_settings(const ConfigurationChoice& choice,
                                                       std::vector<config::Override> overrides) {
  config::LoadRequest request;
  request.config = configuration_file(choice.config);
  request.data_directories = data_directories();
  request.drop_ins = drop_in_directory(request.config);
  request.overrides = std::move(overrides);
  auto loaded = config::load(request);
  if (loaded) return std::move(loaded).value();
  for (const config::ConfigError& error : loaded.error()) tell(config::text(error));
  const bool unreadable =
      std::all_of(loaded.error().begin(), loaded.error().end(),
                  [](const config::ConfigError& error) { return error.unreadable; });
  return unreadable ? ExitCode::no_input : ExitCode::configuration;
}

}  // namespace cutoffd
