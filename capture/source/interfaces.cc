#include "capture/source/interfaces.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include <net/if.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cutoffd::source {
namespace {

// The kernel's list of IPv6 addresses. Not /proc/net: a service that sees no other process has only
// its own folder there.
constexpr const char* kIpv6Addresses = "/proc/thread-self/net/if_inet6";
constexpr std::size_t kMostAddresses = 4096;  // of IPv4: a choice

IpAddress address_in(const sockaddr& address) {
  sockaddr_in v4{};
  std::memcpy(&v4, &address, sizeof v4);
  return IpAddress::v4(ntohl(v4.sin_addr.s_addr));
}

unsigned prefix_length(const IpAddress& netmask) {
  unsigned length = 0;
  for (const std::uint8_t octet : netmask.octets()) {
    length += static_cast<unsigned>(std::countl_one(octet));
    if (octet != 0xff) break;
  }
  return length;
}

void add(const Prefix& network, std::vector<Prefix>& networks) {
  if (std::find(networks.begin(), networks.end(), network) == networks.end()) {
    networks.push_back(network);
  }
}

// netdevice(7). A second address may have a label of its own, "eth0:1".
bool is_of(const ifreq& entry, std::string_view interface) {
  const std::string_view name(entry.ifr_name, strnlen(entry.ifr_name, sizeof entry.ifr_name));
  return name.substr(0, name.find(':')) == interface;
}

void add_ipv4(std::string_view interface, std::vector<Prefix>& networks) {
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  std::vector<ifreq> entries(kMostAddresses);
  ifconf all{};
  all.ifc_len = static_cast<int>(entries.size() * sizeof(ifreq));
  all.ifc_req = entries.data();
  if (ioctl(descriptor, SIOCGIFCONF, &all) != 0) all.ifc_len = 0;
  entries.resize(static_cast<std::size_t>(all.ifc_len) / sizeof(ifreq));
  for (const ifreq& entry : entries) {
    ifreq mask = entry;  // asked for by name and address
    if (!is_of(entry, interface) || ioctl(descriptor, SIOCGIFNETMASK, &mask) != 0) continue;
    add(Prefix(address_in(entry.ifr_addr), prefix_length(address_in(mask.ifr_netmask))), networks);
  }
  close(descriptor);
}

// 32 hexadecimal digits, then index, prefix length, scope and flags in hexadecimal, then the name.
void add_ipv6(std::string_view interface, std::vector<Prefix>& networks) {
  std::ifstream file(kIpv6Addresses);
  std::string digits, index, length, scope, flags, name;
  while (file >> digits >> index >> length >> scope >> flags >> name) {
    if (name != interface || digits.size() != 32) continue;
    std::array<std::uint8_t, 16> octets{};
    for (std::size_t i = 0; i < octets.size(); ++i) {
      octets[i] = static_cast<std::uint8_t>(std::stoul(digits.substr(2 * i, 2), nullptr, 16));
    }
    const auto address = IpAddress::from(Bytes(octets.data(), octets.size()));
    add(Prefix(address, static_cast<unsigned>(std::stoul(length, nullptr, 16))), networks);
  }
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

// By ioctl and /proc, not getifaddrs(): that one needs AF_NETLINK, which the service is not
// allowed.
std::vector<Prefix> networks_of(std::string_view interface) {
  std::vector<Prefix> networks;
  add_ipv4(interface, networks);
  add_ipv6(interface, networks);
  return networks;
}

std::vector<std::string> interface_names() {
  std::vector<std::string> names;
  // libpcap lists a dozen pseudo-devices behind those that carry networks.
  for (const Interface& interface : list_interfaces()) {
    if (is_there(interface.name)) names.push_back(interface.name);
  }
  if (!names.empty()) return names;
  std::error_code trouble;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/class/net", trouble)) {
    const std::string name = entry.path().filename().string();
    if (is_there(name)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_there(std::string_view interface) {
  return if_nametoindex(std::string(interface).c_str()) != 0;
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
