#include "daemon/incident_list.h"

#include <algorithm>
#include <map>
#include <vector>

#include "core/json.h"
#include "daemon/incident_words.h"
#include "daemon/moment.h"
#include "daemon/text_table.h"
#include "rules/device.h"
#include "rules/ledger_rows.h"
#include "rules/ledger_view.h"
#include "rules/sentence.h"

namespace cutoffd {
namespace {

using rules::DecisionRow;
using rules::IncidentRow;
using rules::IncidentState;

struct Entry {
  IncidentRow row;
  DeviceView device;
  std::vector<DecisionRow> decisions;
};

std::vector<Entry> entries(rules::Ledger& ledger, const IncidentCommand& command) {
  std::map<rules::DeviceKey, DeviceView> devices;
  for (const auto& row : ledger.rows().devices()) devices.emplace(row.key, rules::view_of(row));
  const std::vector<DecisionRow> decisions = ledger.rows().decisions();
  std::vector<Entry> found;
  for (IncidentRow& row : ledger.rows().all_incidents()) {
    // What settles has no id yet; what was joined goes on under another's.
    if (row.id.empty() || row.state == IncidentState::joined) continue;
    const bool over = row.state == IncidentState::closed;
    if (command.id.empty() ? over && !command.all : !row.id.starts_with(command.id)) continue;
    Entry& entry = found.emplace_back(Entry{std::move(row), {}, {}});
    entry.device = devices[entry.row.device];
    std::copy_if(decisions.begin(), decisions.end(), std::back_inserter(entry.decisions),
                 [&](const DecisionRow& d) { return d.subject == entry.row.id; });
  }
  return found;
}

void write_proofs(JsonWriter& json, const IncidentRow& row) {
  json.key("proofs").begin_array();
  for (std::size_t step = 0; step < row.proofs.size(); ++step) {
    const auto& proof = row.proofs[step];
    if (!proof) continue;
    json.begin_object().member("evidence", name_of(static_cast<Evidence>(step)));
    json.member("time", rfc3339(proof->time).view()).member("name", proof->name);
    if (proof->by != rules::Basis::name) json.member("known_by", name_of(proof->by));
    if (proof->frame > 0) json.member("frame", proof->frame);
    if (proof->server) {
      json.key("server").begin_object().member("ip", text(proof->server->ip).view());
      json.member("port", number(proof->server->port)).end_object();
    }
    json.end_object();
  }
  json.end_array();
}

void append_json(std::string& out, const Entry& entry) {
  const IncidentRow& row = entry.row;
  JsonWriter json(out);
  json.begin_object();
  json.member("incident", row.id).member("state", state_word(row));
  json.member("device", entry.device.id).member("device_name", entry.device.name);
  json.member("vendor", row.vendor).member("service", row.service);
  json.member("rule", row.rule).member("determination", row.determination);
  json.member("cutoff", rfc3339(row.cutoff).view());
  json.member("evidence", name_of(row.evidence)).member("name", row.name);
  json.member("first", rfc3339(row.span.first).view());
  json.member("last", rfc3339(row.span.last).view());
  json.member("count", row.span.count);
  if (row.blocked) json.member("blocked", name_of(*row.blocked));
  if (row.behind) json.member("behind", text(*row.behind).view());
  if (row.via) json.member("via", text(*row.via).view());
  json.member("bytes_up", row.bytes_up).member("bytes_down", row.bytes_down);
  if (row.told_at) json.member("told", rfc3339(*row.told_at).view());
  if (row.exempt_until) json.member("exempt_until", rfc3339(*row.exempt_until).view());
  if (row.past) json.member("retroactive", true);
  write_proofs(json, row);
  json.key("decisions").begin_array();
  for (const DecisionRow& decision : entry.decisions) {
    json.begin_object();
    json.member("time", rfc3339(decision.time).view()).member("verb", decision.verb);
    json.member("who", decision.who).member("why", decision.why);
    if (decision.until) json.member("until", rfc3339(*decision.until).view());
    json.end_object();
  }
  json.end_array().end_object();
  out += '\n';
}

std::string clean_or_dash(std::string_view text) {
  std::string out;
  append_clean_utf8(out, text, true);
  return out.empty() ? "-" : out;
}

void append_shown(std::string& out, const Entry& entry) {
  const IncidentRow& row = entry.row;
  const auto line = [&out](std::string_view key, const std::string& value) {
    out += std::string(key) + std::string(16 - key.size(), ' ') + value + '\n';
  };
  line("incident", row.id);
  line("state", std::string(state_word(row)));
  line("device", rules::called(entry.device));
  if (row.behind) {
    line("behind", std::string(text(*row.behind).view()) +
                       " acts for others: the client is not visible from here");
  }
  if (row.via) line("by way of", std::string(text(*row.via).view()));
  line("contacts", row.vendor + ' ' + row.service + ", " + std::to_string(row.span.count) +
                       " from " + moment(row.span.first) + " to " + moment(row.span.last));
  line("rule", row.rule + " (" + row.determination + ", from " + moment(row.cutoff) + ")");
  line("evidence", std::string(name_of(row.evidence)));
  for (std::size_t step = 0; step < row.proofs.size(); ++step) {
    const auto& proof = row.proofs[step];
    if (!proof) continue;
    line("  " + std::string(name_of(static_cast<Evidence>(step))),
         moment(proof->time) + ", " + clean_or_dash(proof->name) +
             (proof->frame > 0 ? ", frame " + std::to_string(proof->frame) : ""));
  }
  if (row.told_at) line("last told", moment(*row.told_at));
  if (row.exempt_until) line("exempt until", moment(*row.exempt_until));
  for (const DecisionRow& decision : entry.decisions) {
    line(decision.verb, moment(decision.time) + " by " + clean_or_dash(decision.who) + ": " +
                            clean_or_dash(decision.why) +
                            (decision.until ? ", until " + moment(*decision.until) : ""));
  }
}

}  // namespace

void append_incidents_json(std::string& out, rules::Ledger& ledger,
                           const std::vector<IncidentRow>& rows) {
  for (const IncidentRow& row : rows) {
    const auto device = ledger.view().device(row.device);
    append_json(out, {row, device ? rules::view_of(*device) : DeviceView{},
                      ledger.view().decisions_of(row.id)});
  }
}

bool append_incidents(std::string& out, rules::Ledger& ledger, const IncidentCommand& command) {
  const std::vector<Entry> found = entries(ledger, command);
  TextTable table({"INCIDENT", "STATE", "DEVICE", "VENDOR", "SERVICE", "EVIDENCE", "CONTACTS",
                   "FIRST", "LAST", "RULE"});
  for (const Entry& entry : found) {
    const IncidentRow& row = entry.row;
    if (command.json) {
      append_json(out, entry);
    } else if (command.verb == "show") {
      if (&entry != &found.front()) out += '\n';
      append_shown(out, entry);
    } else {
      table.add({row.id, std::string(state_word(row)), rules::called(entry.device), row.vendor,
                 row.service, std::string(name_of(row.evidence)), std::to_string(row.span.count),
                 moment(row.span.first), moment(row.span.last), row.rule});
    }
  }
  if (command.json || command.verb == "show") return !found.empty();
  if (found.empty()) {
    out += "There is no incident.\n";
  } else {
    table.append_to(out);
  }
  return !found.empty();
}

}  // namespace cutoffd
