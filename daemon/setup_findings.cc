#include "daemon/setup_findings.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "rules/coverage.h"

namespace cutoffd {
namespace {

using Place = SetupFindings::Place;

// As the configuration takes for internal where nothing else is said.
constexpr std::array<std::string_view, 6> kPrivate{"10.0.0.0/8", "172.16.0.0/12",  "192.168.0.0/16",
                                                   "fc00::/7",   "169.254.0.0/16", "fe80::/10"};

// Choices. A switch floods a little of others' traffic to every port, so that some of it makes no
// mirror.
constexpr std::uint64_t kMirrorPart = 5;    // a fifth of the frames
constexpr std::uint64_t kCarriedPart = 10;  // a tenth
constexpr std::uint64_t kOneMachine = 98;   // percent of the packets
constexpr std::uint64_t kCopiesPart = 10;   // a tenth
constexpr std::uint64_t kFewConnections = 20;
constexpr std::size_t kShownVlans = 12;

std::uint64_t busiest(const SetupFigures& figures) {
  std::uint64_t most = 0;
  for (const auto& [ip, speaker] : figures.speakers) most = std::max(most, speaker.packets);
  return most;
}

// Each packet counts for both of its ends.
std::uint64_t conversations(const SetupFigures& figures) {
  std::uint64_t ends = 0;
  for (const auto& [ip, speaker] : figures.speakers) ends += speaker.packets;
  return ends / 2;
}

Place place_of(const SetupFigures& f, LookedAt what) {
  if (f.speakers.empty()) return Place::silent;
  if (what == LookedAt::capture) {
    const bool one = busiest(f) * 100 >= conversations(f) * kOneMachine;
    return one ? Place::one_machine : Place::several;
  }
  // What a mirror wraps is of others, wherever the wrapping is sent to.
  if (f.of_others * kMirrorPart >= f.frames + 1 || f.mirrored * 2 > f.read) return Place::mirror;
  if (f.carried * kCarriedPart < f.frames + 1) return Place::own;
  return f.opened_by_us > f.opened_to_us ? Place::router_outer : Place::router;
}

void say_place(const SetupFigures& f, SetupFindings& out) {
  switch (out.place) {
    case Place::silent:
      out.not_seen.emplace_back(
          "No packet between two machines came by. If this is to be a mirror port: is the mirror "
          "set up on the switch, is the cable in the right port, is the interface up?");
      return;
    case Place::mirror:
      out.seen.push_back("A mirror: " + share(f.of_others, f.frames) +
                         " of the frames are between other machines.");
      return;
    case Place::router:
      out.seen.push_back("The inner side of a router, this machine: " + share(f.carried, f.frames) +
                         " of the frames are carried for others.");
      out.not_seen.emplace_back(
          "Whether connections are taken past this interface (flow offload, in the kernel or in "
          "hardware) does not show here. If it is on, little more than DNS and first packets is "
          "left to see.");
      return;
    case Place::router_outer:
      out.seen.push_back("The outer side of a router, this machine: " + share(f.carried, f.frames) +
                         " of the frames are carried for others.");
      out.not_seen.emplace_back(
          "The devices' own link-layer addresses are not on this side. Watch the inner one.");
      return;
    case Place::own:
      out.seen.push_back("This machine's own traffic: only " + share(f.of_others, f.frames) +
                         " of the frames are of others, which is what switches flood.");
      out.not_seen.emplace_back(
          "What other machines do does not pass here. Mirror the uplink's port of the switch to "
          "this interface, or watch on the router. (A router that translates addresses looks like "
          "this on its outer side.)");
      return;
    case Place::one_machine:
      out.seen.emplace_back("The traffic of one machine: one address takes part in all of it.");
      out.not_seen.emplace_back("What other machines do is not in this capture.");
      return;
    case Place::several:
      out.seen.emplace_back("The traffic of several machines: taken at a mirror or a router.");
      return;
  }
}

void say_who(const SetupFigures& f, const Counters& counters, SetupFindings& out) {
  std::uint64_t inside = 0;
  for (const auto& [ip, speaker] : f.speakers) inside += is_private(ip) ? 1U : 0U;
  out.seen.push_back(counted(counters.get(Counter::packets), "packet", "packets") + " of " +
                     counted(f.speakers.size(), "address", "addresses") + ", " +
                     std::to_string(inside) + " of them private.");
}

// Nobody inside is to be told apart where one address stands for all.
void say_translated(const SetupFigures& f, SetupFindings& out) {
  std::uint64_t all = 0;
  std::uint64_t most = 0;
  IpAddress who;
  for (const auto& [ip, speaker] : f.speakers) {
    all += speaker.opened;
    if (speaker.opened > most) {
      most = speaker.opened;
      who = ip;
    }
  }
  const bool one = all >= kFewConnections && most * 20 >= all * 19;
  if (!one || !out.worth_watching()) return;
  const std::string address(text(who).view());
  if (is_private(who)) {
    out.not_seen.push_back("Nearly all connections are opened by " + address +
                           ": one machine only, or a proxy or router that hides others. Those "
                           "behind it are not told apart here.");
  } else {
    out.not_seen.push_back("Nearly all connections are opened by " + address +
                           ", a public address: this is the outer side of a router that "
                           "translates. Devices are not told apart here: mirror its inner side.");
  }
}

void say_vlans(const SetupFigures& f, SetupFindings& out) {
  if (f.vlans.empty()) {
    out.seen.emplace_back("No VLAN tags: one network, or the tags were taken off before.");
    return;
  }
  std::string sentence = f.vlans.size() == 1 ? "VLAN" : "VLANs";
  std::size_t shown = 0;
  for (const auto& [vid, frames] : f.vlans) {
    if (++shown > kShownVlans) break;
    sentence +=
        (shown == 1 ? " " : ", ") + std::to_string(vid) + " (" + share(frames, f.read) + ")";
  }
  if (f.vlans.size() > kShownVlans) {
    sentence += " and " + std::to_string(f.vlans.size() - kShownVlans) + " more";
  }
  if (f.untagged > 0) sentence += "; " + share(f.untagged, f.read) + " without a tag";
  if (f.stacked > 0) sentence += "; " + share(f.stacked, f.read) + " with tags inside tags";
  out.seen.push_back(sentence + ".");
}

void say_tunnels(const SetupFigures& f, SetupFindings& out) {
  if (f.mirrored > 0) {
    out.seen.push_back(share(f.mirrored, f.read) +
                       " of the packets are wrapped by the mirror (ERSPAN, TZSP); they are "
                       "unwrapped.");
  }
  if (f.wrapped > 0) {
    out.seen.push_back(share(f.wrapped, f.read) + " of the packets come through " +
                       counted(f.tunnels.size(), "tunnel", "tunnels") +
                       " (GRE, VXLAN and the like); they are looked into.");
  }
}

void say_flows(const Counters& counters, SetupFindings& out) {
  const std::uint64_t two = counters.get(Counter::two_way_flows);
  const std::uint64_t one = counters.get(Counter::one_way_flows);
  if (one + two == 0) {
    out.not_seen.emplace_back(
        "No connection carried data meanwhile: whether both directions are seen is not known.");
  } else if (static_cast<double>(one) <=
             CoverageLimits{}.one_way_flows * static_cast<double>(one + two)) {
    out.seen.push_back("Both directions are seen, of " + share(two, one + two) + " of " +
                       counted(one + two, "flow", "flows") + ".");
  } else if (two == 0) {
    out.not_seen.emplace_back(
        "Only one direction is seen. Mirror both (received and sent) of the port.");
  }
  const std::uint64_t encrypted = counters.get(Counter::encrypted_flows);
  const std::uint64_t unnamed = std::min(counters.get(Counter::unnamed_flows), encrypted);
  if (encrypted > 0) {
    out.seen.push_back(share(encrypted - unnamed, encrypted) + " of " +
                       counted(encrypted, "TLS or QUIC flow", "TLS and QUIC flows") +
                       " have a readable server name.");
  }
  const std::uint64_t copies = counters.get(Counter::copies);
  const std::uint64_t packets = counters.get(Counter::packets);
  if (copies * kCopiesPart > packets) {
    out.seen.push_back(share(copies, packets) +
                       " of the packets are copies of others: the mirror shows them twice. They "
                       "are known and count once, but take room on the way here.");
  }
}

// In the coverage's own words, since `clean` will be judged by them.
void say_coverage(const SetupFigures& f, const Counters& counters, SetupFindings& out) {
  CoverageFigures figures = rules::figures_from(counters);
  if (figures.packets == 0) return;
  figures.encrypted_dns_devices = f.encrypted_dns_devices.size();
  for (std::string& reason : rules::judge_coverage(figures, {}, false).reasons) {
    out.not_seen.push_back(std::move(reason));
  }
  if (f.not_kept > 0) {
    out.not_seen.emplace_back("There were more addresses than setup keeps: not all were counted.");
  }
  out.larger_ring = counters.get(Counter::kernel_drops) > 0;
}

// Who opens connections to many places is a device, whatever its address. A scan from outside
// reaches few.
void find_internal(const SetupFigures& f, SetupFindings& out) {
  for (const auto& [ip, speaker] : f.speakers) {
    if (is_private(ip) || speaker.networks.size() < Speaker::kFewNetworks) continue;
    const Prefix network(ip, ip.is_v4() ? 24 : 64);
    const auto known = std::find(out.perhaps_internal.begin(), out.perhaps_internal.end(), network);
    if (known != out.perhaps_internal.end() || out.perhaps_internal.size() == kMostAdvised)
      continue;
    out.perhaps_internal.push_back(network);
  }
}

}  // namespace

bool is_private(const IpAddress& address) {
  return std::any_of(kPrivate.begin(), kPrivate.end(), [&address](std::string_view network) {
    return Prefix::parse(network)->contains(address);
  });
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return "0 %";
  const std::uint64_t percent = part * 100 / whole;
  if (percent == 0) return "less than 1 %";
  return std::to_string(percent) + " %";
}

SetupFindings findings_of(const SetupLook& look, LookedAt what) {
  const SetupFigures& figures = look.figures();
  SetupFindings out;
  out.place = place_of(figures, what);
  say_place(figures, out);
  if (out.place == Place::silent) return out;
  say_who(figures, look.counters(), out);
  say_translated(figures, out);
  say_flows(look.counters(), out);
  say_vlans(figures, out);
  say_tunnels(figures, out);
  find_resolvers(figures, out);
  say_coverage(figures, look.counters(), out);
  find_internal(figures, out);
  return out;
}

}  // namespace cutoffd
