#include "tests/stories/runner/sensor.h"

#include <fstream>
#include <limits>
#include <utility>

#include "config/change.h"
#include "config/load.h"
#include "daemon/devices.h"
#include "tests/stories/runner/script.h"
#include "tests/support/places.h"

namespace cutoffd::story {
namespace {

namespace fs = std::filesystem;

test::Json json_of(const std::string& line) {
  auto read = test::read_json(line);
  if (!read) throw StoryError("not JSON: " + line);
  return *std::move(read);
}

}  // namespace

Sensor::Sensor(fs::path folder) : folder_(std::move(folder)) { configure("sensor: story\n"); }

void Sensor::write_file(const fs::path& name, std::string_view text) {
  const fs::path path = folder_ / name;
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::trunc);
  file << text;
  if (!file.flush()) throw StoryError("cannot write " + path.string());
}

void Sensor::configure(std::string_view yaml) { write_file("cutoffd.yaml", yaml); }

bool Sensor::load() {
  config::LoadRequest request;
  request.config = folder_ / "cutoffd.yaml";
  request.data_directories = {folder_, test::source_folder() / "config"};
  auto loaded = config::load(request);
  mistakes_.clear();
  if (!loaded) {
    for (const config::ConfigError& error : loaded.error()) mistakes_ += config::text(error) + '\n';
    return false;
  }
  settings_ = std::make_unique<config::Settings>(std::move(loaded).value());
  return true;
}

bool Sensor::reload(bool force) {
  Process& running = process();
  std::unique_ptr<config::Settings> before = std::move(settings_);
  if (!load() || !accepts(*before, force)) {
    settings_ = std::move(before);
    return false;
  }
  const auto rules = std::make_shared<const rules::RuleSet>(
      settings_->watchlists, settings_->determinations, settings_->rules, settings_->inventory,
      settings_->history);
  running.judge->use(rules);
  running.packets->use(rules);
  save();
  return true;
}

// As the daemon does it: a list that loses most of itself is not taken unasked.
bool Sensor::accepts(const config::Settings& before, bool force) {
  const config::Change change =
      config::change_of(config::Reloadable::of(before), config::Reloadable::of(*settings_));
  changed_ = change.line;
  if (force) return true;
  mistakes_ = change.refusal();
  return mistakes_.empty();
}

Sensor::Process& Sensor::process() {
  if (!process_) start();
  return *process_;
}

void Sensor::start() {
  process_.reset();  // closes the ledger first
  if (!load()) throw StoryError("the configuration has mistakes:\n" + mistakes_);
  const auto rules = std::make_shared<const rules::RuleSet>(
      settings_->watchlists, settings_->determinations, settings_->rules, settings_->inventory,
      settings_->history);
  auto made = std::make_unique<Process>();
  made->ledger = rules::Ledger::open(folder_ / "state", rules::Ledger::Access::read_write);
  made->judge =
      std::make_unique<rules::Judge>(rules, settings_->judge, *made->ledger, made->counters);
  made->packets = std::make_unique<JudgedPackets>(
      settings_->track, rules, recall_answers(*made->ledger, settings_->track), *made->judge,
      made->counters, settings_->coverage.gap);
  process_ = std::move(made);
}

void Sensor::show(const Packet& packet) { process().packets->on_packets({&packet, 1}); }

void Sensor::reach(Instant now) { process().packets->on_time(now); }

void Sensor::finish() {
  process().packets->finish();
  save();
}

void Sensor::stop() {
  process().judge->finish();
  save();
  process_.reset();
}

void Sensor::kill() { process_.reset(); }

void Sensor::save() {
  process_->judge->save();
  process_->ledger->commit();
}

std::vector<test::Json> Sensor::take_alerts() {
  Process& running = process();
  save();
  static const alerts::Format format(alerts::FormatKind::json, {});
  std::vector<test::Json> told;
  std::string line;
  for (const Alert& alert : running.ledger->alerts_after(told_, 1'000'000)) {
    format.write(alert, 0, std::numeric_limits<std::size_t>::max(), line);
    told.push_back(json_of(line));
    told_ = alert.sequence;
  }
  return told;
}

std::vector<test::Json> Sensor::devices() {
  Process& running = process();
  save();
  std::vector<test::Json> lines;
  for (const rules::DeviceService& row : running.ledger->device_services()) {
    std::string line;
    append_devices_json(line, {row}, {rules::provenance_of(*running.ledger), {}});
    lines.push_back(json_of(line));
  }
  return lines;
}

std::uint64_t Sensor::counter(std::string_view name) const {
  for (std::size_t i = 0; i < kCounters; ++i) {
    const auto counter = static_cast<Counter>(i);
    if (name_of(counter) == name) return process_ ? process_->counters.get(counter) : 0;
  }
  throw StoryError("no counter is called \"" + std::string(name) + '"');
}

const config::Settings& Sensor::settings() {
  process();
  return *settings_;
}

}  // namespace cutoffd::story
