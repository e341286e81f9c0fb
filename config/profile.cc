#include "config/profile.h"

#include <algorithm>
#include <array>
#include <string>

#include "config/settings.h"
#include "core/words.h"

namespace cutoffd::config {
namespace {

constexpr std::array<std::string_view, 2> kProfiles{"standard", "router"};

// Choices: a home or a small office is some dozens of devices behind one gigabit a second, of which
// a router without a fast path forwards a third.
constexpr std::size_t kRouterRing = std::size_t{2} << 20;

void set_router_bounds(Settings& settings) {
  settings.track.flows = 4096;
  settings.track.hello_octets = std::size_t{1} << 20;
  settings.track.hello_octets_per_flow = std::size_t{64} << 10;
  settings.track.fragment_octets = std::size_t{256} << 10;
  settings.track.fewer = 8;
  settings.judge.max_devices = 1024;
  settings.judge.max_contacts = 16'384;
  settings.judge.max_names = 8192;
  settings.judge.max_history = 8192;
  settings.judge.max_bindings = 4096;
  settings.judge.max_flows = 4096;
  settings.judge.max_resolver_users = 1024;
  settings.outbox.rows = 10'000;
  settings.outbox.octets = std::uint64_t{8} << 20;
  settings.ledger_cache = std::size_t{512} << 10;
  settings.facts_waiting = 512;
}

}  // namespace

std::string_view name_of(Profile profile) { return word_of<Profile>(kProfiles, profile); }

void begin_with(Profile profile, Settings& settings) {
  settings.profile = profile;
  if (profile == Profile::router) set_router_bounds(settings);
}

void finish_profile(Settings& settings, std::size_t memory) {
  const bool router = settings.profile == Profile::router;
  // Whole MiB, so that people can read it; never less than a router's.
  const std::size_t share = std::max(kRouterRing, memory / 32 >> 20 << 20);
  for (std::size_t i = 0; i < settings.interfaces.size(); ++i) {
    const std::string key = "interfaces[" + std::to_string(i) + "].ring";
    if (settings.origins.contains(key)) continue;
    source::LiveOptions& options = settings.interfaces[i];
    if (router) options.ring_octets = kRouterRing;
    if (memory > 0) options.ring_octets = std::min(options.ring_octets, share);
    options.ring_octets = std::max(options.ring_octets, options.workers * source::kLeastRing);
  }
}

}  // namespace cutoffd::config
