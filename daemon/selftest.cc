#include "daemon/selftest.h"

#include <chrono>
#include <memory>
#include <utility>

#include <unistd.h>

#include "capture/source/file_source.h"
#include "core/counters.h"
#include "daemon/judged_packets.h"
#include "daemon/ledger_outbox.h"
#include "daemon/output.h"
#include "daemon/recalled_answers.h"
#include "daemon/settings_loader.h"
#include "daemon/sink_test.h"
#include "rules/judge.h"
#include "rules/ledger.h"

namespace cutoffd {
namespace {

std::shared_ptr<const rules::RuleSet> rules_of_the_test() {
  rules::WatchEntry entry;
  entry.mark = rules::NamePattern{rules::NamePattern::Match::exact, kSelfTestName};
  entry.service = "selftest";
  rules::Watchlist list;
  list.id = list.vendor = kSelfTestVendor;
  list.title = "the self-test";
  list.entries.push_back(std::move(entry));
  rules::Determination determination;
  determination.id = "selftest";
  determination.title = "A name that nobody may use";
  determination.vendor = kSelfTestVendor;
  determination.activities.push_back(
      {"selftest", "Asking for it", instant_from_ns(0), {"selftest"}});
  rules::Rule rule;
  rule.name = "selftest";
  rule.determination = "selftest";
  std::vector<rules::Watchlist> lists;
  lists.push_back(std::move(list));
  std::vector<rules::Determination> determinations;
  determinations.push_back(std::move(determination));
  std::vector<rules::Rule> rules;
  rules.push_back(std::move(rule));
  return std::make_shared<const rules::RuleSet>(std::move(lists), std::move(determinations),
                                                std::move(rules));
}

// The steps in order; the first that fails is the last.
class Walk {
 public:
  bool step(std::string name, bool passed, std::string said) {
    outcome.steps.push_back({std::move(name), passed, std::move(said)});
    return passed;
  }
  SelfTestOutcome outcome;
};

bool judged(Walk& walk, const std::string& capture, const std::string& sensor,
            rules::Ledger& ledger) {
  Counters counters;
  const auto rules = rules_of_the_test();
  rules::JudgeOptions options;
  options.sensor = sensor;
  rules::Judge judge(rules, options, ledger, counters);
  const track::TrackOptions track;
  JudgedPackets packets(track, rules, recall_answers(ledger, track), judge, counters,
                        std::chrono::minutes(5));

  const Bytes octets(reinterpret_cast<const std::uint8_t*>(capture.data()), capture.size());
  auto opened = source::open_stream(source::stream_of_memory(octets), "self-test", 0);
  if (!opened) return walk.step("capture", false, opened.error().message);
  packets.begin_file(0, false);
  source::ReadStatus status{};
  do {
    status = (*opened)->read(packets);
  } while (status == source::ReadStatus::packets);
  if (status == source::ReadStatus::damaged) {
    return walk.step("capture", false, std::string((*opened)->damage()));
  }
  const auto count = [&counters](Counter counter) { return counters.get(counter); };
  if (!walk.step("capture", count(Counter::packets) == 1, "one packet was read")) return false;
  packets.finish();
  if (!walk.step("track", count(Counter::observations) > 0,
                 std::string("it names ") + kSelfTestName)) {
    return false;
  }
  if (!walk.step("match", judge.devices() > 0, "the name is on a watchlist")) return false;
  if (!walk.step("judge", judge.open_incidents() == 1, "an incident was opened")) return false;
  judge.save();
  return true;
}

bool read_back(Walk& walk, rules::Ledger& ledger) {
  ledger.commit();
  if (!walk.step("ledger", ledger.last_sequence() > 0, "the alert was written down")) return false;
  LedgerOutbox outbox(ledger);
  outbox.committed(ledger.last_sequence());
  for (const Alert& alert : outbox.alerts_after(0, 16)) {
    if (alert.event == AlertEvent::opened && alert.name == kSelfTestName) {
      walk.outcome.alert = alert;
    }
  }
  return walk.step("outbox", !walk.outcome.alert.incident.empty(),
                   "the alert waits for the sinks, incident " + walk.outcome.alert.incident);
}

}  // namespace

SelfTestOutcome self_test_to_outbox(const std::string& capture, const std::string& sensor) {
  Walk walk;
  try {
    const auto ledger = rules::Ledger::temporary();
    if (judged(walk, capture, sensor, *ledger)) read_back(walk, *ledger);
  } catch (const rules::LedgerError& error) {
    walk.step("ledger", false, error.what());
  }
  walk.outcome.alert.message = "TEST: " + walk.outcome.alert.message;
  return walk.outcome;
}

ExitCode self_test(const SelfTestCommand& command) {
  const auto loaded = load_settings(command.configuration, {});
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  const auto sinks = sinks_named(settings.sinks, command.sink);
  if (!sinks) return ExitCode::usage;

  const auto now = surroundings_here().now();
  const SelfTestOutcome outcome =
      self_test_to_outbox(self_test_capture(now, kSelfTestName), settings.judge.sensor);
  {
    Output output(STDOUT_FILENO);
    for (const SelfTestStep& step : outcome.steps) {
      output.buffer() += step.name + (step.passed ? ": " : ": FAILED: not so: ") + step.said + "\n";
    }
  }
  if (!outcome.passed()) return ExitCode::internal;
  if (command.no_sinks) return ExitCode::ok;
  return deliver_and_tell(*sinks, outcome.alert) ? ExitCode::ok : ExitCode::unavailable;
}

}  // namespace cutoffd
