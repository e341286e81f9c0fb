#include "daemon/status.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include "core/json.h"
#include "daemon/control_address.h"
#include "daemon/control_client.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"
#include "daemon/text_table.h"

namespace cutoffd {
namespace {

std::string cell(const JsonValue& value) {
  std::string out;
  if (const std::string* text = value.text()) append_clean_utf8(out, *text, true);
  return out.empty() ? "-" : out;
}

std::string number(const JsonValue& value) {
  const auto whole = value.whole();
  return whole ? std::to_string(*whole) : "-";
}

std::string percent(double part, double whole) {
  if (whole <= 0) return "-";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g %%", part / whole * 100);
  return text.data();
}

double real(const JsonValue& value) { return value.number().value_or(0.0); }

std::string percent_of(const JsonValue& figures, std::string_view part, std::string_view rest) {
  const double n = real(figures[part]);
  return percent(n, n + real(figures[rest]));
}

std::string rate(const JsonValue& value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", real(value));
  return text.data();
}

const JsonValue::Array& items(const JsonValue& list) {
  static const JsonValue::Array kNone;
  return list.array() != nullptr ? *list.array() : kNone;
}

void line(std::string& out, std::string_view key, const std::string& value) {
  out += key;
  out.append(key.size() < 16 ? 16 - key.size() : 1, ' ');
  out += value + '\n';
}

void add_table(std::string& out, const TextTable& table) {
  out += '\n';
  table.append_to(out);
}

// Of a state directory in memory: what a power cut leaves.
void add_state_copy(std::string& out, const JsonValue& copy) {
  if (copy.is_null()) return;
  const bool failed = copy["failed"].flag().value_or(false);
  line(out, "ledger's copy",
       (copy["last"].is_null() ? "none since the start" : "of " + cell(copy["last"])) + ", in " +
           cell(copy["to"]) + (failed ? "; the last attempt failed, see the log" : ""));
}

// What is kept below, of all since the start.
void add_kernel_filters(std::string& out, const JsonValue& answer) {
  TextTable table({"INTERFACE", "KERNEL FILTER", "KEPT PACKETS", "KEPT OCTETS", "LACKS"});
  for (const JsonValue& one : items(answer["interfaces"])) {
    const JsonValue& filter = one["kernel_filter"];
    const bool pinned = filter["pinned"].flag().value_or(false);
    table.add({cell(one["name"]), cell(filter["name"]) + (pinned ? " (pinned)" : ""),
               number(filter["packets"]), number(filter["octets"]), cell(filter["lacks"])});
  }
  add_table(out, table);
}

// Where one drops and the others do not, flows are shared out unevenly.
void add_workers(std::string& out, const JsonValue& answer) {
  TextTable table({"INTERFACE", "WORKER", "CPU", "PACKETS", "DROPPED"});
  bool several = false;
  for (const JsonValue& one : items(answer["interfaces"])) {
    const auto& workers = items(one["workers"]);
    several = several || workers.size() > 1;
    for (std::size_t i = 0; i < workers.size(); ++i) {
      const JsonValue& worker = workers[i];
      table.add({cell(one["name"]), std::to_string(i), number(worker["cpu"]),
                 number(worker["packets"]), number(worker["kernel_drops"])});
    }
  }
  if (several) add_table(out, table);
}

void add_interfaces(std::string& out, const JsonValue& answer) {
  TextTable table({"INTERFACE", "STATE", "UP", "GAPS", "PACKETS", "PACKETS/S", "DROPPED", "LOST",
                   "ONE-WAY", "UNNAMED", "ECH", "CUT", "OPAQUE", "ENCRYPTED DNS"});
  for (const JsonValue& one : items(answer["interfaces"])) {
    const JsonValue& f = one["window"];
    table.add({cell(one["name"]), cell(one["state"]),
               percent(real(one["up_seconds"]), real(one["observed_seconds"])), number(f["gaps"]),
               number(f["packets"]), rate(one["packets_per_second"]),
               percent_of(f, "drops", "packets"), percent_of(f, "lost_octets", "octets"),
               percent_of(f, "one_way_flows", "two_way_flows"),
               percent(real(f["unnamed_flows"]), real(f["encrypted_flows"])),
               number(f["ech_flows"]), percent(real(f["cut_packets"]), real(f["packets"])),
               number(f["opaque_packets"]), number(f["encrypted_dns_devices"])});
  }
  add_table(out, table);
  add_kernel_filters(out, answer);
  add_workers(out, answer);
}

void add_lists(std::string& out, const JsonValue& answer) {
  TextTable table({"WATCHLIST", "REVIEWED", "AGE"});
  for (const JsonValue& list : items(answer["watchlists"])) {
    table.add({cell(list["id"]), cell(list["date"]), number(list["age_days"]) + " days"});
  }
  add_table(out, table);
}

void add_sinks(std::string& out, const JsonValue& answer) {
  if (items(answer["sinks"]).empty()) return;
  TextTable table({"SINK", "DESTINATION", "QUEUED", "SENT", "ACKNOWLEDGED", "RETRIED", "DROPPED",
                   "LAST DELIVERY", "LAST ERROR"});
  for (const JsonValue& sink : items(answer["sinks"])) {
    table.add({cell(sink["name"]), cell(sink["destination"]), number(sink["queued"]),
               number(sink["sent"]), number(sink["acknowledged"]), number(sink["retried"]),
               number(sink["dropped"]), cell(sink["last_delivery"]), cell(sink["last_error"])});
  }
  add_table(out, table);
}

}  // namespace

std::string status_text(const JsonValue& answer) {
  std::string out;
  line(out, "sensor", cell(answer["sensor"]) + ", cutoffd " + cell(answer["version"]));
  line(out, "running since", cell(answer["since"]));
  line(out, "verdict", cell(answer["verdict"]));
  for (const JsonValue& reason : items(answer["reasons"])) line(out, "", cell(reason));
  line(out, "devices", number(answer["devices"]) + " with watched contacts");
  line(out, "incidents", number(answer["open_incidents"]) + " open");
  for (const JsonValue& advice : items(answer["advice"])) line(out, "", cell(advice));
  line(out, "outbox",
       number(answer["outbox"]["rows"]) + " alerts, " + number(answer["outbox"]["octets"]) +
           " octets");
  line(out, "heartbeat",
       answer["heartbeat"]["next"].is_null() ? "off" : "next " + cell(answer["heartbeat"]["next"]));
  add_state_copy(out, answer["state_sync"]);
  add_interfaces(out, answer);
  add_lists(out, answer);
  add_sinks(out, answer);
  return out;
}

ExitCode status(const StatusCommand& command) {
  std::vector<config::Override> overrides;
  if (command.state) overrides.push_back({"state", {command.state->string()}});
  const auto loaded = load_configuration(command.configuration, std::move(overrides));
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto answer = ask_daemon(control_path(std::get<config::Settings>(loaded)),
                                 R"({"request":"status"})", std::chrono::seconds(10));
  if (!answer) {
    tell(answer.error().sentence);
    return answer.error().code;
  }
  Output output(STDOUT_FILENO);
  output.buffer() += command.json ? answer->text + '\n' : status_text(answer->value);
  output.flush();
  if (output.failed()) return ExitCode::io;
  if (!command.exit_code) return ExitCode::ok;
  const std::string verdict = cell(answer->value["verdict"]);
  if (verdict == "found") return ExitCode::found;
  return verdict == "clean" ? ExitCode::ok : ExitCode::inconclusive;
}

}  // namespace cutoffd
