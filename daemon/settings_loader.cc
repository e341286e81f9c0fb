#include "daemon/settings_loader.h"

#include <algorithm>
#include <utility>

#include <unistd.h>

#include "daemon/data_directories.h"
#include "daemon/message.h"

namespace cutoffd {

namespace {

std::size_t machine_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page <= 0) return 0;
  return static_cast<std::size_t>(pages) * static_cast<std::size_t>(page);
}

config::LoadRequest request_for(const ConfigurationChoice& choice) {
  config::LoadRequest request;
  request.config = configuration_file(choice.config);
  request.data_directories = data_directories();
  request.drop_ins = drop_in_directory(request.config);
  request.shipped = shipped_directory();
  request.memory = machine_memory();
  return request;
}

std::variant<config::Settings, ExitCode> settings_or_mistakes(
    Result<config::Settings, std::vector<config::ConfigError>> loaded) {
  if (loaded) return std::move(loaded).value();
  return tell_mistakes(loaded.error());
}

}  // namespace

std::variant<config::Settings, ExitCode> load_settings(const ConfigurationChoice& choice,
                                                       std::vector<config::Override> overrides,
                                                       std::vector<std::filesystem::path>* files) {
  config::LoadRequest request = request_for(choice);
  request.files = files;
  request.overrides = std::move(overrides);
  return settings_or_mistakes(config::load(request));
}

std::variant<config::Settings, ExitCode> load_configuration(
    const ConfigurationChoice& choice, std::vector<config::Override> overrides) {
  config::LoadRequest request = request_for(choice);
  request.overrides = std::move(overrides);
  return settings_or_mistakes(config::load_configuration(request));
}

ExitCode tell_mistakes(const std::vector<config::ConfigError>& mistakes) {
  for (const config::ConfigError& error : mistakes) tell(config::text(error));
  const bool unreadable =
      std::all_of(mistakes.begin(), mistakes.end(),
                  [](const config::ConfigError& error) { return error.unreadable; });
  return unreadable ? ExitCode::no_input : ExitCode::configuration;
}

}  // namespace cutoffd
