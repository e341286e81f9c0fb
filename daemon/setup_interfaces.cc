#include "daemon/setup_interfaces.h"

#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>

#include "capture/source/interfaces.h"

namespace cutoffd {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostTold = 12;  // a machine with containers has hundreds

// The bridge or bond that shows what this one shows.
std::optional<std::string> part_of(const std::string& interface) {
  std::error_code none;
  const fs::path master = fs::read_symlink(fs::path("/sys/class/net") / interface / "master", none);
  return none ? std::nullopt : std::optional(master.filename().string());
}

void add(const sockaddr& address, OwnAddresses& own) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    own.ips.insert(IpAddress::v4(ntohl(v4.sin_addr.s_addr)));
  } else if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    own.ips.insert(IpAddress::from(Bytes(v6.sin6_addr.s6_addr, sizeof v6.sin6_addr.s6_addr)));
  } else if (address.sa_family == AF_PACKET) {
    sockaddr_ll link{};
    std::memcpy(&link, &address, sizeof link);
    if (link.sll_halen == ETH_ALEN) own.macs.insert(Mac::from(Bytes(link.sll_addr, ETH_ALEN)));
  }
}

}  // namespace

OwnAddresses own_addresses() {
  OwnAddresses own;
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return own;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owned(first, &freeifaddrs);
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr != nullptr) add(*one->ifa_addr, own);
  }
  return own;
}

Lookable lookable_interfaces() {
  Lookable out;
  std::size_t others = 0;
  for (const source::Interface& interface : source::list_interfaces()) {
    if (interface.loopback || !source::is_there(interface.name)) continue;
    const auto whole = part_of(interface.name);
    if (!whole && source::is_up(interface.name)) {
      out.names.push_back(interface.name);
    } else if (++others <= kMostTold) {
      out.passed_over.push_back(
          interface.name +
          (whole ? ", a part of " + *whole
                 : ": it is down or has no cable (sudo ip link set " + interface.name + " up)"));
    }
  }
  if (others > kMostTold) {
    out.passed_over.push_back(std::to_string(others - kMostTold) + " more");
  }
  return out;
}

}  // namespace cutoffd
