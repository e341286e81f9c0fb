// The command line: which command, with what. `--help` of each teaches with examples.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/exit_code.h"

namespace cutoffd {

// Options that several commands share.
struct ConfigurationChoice {
  std::optional<std::filesystem::path> config;  // -c; without it /etc/cutoffd/cutoffd.yaml if there
};

struct ObserveCommand {
  std::vector<std::string> inputs;  // files, directories or "-"
  std::optional<std::string> interface;
  bool json = false;
  bool text = false;  // the default; said by name for scripts that want to be sure
  bool summary = false;
};

struct ReplayCommand {
  ConfigurationChoice configuration;
  std::vector<std::string> inputs;
  std::optional<std::filesystem::path> state;
  std::optional<std::filesystem::path> coverage;
  std::string format = "text";
  bool exit_code = false;
};

struct RunCommand {
  ConfigurationChoice configuration;
  std::vector<std::string> interfaces;
  std::optional<std::filesystem::path> state;
  std::optional<std::string> sensor;
  std::optional<std::string> user;  // as whom it goes on once the capture sockets are open
};

struct CheckCommand {
  ConfigurationChoice configuration;
  bool quiet = false;
};

struct DevicesCommand {
  ConfigurationChoice configuration;
  std::optional<std::filesystem::path> state;
  bool json = false;
};

// `incident list|show|ack|close|exempt`, and `device forget` as the verb "forget".
struct IncidentCommand {
  ConfigurationChoice configuration;
  std::optional<std::filesystem::path> state;
  std::string verb;
  std::string id;   // or its beginning; of forget: a device
  std::string who;  // without it the login name
  std::string why;
  std::optional<std::string> until;
  bool json = false;
  bool all = false;  // those that are over too
};

struct WatchlistExportCommand {
  ConfigurationChoice configuration;
  std::string target;
  std::vector<std::string> services;
  bool all = false;
  std::optional<std::string> watchlist;
  std::optional<std::filesystem::path> output;
};

// `watchlist verify|diff|sign|update`.
struct WatchlistFilesCommand {
  ConfigurationChoice configuration;
  std::string verb;
  std::vector<std::filesystem::path> files;
  std::optional<std::string> key;               // public; the key itself or a file
  std::optional<std::filesystem::path> secret;  // to sign with
  std::optional<std::filesystem::path> into;    // where update puts the list
  bool force = false;
};

struct SinkTestCommand {
  ConfigurationChoice configuration;
  std::optional<std::string> sink;  // without it all
};

struct SelfTestCommand {
  ConfigurationChoice configuration;
  std::optional<std::string> sink;  // without it all
  bool no_sinks = false;
};

struct StatusCommand {
  ConfigurationChoice configuration;
  std::optional<std::filesystem::path> state;
  bool json = false;
  bool exit_code = false;
};

struct ExplainCommand {
  ConfigurationChoice configuration;
  std::string what;  // a name, a device or an incident
  std::optional<std::filesystem::path> state;
  bool json = false;
};

// Asks the running daemon to load its files anew.
struct ReloadCommand {
  ConfigurationChoice configuration;
  std::optional<std::filesystem::path> state;
  bool force = false;
};

struct ReportCommand {
  ConfigurationChoice configuration;
  std::optional<std::filesystem::path> state;
  std::string from;  // RFC 3339; empty: as far back as the ledger knows
  std::string to;    // likewise, up to the latest
  std::string format = "text";
  std::optional<std::filesystem::path> since;  // an earlier report's JSON
};

// `setup`.
struct SetupCommand {
  std::vector<std::string> interfaces;  // none: all that are up
  std::vector<std::string> inputs;      // captures instead
  unsigned seconds = 60;
  std::optional<std::filesystem::path> output;  // "-": standard output
  bool force = false;
};

// `shunt pin|unpin`.
struct ShuntCommand {
  ConfigurationChoice configuration;
  std::string verb;
  std::string interface;
  std::optional<std::string> group;  // who may open what is pinned
};

using Command =
    std::variant<ObserveCommand, ReplayCommand, RunCommand, CheckCommand, DevicesCommand,
                 IncidentCommand, WatchlistExportCommand, WatchlistFilesCommand, SinkTestCommand,
                 SelfTestCommand, StatusCommand, ExplainCommand, ReloadCommand, ReportCommand,
                 SetupCommand, ShuntCommand>;

// The command; or, where --help, --version or a mistake was answered already, the exit code.
std::variant<Command, ExitCode> read_command_line(int argc, const char* const* argv);

}  // namespace cutoffd
