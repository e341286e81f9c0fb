// "covers:" lines: each activity of each shipped determination needs a story in which it fires and
// one in which it must not; and a story's claim is held to what was told in it.
#include "tests/stories/runner/covers.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "config/load.h"
#include "tests/support/places.h"

namespace cutoffd::story {
namespace {

namespace fs = std::filesystem;
using rules::Activity;
using rules::Determination;

[[noreturn]] void fail(const Covers& claim, const std::string& what) {
  ExpectationFailed error("covers: " + claim.determination + '/' + claim.activity + ": " + what);
  error.line = claim.line;
  throw error;
}

const Determination& determination_of(const config::Settings& settings, const Covers& claim) {
  for (const Determination& one : settings.determinations) {
    if (one.id == claim.determination) return one;
  }
  fail(claim, "no such determination is in force in this story");
}

const Activity& activity_of(const Determination& determination, const Covers& claim) {
  for (const Activity& one : determination.activities) {
    if (one.id == claim.activity) return one;
  }
  fail(claim, "the determination has no such activity");
}

bool is_among(const std::string& service, const Activity& activity) {
  return std::count(activity.services.begin(), activity.services.end(), service) > 0;
}

// Several determinations in one alert are written one after the other with commas.
bool names(const std::string& list, const std::string& id) {
  return (", " + list + ", ").find(", " + id + ", ") != std::string::npos ||
         (',' + list + ',').find(',' + id + ',') != std::string::npos;
}

}  // namespace

void check_covers(Stage& stage, const Script& script) {
  if (script.covers.empty()) return;
  const config::Settings& settings = stage.sensor.settings();
  for (const Covers& claim : script.covers) {
    const Determination& determination = determination_of(settings, claim);
    const Activity& activity = activity_of(determination, claim);
    const bool fired =
        std::any_of(stage.all.begin(), stage.all.end(), [&](const test::Json& alert) {
          return alert.at("event").text() == "opened" &&
                 is_among(alert.at("service").text(), activity) &&
                 names(alert.at("determination").text(), claim.determination);
        });
    if (fired != claim.fires) fail(claim, fired ? "it fired" : "it did not fire");
    // Silence means something only where the vendor was contacted.
    const auto devices = stage.sensor.devices();
    const bool contacted = std::any_of(devices.begin(), devices.end(), [&](const test::Json& line) {
      return line.at("vendor").text() == determination.vendor;
    });
    if (!contacted) fail(claim, "no device of this story has contacted the vendor at all");
  }
}

std::vector<std::string> missing_covers(const fs::path& stories) {
  // What is shipped, all of it in force.
  config::LoadRequest request;
  const fs::path shipped = test::source_folder() / "config";
  request.data_directories = {shipped};
  config::Override all{"determinations", {}};
  for (const auto& file : fs::directory_iterator(shipped / "determinations")) {
    if (file.path().extension() == ".yaml") all.values.push_back(file.path().stem().string());
  }
  request.overrides = {all};
  const auto loaded = config::load(request);
  if (!loaded) throw StoryError(config::text(loaded.error().front()));

  std::set<std::pair<std::string, bool>> claimed;
  for (const auto& file : fs::directory_iterator(stories)) {
    if (file.path().extension() != ".story") continue;
    for (const Covers& claim : read_script(file.path()).covers) {
      claimed.emplace(claim.determination + '/' + claim.activity, claim.fires);
    }
  }
  std::vector<std::string> missing;
  for (const Determination& determination : loaded->determinations) {
    for (const Activity& activity : determination.activities) {
      if (activity.services.empty()) continue;  // the wire cannot show it
      const std::string id = determination.id + '/' + activity.id;
      if (claimed.count({id, true}) == 0) missing.push_back(id + " fires");
      if (claimed.count({id, false}) == 0) missing.push_back(id + " silent");
    }
  }
  return missing;
}

}  // namespace cutoffd::story
