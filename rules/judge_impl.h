// The judge's state and the steps that it takes for each fact. Private to rules/judge*.cc.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/alert.h"
#include "rules/awaited_names.h"
#include "rules/carried_flows.h"
#include "rules/devices.h"
#include "rules/forwarders.h"
#include "rules/history.h"
#include "rules/identity.h"
#include "rules/judge.h"
#include "rules/past.h"
#include "rules/resolver_users.h"
#include "rules/sensor_sight.h"
#include "rules/shared_addresses.h"
#include "rules/stacks.h"
#include "rules/standing.h"
#include "rules/telling.h"
#include "rules/watched_flows.h"

namespace cutoffd::rules {

// A hello that came late names a service that its connection was counted for by its address.
bool is_named_late(const WatchedFlow& flow, const std::vector<Subject>& subjects);
std::vector<Subject> subjects_of_network(const RuleSet& rules, const IpAddress& address);

class Judge::Impl {
 public:
  Impl(std::shared_ptr<const RuleSet> rules, const JudgeOptions& options, Ledger& ledger,
       Counters& counters);

  // Facts (judge.cc).
  void take(const Sighting& sighting);
  void take(const FlowProgress& progress);   // judge_flows.cc
  void take(const HttpAnswer& answer);       // judge_blocks.cc
  void take(const AddressContact& contact);  // judge_address.cc
  void take(const FlowNamed& named);         // judge_address.cc
  void take(const SharedAddress& shared) { shared_.take(shared); }
  void take(const Binding& binding);
  void take(const MarkTrace& trace);      // judge_marks.cc
  void take(const SystemChange& change);  // judge_between.cc
  void take(const Passage& passage);      // judge_between.cc
  void take(const Liveness& liveness);    // judge_life.cc
  void take(const SensorChange& change);  // judge_life.cc

  // Time has come to `now`: in their order, what is due to be told, and connections that were named
  // by nothing in time (judge_address.cc).
  void pass_to(Instant now);
  void settle_addresses(Instant now);

  // What is told (judge_telling.cc).
  void reach(Instant now);
  void finish();
  void save();
  void flows_are(const FlowEnds& flows) { carried_.flows_are(flows); }
  void say_coverage_by(CoverageWords words) { coverage_words_ = std::move(words); }
  void use(std::shared_ptr<const RuleSet> rules);
  [[nodiscard]] std::size_t open_incidents() const;
  [[nodiscard]] bool found() const;
  std::optional<std::string> decide(std::string_view incident, const Decision& decision);
  std::optional<std::string> forget_device(std::string_view device, const Decision& decision);
  [[nodiscard]] std::size_t devices() const { return devices_.size(); }
  [[nodiscard]] std::optional<Instant> seen_until() const { return sight_.seen_until(); }

 private:
  using DevicePtr = std::shared_ptr<Device>;
  using ContactPtr = std::shared_ptr<Contact>;

  // Who (judge_devices.cc).
  std::string id_of(const Party& client);
  DevicePtr device_of(const Party& client, const VlanStack& vlans);
  void note_links(const Sighting& sighting);
  void settle_identity(const IpAddress& ip);
  void take_over(Device& device, const Mac& mac);
  void show_mac(Device& device, const Mac& mac, const IpAddress& ip);
  void remember_bearer(const Mac& mac, const IpAddress& ip);
  void doubt_bearers(const Mac& mac);
  [[nodiscard]] bool is_outside(const IpAddress& ip) const;
  [[nodiscard]] bool is_inside(const IpAddress& ip) const;
  [[nodiscard]] bool is_router(const IpAddress& ip) const;
  [[nodiscard]] bool holds(const DeviceRow& device, const IpAddress& ip) const;
  [[nodiscard]] std::optional<IpAddress> forwarder_among(const DeviceRow& device) const;

  // Who acts for whom (judge_between.cc).
  bool relayed(const Sighting& sighting, const std::vector<Subject>& subjects);
  [[nodiscard]] std::vector<IpAddress> addresses_beside(const IpAddress& ip) const;
  DevicePtr caller_of(const Sighting& sighting);
  [[nodiscard]] std::optional<Mac> client_behind(const Sighting& sighting) const;
  void note_asked_of_others(const Sighting& sighting, const DevicePtr& device);
  void note_via(Device& device, const DomainName& asked, const std::vector<Subject>& subjects,
                const IpAddress& via);
  void place_between(const Sighting& sighting, Step& step) const;
  [[nodiscard]] bool passed_on(const Sighting& sighting) const;
  [[nodiscard]] bool came_from_itself(const IpAddress& ip, const std::optional<Mac>& mac) const;
  [[nodiscard]] bool may_ask_for_others(const Sighting& sighting) const;
  [[nodiscard]] bool stands_for_others(const Sighting& sighting) const;
  [[nodiscard]] bool may_pass_on(const Sighting& sighting) const;
  const Forwarders::Contact* seen_inside(const Sighting& sighting);

