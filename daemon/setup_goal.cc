#include "daemon/setup_goal.h"

#include <system_error>
#include <variant>

#include "daemon/data_directories.h"
#include "daemon/message.h"
#include "daemon/settings_loader.h"

namespace cutoffd {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultFile = "/etc/cutoffd/cutoffd.yaml";
constexpr const char* kPiece = "50-setup.yaml";

bool is_there(const fs::path& path) {
  std::error_code unknown;
  return fs::exists(fs::symlink_status(path, unknown));
}

// Whoever named interfaces knows what he watches: what is found would be added to them.
std::optional<ExitCode> refuse_second_interfaces() {
  const auto loaded = load_configuration({}, {});
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  if (settings.interfaces.empty()) return std::nullopt;
  tell(settings.file.string() +
       ", or a piece of it, names the interfaces to watch already and stays as it is. To look all "
       "the same: -o - prints what is found");
  return ExitCode::cannot_create;
}

}  // namespace

SetupGoal setup_goal(const SetupCommand& command) {
  if (command.output) return {*command.output};
  const auto there = configuration_file({});
  if (!there) return {kDefaultFile};
  return {drop_in_directory(there) / kPiece, true};
}

std::optional<ExitCode> refuse_goal(const SetupGoal& goal, bool force) {
  if (goal.path == "-" || force) return std::nullopt;
  if (is_there(goal.path)) {
    tell(goal.path.string() +
         " is there already and stays as it is. To replace it: --force. To look first: -o - prints "
         "the configuration");
    return ExitCode::cannot_create;
  }
  return goal.piece ? refuse_second_interfaces() : std::nullopt;
}

std::optional<ExitCode> take_back_if_wrong(const SetupGoal& goal) {
  if (!goal.piece) return std::nullopt;
  const auto loaded = load_configuration({}, {});
  const auto* code = std::get_if<ExitCode>(&loaded);
  if (code == nullptr) return std::nullopt;
  std::error_code ignored;
  fs::remove(goal.path, ignored);
  tell("so " + goal.path.string() + " was not kept; -o - prints it");
  return *code;
}

}  // namespace cutoffd
