// The network interfaces of this machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/address.h"

namespace cutoffd::source {

struct Interface {
  std::string name;
  std::string description;  // may be empty
  bool up = false;
  bool loopback = false;
};

// Those that packets can be captured on, "any" among them; empty where the system refuses to say.
std::vector<Interface> list_interfaces();

// Those that carry networks, by name: without libpcap's pseudo-devices, and told even to a service
// that may not list interfaces by AF_NETLINK.
std::vector<std::string> interface_names();

// Whether the machine has it now.
bool is_there(std::string_view interface);

// Up, and with a carrier: libpcap goes on in silence when an interface is switched off or
// unplugged. True where the system does not say, as for "any".
bool is_up(std::string_view interface);

// The networks that the interface has addresses in; the default for internal networks.
std::vector<Prefix> networks_of(std::string_view interface);

}  // namespace cutoffd::source
