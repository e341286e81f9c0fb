// Time, and what happens to the sensor itself.
#include "tests/stories/runner/stage.h"

namespace cutoffd::story {
namespace {

void reach(Stage& stage, Instant then) {
  if (then < stage.network.now) {
    throw StoryError("time goes forward only; it is " +
                     std::string(rfc3339(stage.network.now, 3).view()));
  }
  stage.network.now = then;
  if (stage.begun && !stage.network.unseen) stage.sensor.reach(then);
}

void at(Stage& stage, const Step& step, Words& words) {
  const std::string when = words.take("a time");
  if (const auto instant = parse_rfc3339(when)) {
    // Before the first packet the clock may be set to anything.
    if (!stage.begun) stage.network.now = *instant;
    reach(stage, *instant);
  } else if (when.starts_with('+') && parse_duration(std::string_view(when).substr(1))) {
    reach(stage, stage.network.now + *parse_duration(std::string_view(when).substr(1)));
  } else {
    throw StoryError('"' + when + "\" is neither an instant with a zone nor +DURATION");
  }
  if (words.done()) return;
  std::string rest;
  while (!words.done()) rest += '"' + words.take("a step") + "\" ";
  stage.play({step.line, rest, step.block});
}

void passes(Stage& stage, const Step&, Words& words) {
  reach(stage, stage.network.now + words.duration());
}

void config(Stage& stage, const Step& step, Words&) {
  if (stage.begun) throw StoryError("the sensor runs already; later changes come by \"reload:\"");
  stage.sensor.configure("sensor: story\n" + text_of(step.block));
}

void file(Stage& stage, const Step& step, Words& words) {
  std::string name = words.take("a file's name");
  if (name.ends_with(':')) name.pop_back();
  stage.sensor.write_file(name, text_of(step.block));
}

// With a block: a new cutoffd.yaml. Without: the files as they stand.
void reload(Stage& stage, const Step& step, Words& words) {
  const bool fails = words.accept("fails:");
  const bool force = words.accept("--force");
  if (!step.block.empty()) stage.sensor.configure("sensor: story\n" + text_of(step.block));
  const bool well = stage.sensor.reload(force);
  if (well && fails) throw StoryError("the reload was taken");
  if (!well && !fails) throw StoryError("not reloaded:\n" + stage.sensor.mistakes());
}

// What the last reload said, or why it was not taken.
void says(Stage& stage, const Step&, Words& words) {
  const std::string wanted = words.take("a text");
  const Sensor& sensor = stage.sensor;
  const std::string& said = sensor.mistakes().empty() ? sensor.changed() : sensor.mistakes();
  if (said.find(wanted) == std::string::npos) throw ExpectationFailed("the reload said: " + said);
}

void restart(Stage& stage, const Step&, Words&) {
  stage.sensor.stop();
  stage.sensor.start();
}

void killed(Stage& stage, const Step&, Words&) {
  stage.sensor.kill();
  stage.sensor.start();
}

void sensor(Stage& stage, const Step&, Words& words) {
  if (words.accept("up")) {
    stage.network.unseen = false;
    stage.sensor.start();
    return;
  }
  words.need("down");
  stage.collect();
  stage.sensor.stop();
  stage.network.unseen = true;
  if (words.done()) return;  // until "sensor up"
  stage.network.now += words.duration();
  stage.network.unseen = false;
  stage.sensor.start();
}

void mirror(Stage& stage, const Step&, Words& words) {
  const std::string what = words.take("both, up-only, down-only or nothing");
  if (what != "both" && what != "up-only" && what != "down-only" && what != "nothing") {
    throw StoryError("a mirror shows both, up-only, down-only or nothing");
  }
  stage.network.upward = what == "both" || what == "up-only";
  stage.network.downward = what == "both" || what == "down-only";
}

constexpr StoryVerb kTimeVerbs[] = {
    {"at", "at 2024-10-02T08:00:00Z [STEP] | at +10min [STEP]", at},
    {"passes", "passes DURATION", passes},
    {"config:", "config:  (cutoffd.yaml below, indented; before the first packet)", config},
    {"file", "file NAME:  (its text below, indented; watchlists/ID.yaml, inventory.csv …)", file},
    {"reload", "reload [--force]  (files changed by \"file\")", reload},
    {"reload:", "reload:  (a new cutoffd.yaml below)", reload},
    {"reload-fails:", "reload-fails:  (a new cutoffd.yaml with a mistake below)",
     [](Stage& stage, const Step& step, Words&) {
       Words fails("fails:");
       reload(stage, step, fails);
     }},
    {"reload-said", "reload-said TEXT  (in its line, or in its refusal)", says},
    {"reload-fails", "reload-fails  (the files as they stand must not be taken)",
     [](Stage& stage, const Step& step, Words&) {
       Words fails("fails:");
       reload(stage, step, fails);
     }},
    {"restart", "restart  (the program stops as at SIGTERM, and starts again on its ledger)",
     restart},
    {"killed", "killed  (as by kill -9 after the last save, and started again)", killed},
    {"sensor", "sensor down [DURATION] | sensor up", sensor},
    {"mirror", "mirror both|up-only|down-only|nothing  (which direction the mirror port shows)",
     mirror},
};

}  // namespace

std::span<const StoryVerb> time_verbs() { return kTimeVerbs; }

}  // namespace cutoffd::story
