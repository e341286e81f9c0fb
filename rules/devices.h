// All devices that had a watched contact: made, renamed and joined here, and their rows carried to
// and from the ledger.
//
// Bounds (counted, docs/judgement.md "Bounds"): a device beyond the bound is not tracked; a contact
// beyond it neither; of names the device's oldest gives way. Threads: one.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/counters.h"
#include "core/domain_name.h"
#include "rules/device.h"
#include "rules/incident.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

class Devices {
 public:
  struct Bounds {
    std::size_t devices;
    std::size_t contacts;
    std::size_t names;
  };
  Devices(const Bounds& bounds, Counters& counters) : bounds_(bounds), counters_(counters) {}

  void load(const Ledger::Rows& rows);
  // Hands over what changed.
  void save(Ledger::Rows& rows);

  [[nodiscard]] std::size_t size() const { return by_id_.size(); }
  template <typename Each>
  void for_each(Each each) {
    for (const auto& [id, device] : by_id_) each(*device);
  }
  [[nodiscard]] std::shared_ptr<Device> find(const std::string& id) const;
  // Nothing at the bound.
  std::shared_ptr<Device> make(const std::string& id, IdentityGrade grade);
  std::shared_ptr<Contact> contact(Device& device, const std::string& vendor,
                                   const std::string& service);
  AskedName* name(Device& device, const DomainName& name);
  Incident& add_incident(Contact& contact, IncidentRow row);
  [[nodiscard]] IncidentKey next_incident() { return ++last_incident_; }

  // Nothing but the id and what proves it changes.
  void rename(Device& device, const std::string& id, IdentityGrade grade);
  // All that belongs to `from` goes on in `into`, and `from` is gone.
  void join(const std::shared_ptr<Device>& into, const std::shared_ptr<Device>& from);
  // It and all that belongs to it; incidents must not be in anybody's agenda any more.
  void forget(const std::shared_ptr<Device>& device);
  // Names not seen since then; returns how many.
  std::size_t forget_names(Device& device, Instant before);
  // The incident is over: it is no longer found, only written.
  void close(Contact& contact, Incident& incident);
  // To be written at the next save. Whatever changes below a device must be told so.
  void touch(Device& device);

  // By key, whatever device they belong to; those that are over are not here.
  [[nodiscard]] Incident* incident(IncidentKey key) const;
  [[nodiscard]] const std::unordered_map<IncidentKey, Incident*>& incidents() const {
    return incidents_;
  }
  [[nodiscard]] std::shared_ptr<Device> find(DeviceKey key) const;

 private:
  // Null where the ledger's rows name what it does not hold.
  [[nodiscard]] Device* known(DeviceKey key) const;
  [[nodiscard]] Contact* known(DeviceKey key, const std::string& vendor,
                               const std::string& service) const;
  void join_contact(Device& into, const std::shared_ptr<Contact>& contact);
  void join_incidents(Contact& into, Contact& from);
  void save_device(Device& device, Ledger::Rows& rows);
  void forget_oldest_name(Device& device);

  Bounds bounds_;
  Counters& counters_;
  std::unordered_map<std::string, std::shared_ptr<Device>> by_id_;
  std::unordered_map<DeviceKey, std::shared_ptr<Device>> by_key_;
  std::unordered_map<IncidentKey, Incident*> incidents_;
  DeviceKey last_device_ = 0;
  IncidentKey last_incident_ = 0;
  std::size_t contacts_ = 0;
  std::size_t names_ = 0;

  std::vector<DeviceKey> touched_;
  struct Joined {
    DeviceKey from;
    DeviceKey into;
  };
  std::vector<Joined> joined_;
  std::vector<std::pair<DeviceKey, std::string>> gone_names_;
  std::vector<DeviceKey> forgotten_;
  std::vector<IncidentRow> over_;  // incidents that ended since the last save
};

}  // namespace cutoffd::rules
