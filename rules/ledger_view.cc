#include "rules/ledger_view.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "rules/device.h"
#include "rules/ledger_database.h"
#include "rules/ledger_tables.h"
#include "rules/ledger_values.h"

namespace cutoffd::rules {
namespace {

// The columns that lists are ordered by are the schema's: what needs somebody first.
constexpr std::string_view kLineOrder =
    " ORDER BY place, reach DESC, latest DESC, device, vendor, service LIMIT ? OFFSET ?";
constexpr std::string_view kIncidentOrder = " ORDER BY last DESC, key LIMIT ? OFFSET ?";

// The columns of a table, before " FROM …".
template <typename Table>
std::string columns() {
  const std::string all = select_sql(Table::kName, Table::kColumns, Table::kKeys, "");
  return all.substr(0, all.find(" FROM ") + 6);
}

template <typename Table, typename... Values>
std::vector<typename Table::Row> rows_of(sqlite::Statement& query, const Values&... values) {
  query.bind(values...);
  std::vector<typename Table::Row> found;
  while (query.step()) query.read(Table::fields(found.emplace_back()));
  return found;
}

template <typename Row>
std::optional<Row> only(std::vector<Row> rows) {
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

DeviceService service_of(const ContactRow& row, DeviceView device) {
  const ContactSide& side = row.after.span.count > 0 ? row.after : row.before;
  DeviceService line;
  line.device = std::move(device);
  line.vendor = row.vendor;
  line.service = row.service;
  line.prohibited = row.prohibited;
  line.before = row.before.span;
  line.after = row.after.span;
  line.evidence = side.evidence;
  line.blocked = side.blocked;
  line.bytes_up = side.bytes_up;
  line.bytes_down = side.bytes_down;
  line.name = row.name;
  line.state = row.state;
  return line;
}

// As the schema says it of a contact's state. Of the last place are several.
std::int64_t place_of(std::string_view state) {
  constexpr std::array<std::string_view, 7> kPlaces{
      "calling", "suspected", "acknowledged", "absent", "blind", "quiet", "exempt"};
  return std::find(kPlaces.begin(), kPlaces.end(), state) - kPlaces.begin();
}

}  // namespace

std::vector<StateCount> Ledger::View::counted(std::string_view what) {
  sqlite::Statement& rows = database_.statement(
      "SELECT state, count FROM tally WHERE what = ? AND count > 0 ORDER BY state");
  rows.bind(what);
  std::vector<StateCount> out;
  while (rows.step()) {
    StateCount& one = out.emplace_back();
    rows.read(std::tie(one.state, one.count));
  }
  return out;
}

std::vector<StateCount> Ledger::View::incident_states() { return counted("incident"); }

std::vector<StateCount> Ledger::View::line_states() {
  std::vector<StateCount> states = counted("contact");
  std::stable_sort(states.begin(), states.end(), [](const StateCount& a, const StateCount& b) {
    return place_of(a.state) < place_of(b.state);
  });
  return states;
}

std::uint64_t Ledger::View::calling_devices() {
  const std::vector<StateCount> devices = counted("device");
  return devices.empty() ? 0 : devices.front().count;
}

std::optional<Instant> Ledger::View::last_call() {
  sqlite::Statement& row = database_.statement(
      "SELECT max(after_last) FROM contact WHERE prohibited AND after_count > 0");
  row.bind();
  std::optional<Instant> last;
  if (row.step()) row.read(std::tie(last));
  row.reset();
  return last;
}

std::uint64_t Ledger::View::commits() const { return database_.commits; }

std::vector<LedgerLine> Ledger::View::whole(const std::vector<ContactRow>& contacts) {
  sqlite::Statement& days = database_.statement(
      "SELECT day, contacts FROM contact_day WHERE device = ? AND vendor = ? AND service = ? "
      "ORDER BY day");
  sqlite::Statement& marks = database_.statement(
      columns<MarkTable>() + "mark WHERE device = ? AND vendor = ? AND service = ? ORDER BY kind");
  std::vector<LedgerLine> lines;
  for (const ContactRow& row : contacts) {
    const auto owner = device(row.device);
    LedgerLine& line = lines.emplace_back();
    line.service = service_of(row, owner ? view_of(*owner) : DeviceView{});
    for (const MarkRow& mark : rows_of<MarkTable>(marks, row.device, row.vendor, row.service)) {
      line.service.marks.push_back(
          {std::string(name_of(mark.kind)), mark.text, mark.span, mark.weight});
      if (mark.relay) line.service.relay = mark.relay;
    }
    days.bind(row.device, row.vendor, row.service);
    while (days.step()) {
      DayCount& one = line.days.emplace_back();
      days.read(std::tie(one.day, one.contacts));
    }
  }
  return lines;
}

std::vector<LedgerLine> Ledger::View::lines(const Part& part) {
  const std::string whose =
      part.state.empty() ? "contact" : "contact WHERE place = ? AND state = ?";
  sqlite::Statement& query =
      database_.statement(columns<ContactTable>() + whose + std::string(kLineOrder));
  const std::uint64_t limit = part.limit;
  const std::uint64_t offset = part.offset;
  return whole(part.state.empty()
                   ? rows_of<ContactTable>(query, limit, offset)
                   : rows_of<ContactTable>(query, place_of(part.state), part.state, limit, offset));
}

std::vector<LedgerLine> Ledger::View::lines_of(const DeviceRow& device) {
  return whole(contacts_of(device.key));
}

std::optional<DeviceRow> Ledger::View::device(std::string_view id) {
  return only(rows_of<DeviceTable>(
      database_.statement(columns<DeviceTable>() + "device WHERE id = ?"), id));
}

std::optional<DeviceRow> Ledger::View::device(DeviceKey key) {
  return only(rows_of<DeviceTable>(
      database_.statement(columns<DeviceTable>() + "device WHERE key = ?"), key));
}

std::vector<ContactRow> Ledger::View::contacts_of(DeviceKey device) {
  return rows_of<ContactTable>(
      database_.statement(columns<ContactTable>() +
                          "contact WHERE device = ? ORDER BY vendor, service"),
      device);
}

std::vector<NameRow> Ledger::View::names_of(DeviceKey device) {
  return rows_of<NameTable>(
      database_.statement(columns<NameTable>() + "name WHERE device = ? ORDER BY name"), device);
}

std::vector<IncidentRow> Ledger::View::with_proofs(std::vector<IncidentRow> incidents) {
  sqlite::Statement& query =
      database_.statement(columns<ProofTable>() + "proof WHERE incident = ? ORDER BY evidence");
  for (IncidentRow& row : incidents) {
    for (ProofRow& proof : rows_of<ProofTable>(query, row.key)) {
      row.proofs[static_cast<std::size_t>(proof.evidence)] = std::move(proof.proof);
    }
  }
  return incidents;
}

std::vector<IncidentRow> Ledger::View::incidents(const Part& part) {
  const std::string_view whose = part.state.empty() ? "word IS NOT NULL" : "word = ?";
  sqlite::Statement& query = database_.statement(columns<IncidentTable>() + "incident WHERE " +
                                                 std::string(whose) + std::string(kIncidentOrder));
  const std::uint64_t limit = part.limit;
  const std::uint64_t offset = part.offset;
  return with_proofs(part.state.empty() ? rows_of<IncidentTable>(query, limit, offset)
                                        : rows_of<IncidentTable>(query, part.state, limit, offset));
}

std::vector<IncidentRow> Ledger::View::incidents_of(DeviceKey device) {
  return with_proofs(rows_of<IncidentTable>(
      database_.statement(columns<IncidentTable>() + "incident WHERE device = ? ORDER BY key"),
      device));
}

std::vector<IncidentRow> Ledger::View::incidents_called(std::string_view id) {
  return with_proofs(rows_of<IncidentTable>(
      database_.statement(columns<IncidentTable>() +
                          "incident WHERE id = ? AND word IS NOT NULL ORDER BY key"),
      id));
}

std::optional<BindingRow> Ledger::View::binding(const IpAddress& ip) {
  return only(rows_of<BindingTable>(
      database_.statement(columns<BindingTable>() + "binding WHERE ip = ?"), ip));
}

std::vector<DecisionRow> Ledger::View::decisions_of(std::string_view subject) {
  return rows_of<DecisionTable>(
      database_.statement(columns<DecisionTable>() + "decision WHERE subject = ? ORDER BY key"),
      subject);
}

DayCounts Ledger::View::history() {
  sqlite::Statement& rows =
      database_.statement("SELECT day, sum(contacts) FROM day GROUP BY day ORDER BY day");
  rows.bind();
  DayCounts days;
  while (rows.step()) {
    DayCount& one = days.emplace_back();
    rows.read(std::tie(one.day, one.contacts));
  }
  return days;
}

void Ledger::View::count_contact(DeviceKey device, const std::string& vendor,
                                 const std::string& service, Instant when) {
  ++counted_[{device, vendor, service, day_of(when)}];
}

void Ledger::View::join_device(DeviceKey from, DeviceKey into) {
  const auto first = counted_.lower_bound({from, "", "", INT64_MIN});
  const auto end = counted_.lower_bound({from + 1, "", "", INT64_MIN});
  std::map<Counted, std::uint64_t> moved(first, end);
  counted_.erase(first, end);
  for (const auto& [key, contacts] : moved) {
    const auto& [device, vendor, service, day] = key;
    counted_[{into, vendor, service, day}] += contacts;
  }
}

void Ledger::View::move_days(DeviceKey from, DeviceKey into) {
  database_
      .statement(
          "INSERT INTO contact_day SELECT ?2, vendor, service, day, contacts FROM contact_day "
          "WHERE device = ?1 ON CONFLICT DO UPDATE SET contacts = contacts + excluded.contacts")
      .run(from, into);
}

// A device that was forgotten since it was counted has no days any more.
void Ledger::View::apply() {
  if (counted_.empty()) return;
  sqlite::Statement& of_all = database_.statement(
      "INSERT INTO day VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT DO UPDATE SET contacts = contacts + excluded.contacts");
  sqlite::Statement& of_device = database_.statement(
      "INSERT INTO contact_day SELECT key, ?2, ?3, ?4, ?5 FROM device WHERE key = ?1 "
      "ON CONFLICT DO UPDATE SET contacts = contacts + excluded.contacts");
  std::int64_t newest = std::get<3>(counted_.begin()->first);
  for (const auto& [key, contacts] : counted_) {
    const auto& [device, vendor, service, day] = key;
    of_all.run(day, vendor, service, contacts);
    of_device.run(device, vendor, service, day, contacts);
    newest = std::max(newest, day);
  }
  database_.statement("DELETE FROM day WHERE day <= ?").run(newest - kHistoryDays);
  database_.statement("DELETE FROM contact_day WHERE day <= ?").run(newest - kDeviceDays);
}

}  // namespace cutoffd::rules
