// Who is there, and steps that are done many times.
#include <algorithm>
#include <set>

#include "tests/stories/runner/stage.h"

namespace cutoffd::story {
namespace {

// The options of a SYN, as such a system lays them out.
Octets syn_options_of(const std::string& system) {
  if (system == "linux") {
    return {2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 1, 2, 3, 0, 0, 0, 0, 1, 3, 3, 7};
  }
  if (system == "windows") return {2, 4, 5, 0xb4, 1, 3, 3, 8, 1, 1, 4, 2};
  if (system == "apple") {
    return {2, 4, 5, 0xb4, 1, 3, 3, 6, 1, 1, 8, 10, 0, 1, 2, 3, 0, 0, 0, 0, 4, 2, 0, 0};
  }
  throw StoryError("a system is linux, windows or apple");
}

void device(Stage& stage, const Step&, Words& words) {
  Host host;
  host.name = words.take("a name");
  while (!words.done()) {
    if (words.accept("vlan")) {
      host.vlans.push_back(static_cast<std::uint16_t>(words.number()));
    } else if (words.accept("ttl")) {
      host.ttl = static_cast<std::uint8_t>(words.number());
    } else if (words.accept("system")) {
      host.syn_options = syn_options_of(words.take("a system"));
    } else if (words.accept("gateway")) {
      host.gateway = words.mac();
    } else if (IpAddress::parse(words.peek())) {
      host.ips.push_back(words.ip());
    } else {
      host.mac = words.mac();
    }
  }
  stage.network.declare(std::move(host));
}

void router(Stage& stage, const Step&, Words& words) { stage.network.router = words.mac(); }

std::string replaced(std::string text, std::string_view word, std::string_view by) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
    text.replace(at, word.size(), by);
    at += by.size();
  }
  return text;
}

void play_block(Stage& stage, const Step& step, std::string_view word, const std::string& by) {
  std::vector<Line> lines = step.block;
  for (Line& line : lines) line.text = replaced(line.text, word, by);
  for (const Step& inner : steps_of(lines)) stage.play_in(inner);
}

// $N in the block is 0, 1, 2 …
void repeat(Stage& stage, const Step& step, Words& words) {
  const std::uint64_t times = words.number();
  Duration every{};
  if (words.accept("every")) every = words.duration();
  const Instant begin = stage.network.now;
  for (std::uint64_t i = 0; i < times; ++i) {
    const Instant due = begin + every * static_cast<Duration::rep>(i);
    if (every.count() > 0 && due > stage.network.now) {
      stage.network.now = due;
      if (stage.begun && !stage.network.unseen) stage.sensor.reach(due);
    }
    play_block(stage, step, "$N", std::to_string(i));
  }
}

// A name that the pattern matches; nothing where the mark is no name.
std::string example_of(const rules::WatchEntry& entry) {
  const auto* pattern = std::get_if<rules::NamePattern>(&entry.mark);
  if (pattern == nullptr) return "";
  std::string name = pattern->text;
  // "[00-19]" becomes its first number, "*" a label.
  for (std::size_t at = name.find('['); at != std::string::npos; at = name.find('[')) {
    const std::string first = name.substr(at + 1, name.find('-', at) - at - 1);
    name.replace(at, name.find(']', at) + 1 - at, first);
  }
  return replaced(name, "*", "a");
}

// $NAME in the block is each name of the watchlist's entries of these services.
void each(Stage& stage, const Step& step, Words& words) {
  words.need("name");
  words.need("of");
  const std::string id = words.take("a watchlist");
  std::set<std::string> services;
  while (!words.done()) services.insert(words.take("a service"));
  std::set<std::string> names;
  for (const rules::Watchlist& list : stage.sensor.settings().watchlists) {
    for (const rules::WatchEntry& entry : list.entries) {
      const std::string name = example_of(entry);
      if (list.id == id && !name.empty() && services.count(entry.service) > 0) names.insert(name);
    }
  }
  if (names.empty()) throw StoryError("no such names");
  for (const std::string& name : names) play_block(stage, step, "$NAME", name);
}

constexpr StoryVerb kSceneVerbs[] = {
    {"device",
     "device NAME IP… [MAC] [vlan N] [ttl N] [system linux|windows|apple] [gateway MAC]  (without "
     "a "
     "MAC: seen through the router; system: whose SYNs it sends; gateway: whom its frames to "
     "others go to, if not the router)",
     device},
    {"router", "router MAC  (whose MAC frames from elsewhere bear)", router},
    {"repeat", "repeat N [every DURATION]  (steps below, indented; $N counts from 0)", repeat},
    {"each", "each name of WATCHLIST SERVICE…  (steps below, indented; $NAME is the name)", each},
};

}  // namespace

std::span<const StoryVerb> scene_verbs() { return kSceneVerbs; }

}  // namespace cutoffd::story
