// What a story expects: alerts, and what `cutoffd devices` shows.
#include <algorithm>
#include <optional>

#include "tests/stories/runner/stage.h"

namespace cutoffd::story {
namespace {

using test::Json;

// A field by its path ("device.mac"); null where it is not there.
const Json* field_of(const Json& whole, const std::string& path) {
  const Json* at = &whole;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t dot = std::min(path.find('.', begin), path.size());
    const std::string key = path.substr(begin, dot - begin);
    if (!at->has(key)) return nullptr;
    at = &at->at(key);
    begin = dot + 1;
  }
  return at;
}

std::string shown(const Json* value) {
  if (value == nullptr) return "none";
  if (const auto* text = std::get_if<std::string>(&value->value)) return *text;
  if (const auto* number = std::get_if<Json::Number>(&value->value)) return number->text;
  if (const auto* truth = std::get_if<bool>(&value->value)) return *truth ? "true" : "false";
  std::string out;
  if (const auto* list = std::get_if<test::JsonArray>(&value->value)) {
    for (const Json& one : *list) out += (out.empty() ? "" : ",") + shown(&one);
    return '[' + out + ']';
  }
  if (const auto* object = std::get_if<test::JsonObject>(&value->value)) {
    for (const auto& [key, one] : *object)
      out += (out.empty() ? "" : " ") + key + ' ' + shown(&one);
    return '{' + out + '}';
  }
  return "null";
}

// One field and what it must be.
struct Wanted {
  std::string key;
  std::string value;
};

bool compares(const std::string& value, const std::string& wanted) {
  const bool least = wanted.starts_with(">=");
  if (!least && !wanted.starts_with("<=")) return false;
  const std::string bound = wanted.substr(2);
  const std::uint64_t limit = parse_size(bound) ? *parse_size(bound) : std::stoull(bound);
  const std::uint64_t number = std::stoull(value);
  return least ? number >= limit : number <= limit;
}

bool fits(const Json* field, const std::string& key, const std::string& wanted) {
  if (wanted == "none") return field == nullptr;
  if (field == nullptr) return false;
  const std::string value = shown(field);
  if (key.ends_with('~')) return value.find(wanted) != std::string::npos;
  if (const auto* list = std::get_if<test::JsonArray>(&field->value)) {
    return value == wanted || std::any_of(list->begin(), list->end(),
                                          [&](const Json& one) { return shown(&one) == wanted; });
  }
  if (const auto then = parse_rfc3339(wanted)) return parse_rfc3339(value) == then;
  if (std::holds_alternative<Json::Number>(field->value) && compares(value, wanted)) return true;
  return value == wanted;
}

// "device desk": the id is desk's MAC or one of its addresses, whatever could be proved.
bool is_device(Stage& stage, const Json& object, const std::string& name) {
  const Json* id = field_of(object, "device.id");
  if (name == "none") return id == nullptr;
  if (id == nullptr) return false;
  const Host& host = stage.network.named(name);
  if (host.mac && id->text() == "mac:" + std::string(text(*host.mac).view())) return true;
  return std::any_of(host.ips.begin(), host.ips.end(), [&](const IpAddress& ip) {
    return id->text() == "ip:" + std::string(text(ip).view());
  });
}

std::vector<Wanted> take_wanted(Words& words) {
  std::vector<Wanted> all;
  while (!words.done()) {
    Wanted one;
    one.key = words.take("a field");
    one.value = words.take("what " + one.key + " is");
    all.push_back(std::move(one));
  }
  return all;
}

// The first field that is different, as a text; nothing if all fit.
std::optional<std::string> difference(Stage& stage, const Json& object,
                                      const std::vector<Wanted>& wanted) {
  for (const Wanted& one : wanted) {
    if (one.key == "device") {
      if (is_device(stage, object, one.value)) continue;
      return "device is " + shown(field_of(object, "device.id"));
    }
    std::string key = one.key;
    if (key.ends_with('~')) key.pop_back();
    const Json* field = field_of(object, key);
    if (!fits(field, one.key, one.value)) return key + " is " + shown(field);
  }
  return std::nullopt;
}

std::string list_of(const std::vector<Json>& objects) {
  if (objects.empty()) return "\n  came: nothing";
  std::string out;
  for (const Json& object : objects) {
    out += "\n  came: ";
    for (const auto& [key, value] : object.object()) {
      if (key != "group" && key != "sensor") out += key + ' ' + shown(&value) + "  ";
    }
  }
  return out;
}

// What was expected, and why each of those that came is not it.
[[noreturn]] void fail(Stage& stage, const std::string& expected, const std::vector<Json>& came,
                       const std::vector<Wanted>& wanted) {
  std::string why;
  for (const Json& object : came) {
    if (const auto different = difference(stage, object, wanted))
      why += "\n  not it: " + *different;
  }
  throw ExpectationFailed("expected " + expected + why + list_of(came));
}

void expect_no_alert(Stage& stage, Words& words) {
  std::vector<Wanted> wanted;
  std::string expected = "no alert";
  if (!words.done()) {
    wanted.push_back({"event", words.take("an event")});
    expected += ' ' + wanted.front().value;
    for (Wanted& one : take_wanted(words)) {
      expected += ' ' + one.key + ' ' + one.value;
      wanted.push_back(std::move(one));
    }
  }
  std::vector<Json> bad;
  for (const Json& alert : stage.unclaimed) {
    if (!difference(stage, alert, wanted)) bad.push_back(alert);
  }
  if (!bad.empty()) throw ExpectationFailed("expected " + expected + list_of(bad));
}

// Takes `times` alerts that fit; where a number was written, there may be no further one.
void expect_alert(Stage& stage, Words& words, std::optional<std::uint64_t> times) {
  std::vector<Wanted> wanted = {{"event", words.take("an event")}};
  std::string expected = (times ? std::to_string(*times) + " alerts " : "alert ") + wanted[0].value;
  for (Wanted& one : take_wanted(words)) {
    expected += ' ' + one.key + ' ' + one.value;
    wanted.push_back(std::move(one));
  }
  std::vector<Json> rest;
  std::uint64_t found = 0;
  for (Json& alert : stage.unclaimed) {
    const bool enough = !times && found == 1;
    if (!enough && !difference(stage, alert, wanted)) {
      ++found;
    } else {
      rest.push_back(std::move(alert));
    }
  }
  stage.unclaimed = std::move(rest);
  if (found == times.value_or(1)) return;
  if (times) expected += " (" + std::to_string(found) + " came)";
  fail(stage, expected, stage.unclaimed, wanted);
}

void expect_device(Stage& stage, Words& words, bool there) {
  std::vector<Wanted> wanted = {{"device", words.take("a device")}};
  std::string expected = (there ? "device " : "no device ") + wanted[0].value;
  for (Wanted& one : take_wanted(words)) {
    expected += ' ' + one.key + ' ' + one.value;
    wanted.push_back(std::move(one));
  }
  const std::vector<Json> lines = stage.sensor.devices();
  const bool found = std::any_of(lines.begin(), lines.end(), [&](const Json& line) {
    return !difference(stage, line, wanted);
  });
  if (found != there) fail(stage, expected, lines, wanted);
}

void expect_counter(Stage& stage, Words& words) {
  const std::string name = words.take("a counter");
  const std::string wanted = words.take("its value");
  const std::string value = std::to_string(stage.sensor.counter(name));
  if (value == wanted || compares(value, wanted)) return;
  throw ExpectationFailed("expected counter " + name + ' ' + wanted + "; it is " + value);
}

void expect(Stage& stage, const Step&, Words& words) {
  stage.collect();
  const bool no = words.accept("no");
  if (words.accept("device")) return expect_device(stage, words, !no);
  if (words.accept("counter")) return expect_counter(stage, words);
  if (words.accept("alert")) {
    return no ? expect_no_alert(stage, words) : expect_alert(stage, words, std::nullopt);
  }
  const std::uint64_t times = words.number();
  words.need("alerts");
  expect_alert(stage, words, times);
}

void ignore(Stage& stage, const Step&, Words& words) {
  stage.ignored.push_back(words.take("an event"));
}

constexpr StoryVerb kExpectVerbs[] = {
    {"expect",
     "expect alert EVENT [FIELD VALUE]… | expect N alerts EVENT … | expect no alert [EVENT …] | "
     "expect [no] device NAME [FIELD VALUE]… | expect counter NAME VALUE",
     expect},
    {"ignore", "ignore EVENT  (alerts of this kind need not be expected)", ignore},
};

}  // namespace

std::span<const StoryVerb> expect_verbs() { return kExpectVerbs; }

void Stage::finish(const Script& script) {
  if (begun) {
    sensor.finish();
    collect();
  }
  if (!unclaimed.empty()) {
    ExpectationFailed error("the story ends, and nobody expected this:" + list_of(unclaimed));
    error.line = script.steps.empty() ? 1 : script.steps.back().line;
    throw error;
  }
  check_covers(*this, script);
}

}  // namespace cutoffd::story