  // By the inventory, and where rules apply (judge_inventory.cc).
  [[nodiscard]] std::optional<Mac> owner_of(const IpAddress& ip,
                                            const std::optional<Mac>& seen) const;
  [[nodiscard]] const InventoryEntry* listing_of(const DeviceRow& device) const;
  void enlist(Device& device);
  void enlist_all();
  [[nodiscard]] bool in_scope_of(const Rule& rule, const DeviceRow& device, const Step& step) const;
  [[nodiscard]] bool in_scope_of(const Rule& rule, const DeviceRow& device) const;
  [[nodiscard]] bool is_prohibited(const DeviceRow& device, const Standing& standing) const;

  // Connections known by their address (judge_address.cc).
  [[nodiscard]] DevicePtr known_device(const Party& client) const;
  [[nodiscard]] std::optional<DomainName> name_answered(const AddressContact& contact);
  bool awaits_name(const FlowProgress& progress);
  void conclude(const AwaitedName& awaited, bool outer);
  // Names that the DNS evidence contradicts (judge_decoy.cc).
  [[nodiscard]] bool is_decoy(const Sighting& sighting, const Device& device,
                              const std::vector<Subject>& subjects) const;
  void take_decoy(const Sighting& sighting, Device& device, const std::vector<Subject>& subjects);
  void tell_decoy(Device& device, Contact& contact, const Step& step);
  // An exemption of the configuration covers the device's contacts with the service under the rule.
  [[nodiscard]] bool borne_with(const Rule& rule, const DeviceRow& device,
                                const ContactRow& contact, Instant now) const;

  // Blockers that the operator named (judge_blocks.cc).
  [[nodiscard]] std::optional<Blocked> blocker_at(const IpAddress& ip) const;
  [[nodiscard]] Sighting with_blockers(const Sighting& seen) const;
  [[nodiscard]] bool is_page(const WatchedFlow& flow, const HttpAnswer& answer) const;
  [[nodiscard]] bool leads_elsewhere(const WatchedFlow& flow, const HttpAnswer& answer) const;

  // What (judge.cc).
  void take(const Sighting& sighting, const std::vector<Subject>& subjects, Basis by);
  std::vector<Instant> cutoffs_of(const std::vector<Subject>& subjects);
  Occurrence occurrence_of(const Sighting& sighting, Device& device, AskedName* name,
                           const std::vector<Subject>& subjects);
  bool belongs_to_another_name(Device& device, const Sighting& sighting, const AskedName& own,
                               const std::vector<Subject>& subjects,
                               const std::vector<Instant>& cutoffs);
  void note_certificate(const Sighting& sighting, std::vector<Subject>& subjects);
  void add(Device& device, Contact& contact, const Step& step);
  void feed_incident(Contact& contact, const Prohibition& prohibition, const Step& step);
  void keep_awake(Contact& contact, const Prohibition& prohibition, const Step& step);

  // What flows go on to do (judge_flows.cc).
  void watch_flow(const Sighting& sighting, const std::vector<WatchedFlow::Target>& targets,
                  Basis by, const Step& step);
  WatchedFlow* watched(FlowId id, Instant time);
  void add(const WatchedFlow& flow, Step step);
  bool resume(FlowId id, const Endpoint& client, const Endpoint& server, Instant time);
  void resume(FlowId id, const OpenFlowRow& row);
  std::vector<WatchedFlow::Target> targets_of(const OpenFlowRow& row);

