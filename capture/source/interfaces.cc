#include "capture/source/interfaces.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <optional>

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cutoffd::source {
namespace {

std::optional<IpAddress> address_in(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    return IpAddress::v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    return IpAddress::from(Bytes(v6.sin6_addr.s6_addr, sizeof v6.sin6_addr.s6_addr));
  }
  return std::nullopt;
}

unsigned prefix_length(const IpAddress& netmask) {
  unsigned length = 0;
  for (const std::uint8_t octet : netmask.octets()) {
    length += static_cast<unsigned>(std::countl_one(octet));
    if (octet != 0xff) break;
  }
  return length;
}

}  // namespace

std::vector<Interface> list_interfaces() {
  std::array<char, PCAP_ERRBUF_SIZE> trouble{};
  pcap_if_t* first = nullptr;
  if (pcap_findalldevs(&first, trouble.data()) != 0) return {};
  const std::unique_ptr<pcap_if_t, decltype(&pcap_freealldevs)> owned(first, &pcap_freealldevs);
  std::vector<Interface> found;
  for (const pcap_if_t* device = first; device != nullptr; device = device->next) {
    found.push_back({device->name, device->description != nullptr ? device->description : "",
                     (device->flags & PCAP_IF_UP) != 0, (device->flags & PCAP_IF_LOOPBACK) != 0});
  }
  return found;
}

std::vector<Prefix> networks_of(std::string_view interface) {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owned(first, &freeifaddrs);
  std::vector<Prefix> networks;
  for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next) {
    if (interface != entry->ifa_name) continue;
    const auto address = address_in(entry->ifa_addr);
    const auto netmask = address_in(entry->ifa_netmask);
    if (!address || !netmask) continue;
    const Prefix network(*address, prefix_length(*netmask));
    if (std::find(networks.begin(), networks.end(), network) == networks.end()) {
      networks.push_back(network);
    }
  }
  return networks;
}

bool is_up(std::string_view interface) {
  ifreq request{};
  if (interface.size() >= sizeof request.ifr_name) return true;
  std::copy(interface.begin(), interface.end(), request.ifr_name);
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return true;
  const bool said = ioctl(descriptor, SIOCGIFFLAGS, &request) == 0;
  close(descriptor);
  const int flags = request.ifr_flags;
  return !said || ((flags & IFF_UP) != 0 && (flags & IFF_RUNNING) != 0);
}

}  // namespace cutoffd::source
