#include "rules/sentence.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/json.h"

namespace cutoffd::rules {
namespace {

// A claimed host name that looks like one stands by itself; any other is quoted, so that it cannot
// pass for a part of the sentence.
std::string harmless(std::string_view claim) {
  const bool plain = std::all_of(claim.begin(), claim.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
  if (plain) return std::string(claim);
  std::string clean;
  append_clean_utf8(clean, claim, true);
  std::replace(clean.begin(), clean.end(), '"', '\'');
  return "\"" + clean + "\"";
}

std::string text_of(const Endpoint& endpoint) {
  std::string ip(text(endpoint.ip).view());
  if (endpoint.ip.is_v6()) ip = "[" + ip + "]";
  return ip + ":" + std::to_string(number(endpoint.port));
}

std::string_view words_for(Blocked how) {
  switch (how) {
    case Blocked::nxdomain:
      return "the resolver says that the name does not exist";
    case Blocked::nodata:
      return "the resolver gives no address";
    case Blocked::refused:
      return "the resolver refuses";
    case Blocked::sinkhole:
      return "the resolver gives an address that leads nowhere";
    case Blocked::filtered:
      return "the resolver filters the name";
    case Blocked::blockpage:
      return "a block page was served";
    case Blocked::reset:
      return "the connection was reset before an answer";
    case Blocked::unreachable:
      return "the network says unreachable";
    case Blocked::silence:
      return "nothing answers";
  }
  return "blocked";
}

bool reached_out(const Alert& alert) { return alert.evidence >= Evidence::contacted; }

std::string verb(const Alert& alert) {
  if (alert.retroactive) return reached_out(alert) ? "contacted" : "asked for";
  switch (alert.event) {
    case AlertEvent::escalated:
      return reached_out(alert) ? "went further and contacted" : "went further in asking for";
    case AlertEvent::continuing:
      return reached_out(alert) ? "goes on contacting" : "goes on asking for";
    case AlertEvent::quiet:
      return "has been quiet towards";
    case AlertEvent::returned:
      return reached_out(alert) ? "contacts again" : "asks again for";
    default:
      return reached_out(alert) ? "still contacts" : "still asks for";
  }
}

// What was contacted: the name, or the address that stands for it.
std::string target_of(std::string_view name, Basis by) {
  switch (by) {
    case Basis::address:
      return "an address that was answered for " + std::string(name);
    case Basis::outer:
      return "probably " + std::string(name) + " (the hello is encrypted, and the address was " +
             "answered for this name)";
    case Basis::network:
      return "a network of the vendor's";
    case Basis::name:
      break;
  }
  return std::string(name);
}

std::string how_far(const Alert& alert, std::string_view name, Basis by) {
  std::string at;
  if (alert.server) at = " at " + text_of(*alert.server);
  std::string said = target_of(name, by);
  switch (alert.evidence.value_or(Evidence::asked)) {
    case Evidence::asked:
      said += " was asked for";
      if (!alert.blocked) said += ", and no usable answer was seen";
      break;
    case Evidence::resolved:
      said += " was resolved";
      break;
    case Evidence::contacted:
      said += " was contacted" + at;
      break;
    case Evidence::answered:
      said += " answered" + at;
      break;
    case Evidence::transferred:
      said += " answered" + at;
      // Of the past it is known that much was transferred, and not how much.
      if (alert.bytes_down + alert.bytes_up > 0) {
        said += ", " + octets_text(alert.bytes_down) + " received and " +
                octets_text(alert.bytes_up) + " sent";
      } else {
        said += ", and octets were transferred";
      }
      break;
  }
  if (alert.blocked) said += ", blocked: " + std::string(words_for(*alert.blocked));
  return said;
}

std::string how_often(const Alert& alert) {
  if (!alert.first) return {};
  const std::string since(rfc3339(*alert.first, 0).view());
  if (alert.count == 1) return "; 1 contact, at " + since;
  return "; " + std::to_string(alert.count) + " contacts since " + since;
}

// Several determinations in one alert are all named.
std::string under_which(const Alert& alert) {
  if (alert.determination.find(", ") == std::string::npos) return {};
  std::string all = alert.determination;
  const std::size_t last = all.rfind(", ");
  all.replace(last, 2, " and ");
  return "; under " + all;
}

std::string how_late(const Alert& alert) {
  if (!alert.retroactive) return {};
  std::string said;
  if (alert.last && alert.count > 1) {
    said = "; the last one at " + std::string(rfc3339(*alert.last, 0).view());
  }
  return said + "; it was seen before the rule or list was loaded that it is judged by";
}

std::string where_from(const Alert& alert) {
  if (alert.behind) {
    return "; " + std::string(text(*alert.behind).view()) +
           " acts for others: the client is not visible from here";
  }
  std::string way;
  if (alert.via) way = "; by way of " + std::string(text(*alert.via).view());
  if (alert.relay) way += "; managed behind " + std::string(text(*alert.relay).view());
  return way;
}

}  // namespace

std::string called(const DeviceView& device) {
  std::string inside;
  const auto add = [&inside](std::string_view part) {
    if (part.empty()) return;
    if (!inside.empty()) inside += ", ";
    inside += part;
  };
  // One address is enough to find it by: an IPv4 one if there is any.
  const auto four = std::find_if(device.ips.begin(), device.ips.end(),
                                 [](const IpAddress& address) { return address.is_v4(); });
  const auto shown = four != device.ips.end() ? four : device.ips.begin();
  const std::string ip(device.ips.empty() ? "" : text(*shown).view());
  const std::string mac(device.mac ? text(*device.mac).view() : "");
  std::string name = harmless(device.name);
  if (name.empty()) {
    name = ip.empty() ? device.id : ip;
  } else {
    add(ip);
  }
  add(mac);
  if (!device.vlans.empty()) {
    std::string vlans = device.vlans.size() == 1 ? "VLAN" : "VLANs";
    for (const std::uint16_t id : device.vlans) vlans += " " + std::to_string(id);
    add(vlans);
  }
  return inside.empty() ? name : name + " (" + inside + ")";
}

std::string octets_text(std::uint64_t octets) {
  constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(octets);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  const bool fraction = unit > 0 && value < 9.95;
  std::snprintf(text.data(), text.size(), fraction ? "%.1f %s" : "%.0f %s", value, kUnits[unit]);
  return text.data();
}

std::string sentence_of(const Alert& alert, std::string_view title, std::string_view proved,
                        Basis by) {
  const std::string device = alert.device ? called(*alert.device) : "a device";
  std::string sentence = device + " " + verb(alert) + " ";
  if (alert.event == AlertEvent::unclassified) {
    sentence = device + " asks for a name of " + std::string(title) +
               " that no entry of the watchlist classifies: " + alert.name;
    return sentence + how_often(alert) + where_from(alert);
  }
  if (alert.event == AlertEvent::decoy) {
    sentence = device + " names " + alert.name + " of " + std::string(title) + " (" +
               alert.service + ") to an address that was not answered for it: possibly a decoy, " +
               "and no contact";
    if (alert.server) sentence += "; the address is " + text_of(*alert.server);
    return sentence + how_often(alert) + where_from(alert);
  }
  sentence += std::string(title) + " (" + alert.service + ")";
  if (alert.event == AlertEvent::quiet) {
    if (alert.last) sentence += " since " + std::string(rfc3339(*alert.last, 0).view());
    return sentence + how_often(alert);
  }
  return sentence + ": " + how_far(alert, proved, by) + how_often(alert) + how_late(alert) +
         where_from(alert) + under_which(alert);
}

}  // namespace cutoffd::rules
