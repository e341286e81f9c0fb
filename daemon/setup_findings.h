// What the figures of a look mean to whoever sets up a sensor: where it stands, what it sees there
// and what not, in sentences; and what the configuration should say. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/address.h"
#include "core/coverage.h"
#include "daemon/setup_look.h"

namespace cutoffd {

struct SetupFindings {
  enum class Place {
    silent,        // nothing came by
    mirror,        // traffic of other machines
    router,        // this machine carries others' traffic, and they open connections here
    router_outer,  // it carries it out here
    own,           // this machine's own traffic only
    one_machine,   // a capture of one machine
    several,       // a capture of several
  };
  Place place = Place::silent;
  std::vector<std::string> seen;      // what was found
  std::vector<std::string> not_seen;  // and what could not be, with the remedy where there is one
  std::vector<IpAddress> forwarders;  // answer others and ask on
  std::vector<IpAddress> perhaps_forwarders;  // ask, as it seems, for others that are not seen
  std::vector<Prefix> perhaps_internal;  // public networks whose addresses behave as devices do
  bool larger_ring = false;

  // Whether other machines' traffic is here to be watched.
  [[nodiscard]] bool worth_watching() const {
    return place == Place::mirror || place == Place::router || place == Place::several;
  }
};

// Of forwarders, and networks: more would be none to read.
inline constexpr std::size_t kMostAdvised = 16;

enum class LookedAt { interface, capture };
SetupFindings findings_of(const SetupLook& look, LookedAt what);

// In daemon/setup_resolvers.cc: who answers names, and for whom.
void find_resolvers(const SetupFigures& figures, SetupFindings& findings);

// Private and link-local.
bool is_private(const IpAddress& address);
std::string counted(std::uint64_t number, std::string_view one, std::string_view many);
std::string share(std::uint64_t part, std::uint64_t whole);  // "12 %"

}  // namespace cutoffd
