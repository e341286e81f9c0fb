#include "rules/ledger_rows.h"

#include <utility>

#include "rules/ledger_database.h"
#include "rules/ledger_tables.h"
#include "rules/ledger_values.h"

namespace cutoffd::rules {
namespace {

template <typename Table, typename Database, typename Key>
void write_all(Database& database, const PendingRows<Key, typename Table::Row>& rows) {
  typename Database::template Writer<Table> writer(database);
  for (const auto& [key, row] : rows) {
    if (row) writer.write(*row);
  }
}

}  // namespace

std::vector<DeviceRow> Ledger::Rows::devices() const { return database_.select<DeviceTable>(); }
std::vector<ContactRow> Ledger::Rows::contacts() const { return database_.select<ContactTable>(); }
std::vector<NameRow> Ledger::Rows::names() const { return database_.select<NameTable>(); }
std::vector<BindingRow> Ledger::Rows::bindings() const { return database_.select<BindingTable>(); }
std::vector<LinkRow> Ledger::Rows::links() const { return database_.select<LinkTable>(); }
std::vector<HistoryRow> Ledger::Rows::history() const { return database_.select<HistoryTable>(); }
std::vector<OpenFlowRow> Ledger::Rows::open_flows() const {
  return database_.select<OpenFlowTable>();
}
std::vector<SharedAddressRow> Ledger::Rows::shared_addresses() const {
  return database_.select<SharedAddressTable>();
}
std::vector<ForwarderRow> Ledger::Rows::forwarders() const {
  return database_.select<ForwarderTable>();
}

SensorRow Ledger::Rows::sensor() const {
  const std::vector<SensorRow> rows = database_.select<SensorTable>();
  return rows.empty() ? SensorRow{} : rows.front();
}
std::vector<MarkRow> Ledger::Rows::marks() const { return database_.select<MarkTable>(); }
std::vector<ResolverUserRow> Ledger::Rows::resolver_users() const {
  return database_.select<ResolverUserTable>();
}

std::vector<IncidentRow> Ledger::Rows::incidents() const {
  return incidents_where("state NOT IN ('closed', 'joined')");
}
std::vector<IncidentRow> Ledger::Rows::all_incidents() const { return incidents_where(""); }

std::vector<IncidentRow> Ledger::Rows::incidents_where(std::string_view where) const {
  std::vector<IncidentRow> found = database_.select<IncidentTable>(where);
  std::map<IncidentKey, IncidentRow*> by_key;
  for (IncidentRow& row : found) by_key.emplace(row.key, &row);
  for (ProofRow& row : database_.select<ProofTable>()) {
    const auto at = by_key.find(row.incident);
    if (at == by_key.end()) continue;
    at->second->proofs[static_cast<std::size_t>(row.evidence)] = std::move(row.proof);
  }
  return found;
}

DeviceKey Ledger::Rows::last_device() const {
  return static_cast<DeviceKey>(
      database_.connection.number("SELECT seq FROM sqlite_sequence WHERE name = 'device'"));
}
IncidentKey Ledger::Rows::last_incident() const {
  return static_cast<IncidentKey>(
      database_.connection.number("SELECT seq FROM sqlite_sequence WHERE name = 'incident'"));
}

void Ledger::Rows::put(const DeviceRow& row) { devices_[row.key] = row; }
void Ledger::Rows::put(const ContactRow& row) {
  contacts_[{row.device, row.vendor, row.service}] = row;
}
void Ledger::Rows::put(const NameRow& row) { names_[{row.device, row.name}] = row; }
void Ledger::Rows::put(const IncidentRow& row) { incidents_[row.key] = row; }
void Ledger::Rows::put(const BindingRow& row) { bindings_[row.ip] = row; }
void Ledger::Rows::put(const LinkRow& row) { links_[row.mac] = row; }
void Ledger::Rows::put(const ForwarderRow& row) { forwarders_[row.ip] = row; }
void Ledger::Rows::put(const MarkRow& row) {
  marks_[{row.device, row.vendor, row.service, row.kind}] = row;
}
void Ledger::Rows::put(const ResolverUserRow& row) {
  resolver_users_[{row.client, row.resolver}] = row;
}
void Ledger::Rows::put(const HistoryRow& row) { history_[{row.device, row.name.name}] = row; }
void Ledger::Rows::put(const OpenFlowRow& row) { open_flows_[{row.client, row.server}] = row; }
void Ledger::Rows::put(const SharedAddressRow& row) { shared_addresses_[row.ip] = row; }
void Ledger::Rows::put(const SensorRow& row) { sensor_ = row; }
void Ledger::Rows::add(const DecisionRow& row) { decisions_.push_back(row); }

void Ledger::Rows::erase_device(DeviceKey device) {
  erased_.push_back(device);
  devices_.erase(device);
  std::erase_if(contacts_, [&](const auto& entry) { return std::get<0>(entry.first) == device; });
  std::erase_if(names_, [&](const auto& entry) { return entry.first.first == device; });
  std::erase_if(incidents_, [&](const auto& entry) { return entry.second->device == device; });
  std::erase_if(marks_, [&](const auto& entry) { return std::get<0>(entry.first) == device; });
  erase_flows_of(device);
}
// Of the rows on disk the device's own erasure takes care.
void Ledger::Rows::erase_flows_of(DeviceKey device) {
  std::erase_if(open_flows_, [device](const auto& entry) {
    return entry.second && entry.second->device == device;
  });
}
void Ledger::Rows::erase_over_before(Instant time) { erase_before_ = time; }

void Ledger::Rows::put(const CoverageRow& row) { coverage_[{row.source, row.from}] = row; }
std::vector<CoverageRow> Ledger::Rows::coverage() const {
  return database_.select<CoverageTable>();
}
std::vector<DecisionRow> Ledger::Rows::decisions() const {
  return database_.select<DecisionTable>();
}

void Ledger::Rows::join_device(DeviceKey from, DeviceKey into) {
  joins_.emplace_back(from, into);
  database_.view.join_device(from, into);
  devices_.erase(from);
  std::erase_if(contacts_, [from](const auto& entry) { return std::get<0>(entry.first) == from; });
  std::erase_if(marks_, [from](const auto& entry) { return std::get<0>(entry.first) == from; });
  std::erase_if(names_, [from](const auto& entry) { return entry.first.first == from; });
  erase_flows_of(from);
  for (auto& [key, row] : incidents_) {
    if (row->device == from) row->device = into;
  }
}

void Ledger::Rows::erase_name(DeviceKey device, const std::string& name) {
  names_[{device, name}].reset();
}
void Ledger::Rows::erase_binding(const IpAddress& ip) { bindings_[ip].reset(); }
void Ledger::Rows::erase_link(const Mac& mac) { links_[mac].reset(); }
void Ledger::Rows::erase_forwarder(const IpAddress& ip) { forwarders_[ip].reset(); }
void Ledger::Rows::erase_resolver_user(const IpAddress& client, const IpAddress& resolver) {
  resolver_users_[{client, resolver}].reset();
}
void Ledger::Rows::erase_history(const std::string& device, const std::string& name) {
  history_[{device, name}].reset();
}
void Ledger::Rows::erase_open_flow(const Endpoint& client, const Endpoint& server) {
  open_flows_[{client, server}].reset();
}
void Ledger::Rows::erase_shared_address(const IpAddress& ip) { shared_addresses_[ip].reset(); }

bool Ledger::Rows::pending() const {
  return !joins_.empty() || !devices_.empty() || !contacts_.empty() || !names_.empty() ||
         !incidents_.empty() || !bindings_.empty() || !links_.empty() || !forwarders_.empty() ||
         !marks_.empty() || !resolver_users_.empty() || !history_.empty() || sensor_ ||
         !open_flows_.empty() || !shared_addresses_.empty() || !decisions_.empty() ||
         !coverage_.empty() || !erased_.empty() || erase_before_;
}

void Ledger::Rows::forget_pending() {
  joins_.clear();
  devices_.clear();
  contacts_.clear();
  names_.clear();
  incidents_.clear();
  bindings_.clear();
  links_.clear();
  forwarders_.clear();
  marks_.clear();
  resolver_users_.clear();
  history_.clear();
  open_flows_.clear();
  shared_addresses_.clear();
  sensor_.reset();
  decisions_.clear();
  coverage_.clear();
  erased_.clear();
  erase_before_.reset();
}

// Joining and erasing come first: an id that one device gave up may be another's by now. Devices
// are written in the order of their numbers: whoever took over an id is the younger one, or took it
// from a device that is gone. References are looked at when the transaction ends.
void Ledger::Rows::apply() {
  database_.connection.run("PRAGMA defer_foreign_keys = ON");
  for (const auto& [from, into] : joins_) {
    database_.statement("UPDATE incident SET device = ? WHERE device = ?").run(into, from);
    database_.view.move_days(from, into);
    database_.eraser<DeviceTable>().run(from);
  }
  for (const DeviceKey key : erased_) database_.eraser<DeviceTable>().run(key);
  for (const auto& [key, row] : names_) {
    if (!row) database_.eraser<NameTable>().run(key.first, key.second);
  }
  for (const auto& [ip, row] : bindings_) {
    if (!row) database_.eraser<BindingTable>().run(ip);
  }
  for (const auto& [mac, row] : links_) {
    if (!row) database_.eraser<LinkTable>().run(mac);
  }
  for (const auto& [ip, row] : forwarders_) {
    if (!row) database_.eraser<ForwarderTable>().run(ip);
  }
  for (const auto& [pair, row] : resolver_users_) {
    if (!row) database_.eraser<ResolverUserTable>().run(pair.first, pair.second);
  }
  for (const auto& [key, row] : history_) {
    if (!row) database_.eraser<HistoryTable>().run(key.first, key.second);
  }
  for (const auto& [ends, row] : open_flows_) {
    if (!row) database_.eraser<OpenFlowTable>().run(ends.first, ends.second);
  }
  for (const auto& [ip, row] : shared_addresses_) {
    if (!row) database_.eraser<SharedAddressTable>().run(ip);
  }
  write_all<DeviceTable>(database_, devices_);
  write_all<ContactTable>(database_, contacts_);
  write_all<NameTable>(database_, names_);
  write_all<MarkTable>(database_, marks_);
  write_all<IncidentTable>(database_, incidents_);
  Database::Writer<ProofTable> proofs(database_);
  for (const auto& [key, incident] : incidents_) {
    // What is proved begins anew after a silence.
    if (incident->told_at) {
      database_.statement("DELETE FROM proof WHERE incident = ?").run(key);
    }
    for (std::size_t step = 0; step < incident->proofs.size(); ++step) {
      if (!incident->proofs[step]) continue;
      proofs.write({key, static_cast<Evidence>(step), *incident->proofs[step]});
    }
  }
  write_all<BindingTable>(database_, bindings_);
  write_all<LinkTable>(database_, links_);
  write_all<ForwarderTable>(database_, forwarders_);
  write_all<ResolverUserTable>(database_, resolver_users_);
  write_all<HistoryTable>(database_, history_);
  write_all<OpenFlowTable>(database_, open_flows_);
  write_all<SharedAddressTable>(database_, shared_addresses_);
  for (const DecisionRow& row : decisions_) {
    database_
        .statement(
            "INSERT INTO decision (subject, time, verb, who, why, until) "
            "VALUES (?, ?, ?, ?, ?, ?)")
        .run(row.subject, row.time, row.verb, row.who, row.why, row.until);
  }
  write_all<CoverageTable>(database_, coverage_);
  if (erase_before_) {
    database_.statement("DELETE FROM incident WHERE state IN ('closed', 'joined') AND last < ?")
        .run(*erase_before_);
    database_.statement("DELETE FROM decision WHERE time < ?").run(*erase_before_);
    database_.statement("DELETE FROM coverage WHERE until < ?").run(*erase_before_);
  }
  if (sensor_) Database::Writer<SensorTable>(database_).write(*sensor_);
}

}  // namespace cutoffd::rules