  // Marks (judge_marks.cc), going around a block (judge_evasion.cc), the vendor's servers on the
  // inside (judge_relays.cc).
  SeenKind& seen_kind(Contact& contact, MarkKind kind);
  [[nodiscard]] DevicePtr known_device(const IpAddress& ip, const std::optional<Mac>& mac) const;
  ContactPtr contact_for(Device& device, const MarkTrace& trace, const Match& match, bool& named);
  [[nodiscard]] bool has_incident(const Device& device, const std::string& vendor) const;
  void take_mark(const MarkTrace& trace, const Match& match);
  void weigh(Device& device, const Contact& last, MarkRow& row, Instant time);
  void note_resolvers(const Sighting& sighting, Device& device, AskedName& name,
                      const std::vector<Subject>& subjects);
  void note_evasion(const Sighting& sighting, Device& device, const Subject& subject,
                    const std::string& failure);
  void tell_evasion(Device& device, Contact& contact);
  [[nodiscard]] bool between_insiders(const MarkTrace& trace) const;
  void load_relays();
  void note_relay_host(const IpAddress& host);
  [[nodiscard]] bool calls(const Device& device, const std::string& vendor) const;
  void note_relay(Device& client, Contact& contact, SeenKind& mark, Instant time);
  void confirm_relay(Device& client, Contact& contact, SeenKind& mark, Instant time);
  void confirm_clients(const Device& server, const std::string& vendor, Instant time);
  std::map<DeviceKey, ContactPtr> clients_of(const Device& server, const std::string& vendor);
  [[nodiscard]] std::optional<IpAddress> relay_of(const Device& device,
                                                  const std::string& vendor) const;
  Scene scene_of(const Device& device, const Contact& contact);

  // Telling (judge_telling.cc).
  [[nodiscard]] Course course_of(const IncidentRow& row);
  [[nodiscard]] Watch watch_of(const Device& device, Instant now) const;
  [[nodiscard]] Watch watch_of(const Incident& incident, const Course& course) const;
  void schedule(Incident& incident);
  void unschedule(Incident& incident);
  void tell(Incident& due, Instant now);
  void settle_due(Contact& contact, Device& device, const Due& due,
                  const std::vector<Incident*>& together, Instant now);
  void tell_unclassified(Device& device, const Contact& contact, const Step& step);
  void write(Alert alert);

  // The past under today's rules (judge_past.cc).
  struct Past;
  void judge_anew();
  void judge_past_of(Device& device);
  Past past_of(Device& device);
  void judge_contact_anew(Device& device, Contact& contact, std::span<const PastName> names);
  void stand_anew(Device& device, Contact& contact, const Standing& standing);
  void raise_past(Incident& incident, const Contact& contact, const Prohibition& prohibition,
                  std::span<const PastName> names);
  void open_past(Contact& contact, const Prohibition& prohibition, std::span<const PastName> names);
  void tell_past(Instant now);
  std::optional<Instant> told_with(const Incident& incident);
  void keep_in_history(const Sighting& sighting);
  void recall_history();

  // Life (judge_life.cc).
  void note_alive(Device& device, Instant time);
  [[nodiscard]] std::optional<Instant> exempt_to_of(const IncidentRow& row,
                                                    const Course& course) const;
  void name_muted(Incident& incident, bool muted);
  void mind_exemptions(Incident& incident, Instant now);
  void restate(Device& device, Contact& contact);
  void come_to(Instant now);
  void tell_due(Instant now);
  void forget_old(Instant now);
  void forget(Device& device);
  void note_flood(Instant now);
  void end_flood(Instant now);
  Alert flood_alert(Instant now, bool over) const;

  // Commands (judge_commands.cc).
  std::vector<Incident*> bearing(std::string_view id);
  void decide(Incident& incident, const Decision& decision);

  std::shared_ptr<const RuleSet> rules_;
  JudgeOptions options_;
  Ledger& ledger_;
  Counters& counters_;
  Standings standings_;
  Devices devices_;
  Identity identity_;
  Forwarders forwarders_;
  Stacks ttls_{1};     // of watched connections
  Stacks layouts_{2};  // of all
  WatchedFlows flows_;
  CarriedFlows carried_;
  WatchedFlows relayed_flows_;  // what go-betweens opened for visible clients: marks are theirs
  AwaitedNames awaited_;
  SharedAddresses shared_;
  ResolverUsers resolver_users_;
  std::set<IpAddress> relay_hosts_;  // to which clients open a relay's port
  History history_;
  SensorSight sight_;
  // Addresses whose device shows this MAC, though it is not proved to be its own.
  std::unordered_map<Mac, std::vector<IpAddress>> bearers_;
  std::set<std::pair<Instant, IncidentKey>> agenda_;
  std::vector<Alert> alerts_;           // told since the last save
  std::optional<Instant> now_;          // the latest time reached
  bool past_waits_ = false;             // judged anew, and what that opened is not told yet
  std::vector<DecisionRow> decisions_;  // since the last save
  CoverageWords coverage_words_;
  Instant come_ = kBeginning;  // floods and retention were looked at up to here
};

}  // namespace cutoffd::rules
