// The door through which the judge stores its rows.
//
// It reads them all once, at start, and hands the changed ones over. Threads: those of the Ledger.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/address.h"
#include "core/time.h"
#include "rules/coverage_row.h"
#include "rules/ledger.h"
#include "rules/rows.h"

namespace cutoffd::rules {

// Rows handed over and not yet on disk, the latest of each key. Nothing: to be erased.
template <typename Key, typename Row>
using PendingRows = std::map<Key, std::optional<Row>>;

class Ledger::Rows {
 public:
  explicit Rows(Database& database) : database_(database) {}

  // What has been committed, in the order of their keys; of incidents those that are not over.
  std::vector<DeviceRow> devices() const;
  std::vector<ContactRow> contacts() const;
  std::vector<NameRow> names() const;
  std::vector<IncidentRow> incidents() const;
  std::vector<IncidentRow> all_incidents() const;  // those that are over too
  std::vector<BindingRow> bindings() const;
  std::vector<LinkRow> links() const;
  std::vector<ForwarderRow> forwarders() const;
  std::vector<MarkRow> marks() const;
  std::vector<ResolverUserRow> resolver_users() const;
  std::vector<HistoryRow> history() const;
  std::vector<OpenFlowRow> open_flows() const;
  std::vector<SharedAddressRow> shared_addresses() const;
  SensorRow sensor() const;
  // The greatest key ever given, over rows long erased too.
  DeviceKey last_device() const;
  IncidentKey last_incident() const;

  void put(const DeviceRow& row);
  void put(const ContactRow& row);
  void put(const NameRow& row);
  void put(const IncidentRow& row);
  void put(const BindingRow& row);
  void put(const LinkRow& row);
  void put(const ForwarderRow& row);
  void put(const MarkRow& row);
  void put(const ResolverUserRow& row);
  void put(const HistoryRow& row);
  void put(const OpenFlowRow& row);
  void put(const SharedAddressRow& row);
  void put(const SensorRow& row);
  void add(const DecisionRow& row);            // its key is given by the ledger
  std::vector<DecisionRow> decisions() const;  // for readers
  void put(const CoverageRow& row);
  std::vector<CoverageRow> coverage() const;  // for readers
  void erase_device(DeviceKey device);        // with all that belongs to it
  // What is over since before then, and the decisions and the coverage of that time.
  void erase_over_before(Instant time);
  // `from` turned out to be `into`: its incidents that are over become the other's, and the rest of
  // what belongs to it goes; what goes on has been, or will be, put under `into`.
  void join_device(DeviceKey from, DeviceKey into);
  void erase_name(DeviceKey device, const std::string& name);
  void erase_binding(const IpAddress& ip);
  void erase_link(const Mac& mac);
  void erase_forwarder(const IpAddress& ip);
  void erase_resolver_user(const IpAddress& client, const IpAddress& resolver);
  void erase_history(const std::string& device, const std::string& name);
  void erase_open_flow(const Endpoint& client, const Endpoint& server);
  void erase_shared_address(const IpAddress& ip);

 private:
  friend class Ledger;
  std::vector<IncidentRow> incidents_where(std::string_view where) const;
  void erase_flows_of(DeviceKey device);
  void apply();  // inside a transaction
  void forget_pending();
  [[nodiscard]] bool pending() const;

  Database& database_;
  std::vector<std::pair<DeviceKey, DeviceKey>> joins_;
  PendingRows<DeviceKey, DeviceRow> devices_;
  PendingRows<std::tuple<DeviceKey, std::string, std::string>, ContactRow> contacts_;
  PendingRows<std::pair<DeviceKey, std::string>, NameRow> names_;
  PendingRows<IncidentKey, IncidentRow> incidents_;
  PendingRows<IpAddress, BindingRow> bindings_;
  PendingRows<Mac, LinkRow> links_;
  PendingRows<IpAddress, ForwarderRow> forwarders_;
  PendingRows<std::tuple<DeviceKey, std::string, std::string, MarkKind>, MarkRow> marks_;
  PendingRows<std::pair<IpAddress, IpAddress>, ResolverUserRow> resolver_users_;
  PendingRows<std::pair<std::string, std::string>, HistoryRow> history_;
  PendingRows<std::pair<Endpoint, Endpoint>, OpenFlowRow> open_flows_;
  PendingRows<IpAddress, SharedAddressRow> shared_addresses_;
  std::optional<SensorRow> sensor_;
  std::vector<DecisionRow> decisions_;
  PendingRows<std::pair<std::string, Instant>, CoverageRow> coverage_;
  std::vector<DeviceKey> erased_;
  std::optional<Instant> erase_before_;
};

}  // namespace cutoffd::rules
