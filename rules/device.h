// A device in memory: its row, the names it asked for and the services it contacted.
//
// Threads: one. Lifetime: devices live in Devices (rules/devices.h), which alone makes, joins and
// forgets them.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/alert.h"
#include "core/fact.h"
#include "rules/contact.h"
#include "rules/identity.h"
#include "rules/ledger_rows.h"
#include "rules/question.h"

namespace cutoffd::rules {

std::string device_id(const Mac& mac);
std::string device_id(const IpAddress& ip);

// As alerts and `cutoffd devices` show it.
DeviceView view_of(const DeviceRow& row);

// True if something proved, or the inventory says, that the device is its MAC.
bool is_proved(const DeviceRow& row);
// `words` are separated by spaces.
bool has_word(std::string_view words, std::string_view word);

struct Device {
  DeviceRow row;
  std::shared_ptr<Device> successor;  // set when it turned out to be another one
  bool changed = false;               // the row, or something that belongs to it
  // By vendor and service. Shared with the flows that still feed a contact.
  std::map<std::pair<std::string, std::string>, std::shared_ptr<Contact>> contacts;
  std::unordered_map<std::string, AskedName> names;

  // Each returns true if the row changed.
  bool add_ip(const IpAddress& ip);
  bool add_vlans(std::span<const std::uint16_t> ids);
  bool claim(const NameClaim& claim);
  void saw_contact(Instant time);
  bool saw_alive(Instant time);
};

// The device that goes on for this one: itself, unless it was joined.
std::shared_ptr<Device> current(std::shared_ptr<Device> device);

}  // namespace cutoffd::rules
