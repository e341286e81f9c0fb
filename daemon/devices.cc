#include "daemon/devices.h"

#include <cstdint>
#include <limits>

#include <unistd.h>

#include "core/json.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"
#include "daemon/text_table.h"

namespace cutoffd {
namespace {

using rules::ContactSpan;
using rules::DeviceService;

void write_proofs(JsonWriter& json, const std::vector<rules::AddressProof>& proofs) {
  json.key("addresses").begin_array();
  for (const rules::AddressProof& proof : proofs) {
    json.begin_object().member("ip", text(proof.ip).view());
    if (proof.source) json.member("source", rules::name_of(*proof.source));
    if (proof.since) json.member("since", rfc3339(*proof.since).view());
    if (proof.name_source) {
      json.member("name", proof.name);
      json.member("name_source", rules::name_of(*proof.name_source));
    }
    if (!proof.client_id.empty()) json.member("client_id", proof.client_id);
    if (proof.lease != 0) json.member("lease", std::uint64_t{proof.lease});
    json.end_object();
  }
  json.end_array();
}

// The object of the alerts' contract, whole, and what only this list has.
void write_device(JsonWriter& json, const DeviceView& device, const DeviceSources& sources) {
  json.begin_object().member("id", device.id);
  json.key("ip").begin_array();
  for (const IpAddress& ip : device.ips) json.value(text(ip).view());
  json.end_array();
  if (device.mac) json.member("mac", text(*device.mac).view());
  if (!device.name.empty()) json.member("name", device.name);
  if (!device.vlans.empty()) {
    json.key("vlan").begin_array();
    for (const std::uint16_t vlan : device.vlans) json.value(vlan);
    json.end_array();
  }
  json.member("identity", name_of(device.identity));
  if (!device.owner.empty()) json.member("owner", device.owner);
  if (!device.tags.empty()) {
    json.key("tags").begin_array();
    for (const std::string& tag : device.tags) json.value(tag);
    json.end_array();
  }
  if (device.mac) {
    if (device.mac->is_local()) json.member("mac_randomised", true);
    const std::string_view vendor =
        sources.vendors != nullptr ? sources.vendors->find(*device.mac) : std::string_view();
    if (!vendor.empty()) json.member("mac_vendor", vendor);
  }
  const auto proofs = sources.provenance.find(device.id);
  if (proofs != sources.provenance.end()) write_proofs(json, proofs->second);
  json.end_object();
}

void write_span(JsonWriter& json, std::string_view key, const ContactSpan& span) {
  json.key(key).begin_object();
  if (span.count > 0) {
    json.member("first", rfc3339(span.first).view());
    json.member("last", rfc3339(span.last).view());
  }
  json.member("count", span.count);
  json.end_object();
}

void write_marks(JsonWriter& json, const std::vector<rules::DeviceMark>& marks) {
  json.key("marks").begin_array();
  for (const rules::DeviceMark& mark : marks) {
    json.begin_object();
    json.member("kind", mark.kind).member("text", mark.text);
    json.member("first", rfc3339(mark.span.first).view());
    json.member("last", rfc3339(mark.span.last).view());
    json.member("count", mark.span.count).member("weight", mark.weight);
    json.end_object();
  }
  json.end_array();
}

void write_days(JsonWriter& json, const DeviceService& row, const DaysOfLines& days) {
  const auto found = days.find({row.device.id, row.vendor, row.service});
  if (found == days.end() || found->second.empty()) return;
  json.key("days").begin_array();
  for (const rules::DayCount& one : found->second) {
    json.begin_object();
    json.member("day", rfc3339(rules::begin_of_day(one.day), 0).view().substr(0, 10));
    json.member("contacts", one.contacts).end_object();
  }
  json.end_array();
}

std::string cell(std::string_view text) {
  std::string out;
  append_clean_utf8(out, text, true);
  return out.empty() ? "-" : out;
}

// A device as people know it: its name, else its MAC, else an address.
std::string known_as(const DeviceView& device) {
  if (!device.name.empty()) return cell(device.name);
  if (device.identity != IdentityGrade::address && device.mac)
    return std::string(text(*device.mac).view());
  return device.ips.empty() ? cell(device.id) : std::string(text(device.ips.front()).view());
}

std::string addresses(const DeviceView& device) {
  if (device.ips.empty()) return "-";
  std::string out(text(device.ips.front()).view());
  if (device.ips.size() > 1) out += " +" + std::to_string(device.ips.size() - 1);
  return out;
}

std::string moment_of(const ContactSpan& span, Instant t) {
  return span.count > 0 ? std::string(rfc3339(t, 0).view()) : "-";
}

std::string evidence(const DeviceService& row) {
  std::string out = row.evidence ? std::string(name_of(*row.evidence)) : "-";
  if (row.blocked) out += ", blocked (" + std::string(name_of(*row.blocked)) + ")";
  return out;
}

}  // namespace

DaysOfLines days_of(const std::vector<rules::LedgerLine>& lines) {
  DaysOfLines days;
  for (const rules::LedgerLine& line : lines) {
    const DeviceService& row = line.service;
    days.emplace(std::tuple(row.device.id, row.vendor, row.service), line.days);
  }
  return days;
}

void append_devices_json(std::string& out, const std::vector<DeviceService>& rows,
                         const DeviceSources& sources) {
  for (const DeviceService& row : rows) {
    JsonWriter json(out);
    json.begin_object();
    json.key("device");
    write_device(json, row.device, sources);
    json.member("vendor", row.vendor);
    json.member("service", row.service);
    json.member("prohibited", row.prohibited);
    write_span(json, "before", row.before);
    write_span(json, "after", row.after);
    if (row.evidence) json.member("evidence", name_of(*row.evidence));
    if (row.blocked) json.member("blocked", name_of(*row.blocked));
    json.member("name", row.name);
    json.member("bytes_up", row.bytes_up);
    json.member("bytes_down", row.bytes_down);
    json.member("state", row.state);
    if (row.relay) json.member("relay", text(*row.relay).view());
    if (!row.marks.empty()) write_marks(json, row.marks);
    write_days(json, row, sources.days);
    json.end_object();
    out += '\n';
  }
}

void append_devices_table(std::string& out, const std::vector<DeviceService>& rows) {
  TextTable table({"DEVICE", "ADDRESS", "VENDOR", "SERVICE", "STATE", "EVIDENCE", "BEFORE",
                   "LAST BEFORE", "AFTER", "FIRST AFTER", "LAST AFTER", "NAME"});
  for (const DeviceService& row : rows) {
    table.add({known_as(row.device), addresses(row.device), cell(row.vendor), cell(row.service),
               cell(row.state), evidence(row), std::to_string(row.before.count),
               moment_of(row.before, row.before.last), std::to_string(row.after.count),
               moment_of(row.after, row.after.first), moment_of(row.after, row.after.last),
               cell(row.name)});
  }
  table.append_to(out);
}

ExitCode devices(const DevicesCommand& command) {
  std::vector<config::Override> overrides;
  if (command.state) overrides.push_back({"state", {command.state->string()}});
  const auto loaded = load_settings(command.configuration, std::move(overrides));
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  const auto& state = settings.state;
  Output output(STDOUT_FILENO);
  try {
    const auto ledger = rules::Ledger::open(state, rules::Ledger::Access::read_only);
    const auto rows = ledger->device_services();
    if (command.json) {
      const MacVendors vendors = MacVendors::of_system(settings.oui);
      constexpr std::size_t kAll = std::numeric_limits<std::int64_t>::max();
      const DeviceSources sources{rules::provenance_of(*ledger), &vendors,
                                  days_of(ledger->view().lines({"", kAll, 0}))};
      append_devices_json(output.buffer(), rows, sources);
    } else if (rows.empty()) {
      output.buffer() += "No device has contacted a watched service yet.\n";
    } else {
      append_devices_table(output.buffer(), rows);
    }
  } catch (const rules::LedgerError& error) {
    tell(error.what());
    return ExitCode::no_input;
  }
  output.flush();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

}  // namespace cutoffd
