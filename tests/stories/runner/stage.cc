#include "tests/stories/runner/stage.h"

#include <algorithm>
#include <iostream>

namespace cutoffd::story {
namespace {

template <typename Verb>
std::vector<Verb> joined(std::initializer_list<std::span<const Verb>> tables) {
  std::vector<Verb> all;
  for (const auto& table : tables) all.insert(all.end(), table.begin(), table.end());
  return all;
}

const std::vector<StoryVerb>& story_verbs() {
  static const auto all =
      joined<StoryVerb>({time_verbs(), scene_verbs(), expect_verbs(), evasion_story_verbs()});
  return all;
}

const std::vector<HostVerb>& host_verbs() {
  static const auto all =
      joined<HostVerb>({dns_verbs(), connection_verbs(), identity_verbs(), evasion_verbs()});
  return all;
}

template <typename Verb>
const Verb* find(const std::vector<Verb>& verbs, std::string_view word) {
  for (const Verb& verb : verbs) {
    if (verb.word == word) return &verb;
  }
  return nullptr;
}

// "server": the other end of the latest connection.
Host& actor(Stage& stage, const std::string& name) {
  if (name == "server") return *stage.network.connection(std::nullopt).server;
  return stage.network.named(name);
}

template <typename Act>
void with_usage(std::string_view usage, const Act& act) {
  try {
    act();
  } catch (const ExpectationFailed&) {
    throw;  // the story was understood
  } catch (const StoryError& error) {
    throw StoryError(std::string(error.what()) + "\n  usage: " + std::string(usage));
  }
}

}  // namespace

void Stage::play(const Step& step) {
  play_in(step);
  if (begun) collect();
}

void Stage::play_in(const Step& step) {
  try {
    act(step);
  } catch (StoryError& error) {
    if (error.line == 0) error.line = step.line;
    throw;
  }
}

void Stage::collect() {
  if (network.unseen) return;  // nobody runs
  for (test::Json& alert : sensor.take_alerts()) {
    all.push_back(alert);
    const std::string& event = alert.at("event").text();
    if (std::count(ignored.begin(), ignored.end(), event) == 0) {
      unclaimed.push_back(std::move(alert));
    }
  }
}

void Stage::act(const Step& step) {
  Words words(step.text);
  const std::string first = words.take("a step");
  if (const StoryVerb* verb = find(story_verbs(), first)) {
    with_usage(verb->usage, [&] {
      verb->act(*this, step, words);
      words.end();
    });
    return;
  }
  Host& who = actor(*this, first);
  const std::string second = words.take("what it does");
  const HostVerb* verb = find(host_verbs(), second);
  if (verb == nullptr) throw StoryError("no host can do \"" + second + "\" (run_story --words)");
  with_usage(verb->usage, [&] {
    verb->act(*this, who, words);
    words.end();
  });
}

void print_words() {
  for (const StoryVerb& verb : story_verbs()) std::cout << verb.usage << '\n';
  for (const HostVerb& verb : host_verbs()) std::cout << "WHO " << verb.usage << '\n';
}

}  // namespace cutoffd::story
