#include "daemon/explain.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "daemon/explain_ledger.h"
#include "daemon/explain_rules.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"

namespace cutoffd {
namespace {

constexpr std::size_t kDevicesShown = 20;

// Whole, or shortened to no less than so many digits.
constexpr std::size_t kWhole = 16;
constexpr std::size_t kShortened = 4;

bool is_incident_id(std::string_view what, std::size_t least) {
  return what.size() >= least && what.size() <= kWhole &&
         std::all_of(what.begin(), what.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Only a device can be meant.
bool is_device_id(std::string_view what) {
  return what.starts_with("mac:") || what.starts_with("ip:") || parse_mac(what).has_value() ||
         IpAddress::parse(what).has_value();
}

// A name is explained without a ledger too; then nobody is said to have named it.
std::unique_ptr<rules::Ledger> open_ledger(const std::filesystem::path& state, std::string& why) {
  try {
    return rules::Ledger::open(state, rules::Ledger::Access::read_only);
  } catch (const rules::LedgerError& error) {
    why = error.what();
    return nullptr;
  }
}

// What was asked for: an incident, else a device, else a name.
std::vector<Outline> find(const InForce& in_force, rules::Ledger* ledger, const std::string& what) {
  if (ledger != nullptr && is_incident_id(what, kWhole)) {
    auto found = explain_incidents(in_force, *ledger, what);
    if (!found.empty()) return found;
  }
  if (ledger != nullptr) {
    auto found = explain_devices(in_force, *ledger, what);
    if (!found.empty()) return found;
    if (is_incident_id(what, kShortened)) found = explain_incidents(in_force, *ledger, what);
    if (!found.empty()) return found;
  }
  const auto name = DomainName::from_text(what);
  if (!name || is_device_id(what) || name->label_count() < 2) return {};
  Outline out = explain_name(in_force, *name);
  if (ledger != nullptr) out.add("seen", who_named(*ledger, name->view(), kDevicesShown));
  return {std::move(out)};
}

// A device that is not in the ledger has an answer too.
std::string nothing_of(const std::string& what, const std::string& no_ledger) {
  const std::string quoted = '"' + what + '"';
  if (is_device_id(what) && no_ledger.empty()) {
    return quoted + " is no device of the ledger: no contact with a watched name was seen of it";
  }
  return quoted + " is no incident and no device of the ledger" +
         (no_ledger.empty() ? "" : " (" + no_ledger + ")") + ", and no domain name";
}

void print(std::string& out, const std::vector<Outline>& found, bool json) {
  for (const Outline& one : found) {
    if (json) {
      one.append_json(out);
      out += '\n';
    } else {
      if (&one != &found.front()) out += '\n';
      one.append_text(out);
    }
  }
}

}  // namespace

ExitCode explain(const ExplainCommand& command) {
  std::vector<config::Override> overrides;
  if (command.state) overrides.push_back({"state", {command.state->string()}});
  const auto loaded = load_settings(command.configuration, std::move(overrides));
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  const rules::RuleSet rules(settings.watchlists, settings.determinations, settings.rules);
  std::string no_ledger;
  const auto ledger = open_ledger(settings.state, no_ledger);
  Output output(STDOUT_FILENO);
  try {
    const auto found = find({settings.files, rules}, ledger.get(), command.what);
    if (found.empty()) {
      tell(nothing_of(command.what, no_ledger));
      return ExitCode::no_input;
    }
    print(output.buffer(), found, command.json);
  } catch (const rules::LedgerError& error) {
    tell(error.what());
    return ExitCode::no_input;
  }
  output.flush();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

}  // namespace cutoffd
