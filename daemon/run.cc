#include "daemon/run.h"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <spdlog/spdlog.h>

#include "capture/source/account.h"
#include "capture/source/call_filter.h"
#include "capture/source/interfaces.h"
#include "capture/source/live_source.h"
#include "capture/source/privileges.h"
#include "capture/source/reach.h"
#include "capture/source/workers.h"
#include "daemon/believed_clock.h"
#include "daemon/control.h"
#include "daemon/control_address.h"
#include "daemon/inputs.h"
#include "daemon/log.h"
#include "daemon/message.h"
#include "daemon/notify.h"
#include "daemon/resident.h"
#include "daemon/settings_loader.h"
#include "daemon/within_reach.h"
#include "rules/ledger.h"
#include "rules/ledger_copy.h"
#include "rules/ledger_damage.h"

namespace cutoffd {
namespace {

using Sources = std::vector<std::unique_ptr<source::LiveSource>>;

std::vector<config::Override> overrides_of(const RunCommand& command) {
  std::vector<config::Override> overrides;
  if (!command.interfaces.empty()) overrides.push_back({"interfaces", command.interfaces});
  if (command.state) overrides.push_back({"state", {command.state->string()}});
  if (command.sensor) overrides.push_back({"sensor", {*command.sensor}});
  return overrides;
}

void log_filter(const source::LiveSource& source) {
  const std::string lacks = source.filter_lacks();
  spdlog::info("{}: kernel filter {}{}{}{}", source.name(), name_of(source.filter()),
               source.shunt_is_pinned() ? " (pinned)" : "", lacks.empty() ? "" : "; ", lacks);
}

// All interfaces, or the exit code after the first that would not open was told.
std::variant<Sources, ExitCode> open_interfaces(const config::Settings& settings) {
  Sources sources;
  std::uint16_t index = 0;
  for (source::LiveOptions options : settings.interfaces) {
    options.shunt_flows = settings.track.flows;
    auto opened = source::open_workers(options, index++);
    if (!opened) {
      tell(opened.error().message);
      const bool absent = opened.error().kind == source::OpenError::Kind::not_found;
      return absent ? ExitCode::unavailable : exit_code_of(opened.error());
    }
    for (auto& source : *opened) {
      log_filter(*source);
      sources.push_back(std::move(source));
    }
  }
  return sources;
}

// Nobody can aim at a bucket of the tables, or make two flows one.
std::uint64_t drawn_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

// Networks that the capture interfaces have addresses in are internal, beside those configured.
void add_interface_networks(config::Settings& settings) {
  for (const source::LiveOptions& options : settings.interfaces) {
    for (const Prefix& network : source::networks_of(options.interface)) {
      settings.judge.internal.push_back(network);
    }
  }
}

// Nothing where there is none, which was told.
std::optional<source::Account> account_named(const std::string& name) {
  auto found = source::account_of(name);
  if (found) return std::move(found).value();
  tell(found.error());
  return std::nullopt;
}

// Whoever is started again by a supervisor needs no privilege to open an interface that comes back:
// it ends, and begins anew with what the supervisor gives. So does whoever was told to be another
// account. Started by hand without, capturing is kept.
source::Keep kept(const Notifier& notifier, const std::optional<source::Account>& account) {
  return notifier.supervised() || account ? source::Keep::nothing : source::Keep::capture;
}

// False where the file system is as open as before.
bool give_up_power(source::Keep keep, const source::Reach& reach) {
  const auto refused = source::give_up_privileges(keep);
  if (refused) spdlog::warn("{}; going on with what privileges there are", *refused);
  const auto open = source::reach_only(reach);
  if (open) spdlog::warn("{}; going on without", *open);
  const auto unfiltered = source::allow_only_needed_calls(keep);
  if (unfiltered) spdlog::warn("{}; going on without", *unfiltered);
  return !open;
}

// What a reload names for the first time may lie where the daemon has no way to any more.
void tell_beyond(const source::Reach& reach, const source::Reach& wanted) {
  for (const auto& path : beyond(reach, wanted)) {
    spdlog::warn("{}: out of reach until the next start, as nothing named it at this one",
                 path.string());
  }
}

// The account's from here on, with places for its ledger and its control socket where there are
// none yet. Half of this is worse than nothing: the sentence ends the program.
std::optional<std::string> become(const source::Account& account,
                                  const config::Settings& settings) {
  std::vector<std::filesystem::path> places{settings.state, control_path(settings).parent_path()};
  if (settings.state_sync) places.push_back(settings.state_sync->to);
  for (const auto& place : places) {
    if (auto trouble = source::make_directory_for(account, place)) return trouble;
  }
  return source::become(account);
}

// While that can be done. What SQLite cannot keep in memory goes beside the ledger: no other folder
// will be left.
void make_places(const config::Settings& settings) {
  make_folders(settings);
  setenv("SQLITE_TMPDIR", settings.state.c_str(), 1);
}

// A ledger in memory is gone after a power cut: the last copy takes its place.
void bring_back(const config::Settings& settings) {
  if (!settings.state_sync || !rules::restore_ledger(settings.state_sync->to, settings.state))
    return;
  spdlog::warn("the ledger was brought back from {}", settings.state_sync->to.string());
}

// A sensor that does not start for its memory's sake would see nothing at all: a damaged ledger is
// kept for whoever wants to look at it, and a new one begins.
std::optional<std::filesystem::path> put_damaged_aside(const std::filesystem::path& state) {
  std::string suffix(rfc3339(believed_now(), 0).view());
  std::erase(suffix, ':');
  return rules::move_damaged_ledger(state, suffix);
}

// The state directory's, or the exit code after why there is none was told. `damaged`: where a
// former one was moved.
std::variant<std::unique_ptr<rules::Ledger>, ExitCode> ledger_of(
    const config::Settings& settings, std::optional<std::filesystem::path>& damaged) {
  try {
    bring_back(settings);
    damaged = put_damaged_aside(settings.state);
    auto ledger = rules::Ledger::open(settings.state, rules::Ledger::Access::read_write);
    ledger->keep_at_hand(settings.ledger_cache);
    return ledger;
  } catch (const rules::LedgerOfAnother& error) {
    tell(error.what());
    return ExitCode::bad_data;
  } catch (const rules::LedgerError& error) {
    // A supervisor tries again; by hand somebody has to.
    tell(std::string(error.what()) + "; nothing is watched until cutoffd is started again");
    return ExitCode::cannot_create;
  }
}

std::string about_damage(const std::filesystem::path& moved) {
  return "The ledger was damaged: it was moved to " + moved.string() +
         " and a new one begins. What is known of devices, and alerts that were not delivered, are "
         "in the old one; incidents are told anew.";
}

std::string about_lost_end(const rules::LostEnd& lost) {
  return "The ledger was damaged: it lost its end, alerts " + std::to_string(lost.first) + " to " +
         std::to_string(lost.last) +
         ". What was not delivered of them is lost, and what they told may be told anew, with "
         "numbers behind theirs.";
}

// In the log, and by an alert as soon as the sinks run.
void tell_damage(Control& control, const std::optional<std::filesystem::path>& moved,
                 const std::optional<rules::LostEnd>& lost) {
  if (moved) {
    spdlog::error("the ledger was damaged: it was moved to {} and a new one begins",
                  moved->string());
    control.tell_sensor(Severity::err, about_damage(*moved));
  }
  if (lost) {
    spdlog::error("the ledger was damaged: it lost its end, alerts {} to {}", lost->first,
                  lost->last);
    control.tell_sensor(Severity::err, about_lost_end(*lost));
  }
}

}  // namespace

ExitCode run(const RunCommand& command) {
  // Settings, sealed from here on but for what a reload swaps.
  std::vector<std::filesystem::path> files;
  auto loaded = load_settings(command.configuration, overrides_of(command), &files);
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  auto& settings = std::get<config::Settings>(loaded);
  if (settings.interfaces.empty()) {
    tell("no interface to watch: give one by -i IFACE or under 'interfaces:' in the configuration");
    return ExitCode::usage;
  }
  std::optional<source::Account> account;
  if (command.user && !(account = account_named(*command.user))) return ExitCode::usage;
  settings.track.hash_seed = drawn_seed();
  add_interface_networks(settings);
  for (const source::LiveOptions& options : settings.interfaces) {
    settings.judge.interfaces.push_back(options.interface);  // in the order of Packet::source
  }
  start_log(settings.log_level);
  share_one_heap();
  give_back_pages();  // and once more when all runs

  // Packets first: whoever may not capture should hear of that before anything is created.
  auto opened = open_interfaces(settings);
  if (const auto* code = std::get_if<ExitCode>(&opened)) return *code;
  const Notifier notifier;
  if (account) {
    if (const auto trouble = become(*account, settings)) {
      tell(*trouble);
      return ExitCode::no_permission;
    }
  }
  make_places(settings);
  const source::Reach reach = reach_of(command.configuration, settings, files);
  const bool closed = give_up_power(kept(notifier, account), reach);
  // From here on there is no privilege, none can be gained any more, what is left to do is what
  // capture/source/allowed_calls.h lists, and what is left to read and write is state and
  // configuration (daemon/within_reach.h).

  std::optional<std::filesystem::path> damaged;
  auto opened_ledger = ledger_of(settings, damaged);
  if (const auto* code = std::get_if<ExitCode>(&opened_ledger)) return *code;
  const auto& ledger = std::get<std::unique_ptr<rules::Ledger>>(opened_ledger);

  const auto rules =
      std::make_shared<const rules::RuleSet>(settings.watchlists, settings.determinations,
                                             settings.rules, settings.inventory, settings.history);
  const auto reload = [&]() -> std::unique_ptr<config::Settings> {
    auto again = load_settings(command.configuration, overrides_of(command), &files);
    auto* fresh = std::get_if<config::Settings>(&again);
    if (fresh != nullptr && closed) {
      tell_beyond(reach, reach_of(command.configuration, *fresh, files));
    }
    return fresh != nullptr ? std::make_unique<config::Settings>(std::move(*fresh)) : nullptr;
  };
  try {
    Control control(settings, rules, *ledger, notifier, reload);
    tell_damage(control, damaged, ledger->lost_end());
    for (auto& source : std::get<Sources>(opened)) control.add(std::move(source));
    // The rings come into memory now: what starting took until here makes room for them.
    give_back_pages();
    if (control.run() == Control::End::start_again) return ExitCode::unavailable;
  } catch (const ListenError& error) {
    tell(error.what());
    return ExitCode::cannot_create;
  } catch (const std::exception& error) {
    spdlog::critical("stopped: {}", error.what());
    return ExitCode::internal;
  }
  return ExitCode::ok;
}

}  // namespace cutoffd
