#include "daemon/incident.h"

#include <chrono>
#include <optional>
#include <utility>

#include <pwd.h>
#include <unistd.h>

#include "core/json.h"
#include "daemon/control_address.h"
#include "daemon/control_client.h"
#include "daemon/control_socket.h"
#include "daemon/incident_list.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"
#include "rules/ledger.h"
#include "rules/state_lock.h"

namespace cutoffd {
namespace {

using rules::Decision;

std::string login_name() {
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_name : std::to_string(::getuid());
}

Instant wall_clock() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::string request_of(const IncidentCommand& command) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("request", "incident").member("verb", command.verb);
  json.member("id", command.id).member("who", command.who).member("why", command.why);
  if (command.until) json.member("until", *command.until);
  json.end_object();
  return out;
}

// A sentence where it was not done.
std::optional<std::string> decide(rules::Judge& judge, std::string_view subject,
                                  const Decision& decision) {
  if (decision.verb == Decision::Verb::forget) return judge.forget_device(subject, decision);
  return judge.decide(subject, decision);
}

std::string text_of(const JsonValue& value) {
  return value.text() != nullptr ? *value.text() : std::string();
}

ExitCode decide_here(const IncidentCommand& command, const config::Settings& settings) {
  const auto request = read_json(request_of(command));
  // A ledger that is not there is not made: this refuses it in words.
  rules::Ledger::open(settings.state, rules::Ledger::Access::read_only);
  const auto ledger = rules::Ledger::open(settings.state, rules::Ledger::Access::read_write);
  const auto rules =
      std::make_shared<const rules::RuleSet>(settings.watchlists, settings.determinations,
                                             settings.rules, settings.inventory, settings.history);
  Counters counters;
  rules::JudgeOptions options = settings.judge;
  // Files other than the daemon's may have been named, or none.
  options.decide_only = true;
  rules::Judge judge(rules, options, *ledger, counters);
  const auto answer =
      read_json(incident_answer(judge, request.value_or(JsonValue()), wall_clock()));
  if (answer && (*answer)["error"].text() != nullptr) {
    tell(*(*answer)["error"].text());
    const auto code = (*answer)["code"].whole();
    return code ? static_cast<ExitCode>(*code) : ExitCode::usage;
  }
  judge.save();
  ledger->commit();
  return ExitCode::ok;
}

ExitCode decide(const IncidentCommand& command, const config::Settings& settings) {
  std::error_code none;
  const std::filesystem::path socket = control_path(settings);
  if (std::filesystem::exists(socket, none)) {
    const auto answer = ask_daemon(socket, request_of(command));
    if (answer) return ExitCode::ok;
    // A socket that a killed daemon left answers nobody.
    if (answer.error().code != ExitCode::unavailable) {
      tell(answer.error().sentence);
      return answer.error().code;
    }
  }
  return decide_here(command, settings);
}

ExitCode list_or_show(const IncidentCommand& command, const config::Settings& settings) {
  const auto ledger = rules::Ledger::open(settings.state, rules::Ledger::Access::read_only);
  Output output(STDOUT_FILENO);
  const bool found = append_incidents(output.buffer(), *ledger, command);
  output.flush();
  if (!found && !command.id.empty()) {
    tell("no incident has the id " + command.id + ": see cutoffd incident list --all");
    return ExitCode::no_input;
  }
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

}  // namespace

std::string incident_answer(rules::Judge& judge, const JsonValue& request, Instant now) {
  const auto verb = rules::parse_decision(text_of(request["verb"]));
  if (!verb) return error_answer("verb must be ack, close, exempt or forget");
  Decision decision{*verb, now, text_of(request["who"]), text_of(request["why"]), std::nullopt};
  if (decision.who.empty()) return error_answer("\"who\" must say who decides");
  if (const std::string until = text_of(request["until"]); !until.empty()) {
    decision.until = parse_rfc3339(until);
    if (!decision.until) {
      return error_answer("until must be an instant with a zone, such as 2025-01-31T00:00:00Z");
    }
  }
  const std::string subject = text_of(request["id"]);
  if (decision.verb == Decision::Verb::exempt && !decision.until) {
    return error_answer("an exemption needs an end: --until 2025-01-31T00:00:00Z");
  }
  if (decision.until && *decision.until <= now) {
    return error_answer("until must lie ahead: an exemption that is over mutes nothing");
  }
  // What is refused now is not there.
  if (const auto refused = decide(judge, subject, decision)) {
    return error_answer(*refused, ExitCode::no_input);
  }
  return R"({"done":true})";
}

ExitCode incident(const IncidentCommand& asked) {
  IncidentCommand command = asked;
  if (command.who.empty()) command.who = login_name();
  std::vector<config::Override> overrides;
  if (command.state) overrides.push_back({"state", {command.state->string()}});
  const auto loaded = load_settings(command.configuration, std::move(overrides));
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  try {
    const bool reads = command.verb == "list" || command.verb == "show";
    return reads ? list_or_show(command, settings) : decide(command, settings);
  } catch (const rules::LedgerError& error) {
    tell(error.what());
    return ExitCode::no_input;
  }
}

}  // namespace cutoffd
