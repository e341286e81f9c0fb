// A command that is none: what is said instead of the library's "a subcommand is required".
#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace cutoffd {

// "no command 'statu'; did you mean 'status'?", or which commands there are where none was given.
// Nothing where the commands are right and something else is wrong.
std::optional<std::string> command_mistake(const CLI::App& app, int argc, const char* const* argv);

}  // namespace cutoffd
