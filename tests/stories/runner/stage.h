// All that a story acts on, and the tables of verbs.
//
// To teach the runner a word: write a small function that takes its words and acts, and add its row
// to one of the tables. A story's own verbs ("passes 2h") stand first in the line; a host's verbs
// ("desk arps") follow who does it. Usage texts are printed where a line is not understood, and by
// `run_story --words`.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/stories/runner/network.h"
#include "tests/stories/runner/script.h"
#include "tests/stories/runner/sensor.h"
#include "tests/stories/runner/words.h"
#include "tests/support/json_reader.h"

namespace cutoffd::story {

struct Stage {
  explicit Stage(const std::filesystem::path& folder)
      : sensor(folder), network([this](const Packet& packet) {
          begun = true;
          sensor.show(packet);
        }) {}

  // One step of the story; what it changed is saved, as the running program does every moment.
  void play(const Step& step);
  void play_in(const Step& step);  // a step inside another; adds the line to what it throws
  // The end of the capture; nothing that was told may be left unexpected.
  void finish(const Script& script);

  void collect();  // alerts told since the last time
  void act(const Step& step);

  Sensor sensor;
  Network network;
  bool begun = false;                 // something was seen
  std::vector<test::Json> unclaimed;  // alerts that no expectation has taken yet
  std::vector<test::Json> all;        // every alert
  std::vector<std::string> ignored;   // events that a story does not look at
};

struct StoryVerb {
  std::string_view word;
  std::string_view usage;
  void (*act)(Stage& stage, const Step& step, Words& words);
};
struct HostVerb {
  std::string_view word;
  std::string_view usage;
  void (*act)(Stage& stage, Host& who, Words& words);
};

// One table a file; the lists of tables are in stage.cc.
std::span<const StoryVerb> time_verbs();       // verbs_sensor.cc
std::span<const StoryVerb> expect_verbs();     // expect.cc
std::span<const StoryVerb> scene_verbs();      // verbs_scene.cc
std::span<const HostVerb> dns_verbs();         // verbs_dns.cc
std::span<const HostVerb> connection_verbs();  // verbs_connection.cc
std::span<const HostVerb> identity_verbs();    // verbs_identity.cc
std::span<const HostVerb> evasion_verbs();     // verbs_evasion.cc
std::span<const StoryVerb> evasion_story_verbs();

// "covers:" lines of a script against what was told; throws StoryError.
void check_covers(Stage& stage, const Script& script);

void print_words();

}  // namespace cutoffd::story
