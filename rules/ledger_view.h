// The ledger for those who only look: figures and pages of it, each in one query by an index, so
// that what is not shown is not read and not counted (rules/ledger_tallies.h); and the contacts a
// day, which are counted for them alone.
//
// What has been committed. Threads: those of the Ledger. Errors: LedgerError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "rules/day_counts.h"
#include "rules/ledger.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

struct StateCount {
  std::string state;
  std::uint64_t count = 0;
};

// A line of `cutoffd devices`, with its last thirty days.
struct LedgerLine {
  DeviceService service;
  DayCounts days;
};

// Which part of a list: at most `limit` after the first `offset`; of one state, or of all.
struct Part {
  std::string state;
  std::size_t limit = 50;
  std::size_t offset = 0;
};

class Ledger::View {
 public:
  explicit View(Database& database) : database_(database) {}

  // Incidents that were told, by the word that `cutoffd incident list` says; words that none has
  // are left out.
  std::vector<StateCount> incident_states();
  // Lines of `cutoffd devices`, by their state, in the order of lines().
  std::vector<StateCount> line_states();
  // Devices that are calling, and when the latest contact after a cutoff was.
  std::uint64_t calling_devices();
  std::optional<Instant> last_call();
  // Transactions since the ledger was opened.
  [[nodiscard]] std::uint64_t commits() const;

  // Those that call first, then the furthest evidence, then the latest contact.
  std::vector<LedgerLine> lines(const Part& part);
  std::vector<LedgerLine> lines_of(const DeviceRow& device);
  std::optional<DeviceRow> device(std::string_view id);
  std::optional<DeviceRow> device(DeviceKey key);
  std::vector<ContactRow> contacts_of(DeviceKey device);
  std::vector<NameRow> names_of(DeviceKey device);
  // That were told and are not joined; the latest contact first.
  std::vector<IncidentRow> incidents(const Part& part);
  // All, in the order of their numbers.
  std::vector<IncidentRow> incidents_of(DeviceKey device);
  // That were told and are not joined. Several rules' incidents may share an id.
  std::vector<IncidentRow> incidents_called(std::string_view id);
  std::optional<BindingRow> binding(const IpAddress& ip);
  std::vector<DecisionRow> decisions_of(std::string_view subject);
  // All contacts a day.
  DayCounts history();

  // The judge's: a contact of its own began. Durable with the next commit().
  void count_contact(DeviceKey device, const std::string& vendor, const std::string& service,
                     Instant when);
  // `from` turned out to be `into`: its days, too, become the other's.
  void join_device(DeviceKey from, DeviceKey into);
  [[nodiscard]] bool pending() const { return !counted_.empty(); }

 private:
  friend class Ledger;
  friend class Ledger::Rows;
  using Counted = std::tuple<DeviceKey, std::string, std::string, std::int64_t>;

  std::vector<StateCount> counted(std::string_view what);
  std::vector<LedgerLine> whole(const std::vector<ContactRow>& contacts);
  std::vector<IncidentRow> with_proofs(std::vector<IncidentRow> incidents);
  void apply();                                    // inside a transaction
  void move_days(DeviceKey from, DeviceKey into);  // likewise
  void forget_pending() { counted_.clear(); }

  Database& database_;
  std::map<Counted, std::uint64_t> counted_;
};

}  // namespace cutoffd::rules
