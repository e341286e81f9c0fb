// What proved which address of a device, and who gave it its name: for `cutoffd devices --json`.
//
// Read from the ledger when somebody asks; at most as many as a device has addresses (32). Threads:
// those of the Ledger.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"
#include "core/fact.h"
#include "core/time.h"
#include "rules/ledger.h"

namespace cutoffd::rules {

struct AddressProof {
  IpAddress ip;
  // What proves that the address is the device's, and since when; absent where nothing does.
  std::optional<Binding::Source> source;
  std::optional<Instant> since;
  // The name that was claimed for it, and by which protocol.
  std::string name;
  std::optional<Binding::Source> name_source;
  // Of a lease: what the client calls itself to the server, in hex, and the seconds given.
  std::string client_id;
  std::uint32_t lease = 0;
};

// By DeviceView::id; addresses of which nothing is known are left out.
using Provenance = std::map<std::string, std::vector<AddressProof>>;
Provenance provenance_of(Ledger& ledger);
// Of the devices of these lines alone.
Provenance provenance_of(Ledger& ledger, const std::vector<DeviceService>& lines);

}  // namespace cutoffd::rules
