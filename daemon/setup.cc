#include "daemon/setup.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "capture/source/file_source.h"
#include "capture/source/live_source.h"
#include "daemon/apart.h"
#include "daemon/believed_clock.h"
#include "daemon/inputs.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/setup_configuration.h"
#include "daemon/setup_findings.h"
#include "daemon/setup_goal.h"
#include "daemon/setup_interfaces.h"
#include "daemon/setup_look.h"
#include "daemon/stop_signals.h"
#include "daemon/whole_file.h"
#include "daemon/within_reach.h"

namespace cutoffd {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using source::ReadStatus;

constexpr std::size_t kRing = std::size_t{16} << 20;  // of each of several interfaces

// One interface that is looked at.
struct Looked {
  std::string name;
  bool asked_for = false;
  std::unique_ptr<source::LiveSource> source;
  std::unique_ptr<SetupLook> look;
  bool gone = false;
};

// What was asked for must open; of those that were found, what opens.
std::variant<std::vector<Looked>, ExitCode> open_all(const SetupCommand& command,
                                                     SetupReport& report) {
  std::vector<std::string> names = command.interfaces;
  if (names.empty()) {
    Lookable found = lookable_interfaces();
    names = std::move(found.names);
    report.passed_over = std::move(found.passed_over);
  }
  const OwnAddresses own = own_addresses();
  std::vector<Looked> out;
  ExitCode trouble = ExitCode::unavailable;
  for (const std::string& name : names) {
    source::LiveOptions options;
    options.interface = name;
    options.ring_octets = kRing;
    options.filter = source::FilterChoice::none;
    auto opened = source::open_live(options, static_cast<std::uint16_t>(out.size()));
    if (opened) {
      out.push_back({name, !command.interfaces.empty(), std::move(opened).value(),
                     std::make_unique<SetupLook>(own)});
      continue;
    }
    const bool absent = opened.error().kind == source::OpenError::Kind::not_found;
    trouble = absent ? ExitCode::unavailable : exit_code_of(opened.error());
    if (!command.interfaces.empty() || trouble == ExitCode::no_permission) {
      tell(opened.error().message);
      return trouble;
    }
    report.passed_over.push_back(name + ": " + opened.error().message);
  }
  if (!out.empty()) return out;
  tell(
      "no interface is up: bring the one to watch up (sudo ip link set eth1 up), or name it by -i");
  return trouble;
}

void read_what_waits(Looked& one) {
  ReadStatus status{};
  // A flood must not hold the others up.
  for (int batches = 0; batches < 64; ++batches) {
    status = one.source->read(*one.look);
    if (status != ReadStatus::packets) break;
  }
  one.gone = status == ReadStatus::gone || status == ReadStatus::damaged;
}

// Until the time is over, or somebody says that it is enough.
void look_for(std::chrono::seconds how_long, std::vector<Looked>& all) {
  const auto end = Clock::now() + how_long;
  while (!stop_is_asked() && Clock::now() < end) {
    std::vector<pollfd> ready;
    for (Looked& one : all) {
      if (!one.gone) read_what_waits(one);
      ready.push_back({one.gone ? -1 : one.source->descriptor(), POLLIN, 0});
    }
    poll(ready.data(), ready.size(), 200);
  }
}

void conclude(Looked& one, SetupReport& report) {
  const source::SourceStatistics statistics = one.source->statistics();
  Counters& counters = one.look->counters();
  counters.set(Counter::kernel_drops, statistics.kernel_drops);
  counters.set(Counter::interface_drops, statistics.interface_drops);
  one.look->finish();
  SetupFindings findings = findings_of(*one.look, LookedAt::interface);
  if (one.gone) findings.not_seen.push_back(std::string(one.source->damage()) + ".");
  report.places.push_back({one.name, std::move(findings), one.asked_for});
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  return sensor_name(name.data());
}

ExitCode look_at_interfaces(const SetupCommand& command, SetupReport& report) {
  auto opened = open_all(command, report);
  if (const auto* code = std::get_if<ExitCode>(&opened)) return *code;
  auto& all = std::get<std::vector<Looked>>(opened);
  std::string listed;
  std::vector<std::string> names;
  for (const Looked& one : all) {
    listed += (listed.empty() ? "" : ", ") + one.name;
    names.push_back(one.name);
  }
  tell("looking at " + listed + " for " + std::to_string(command.seconds) +
       " s; Ctrl-C when it is enough");
  look_without_power(names);
  const auto began = Clock::now();
  look_for(std::chrono::seconds(command.seconds), all);
  const auto took = std::chrono::round<std::chrono::seconds>(Clock::now() - began);
  report.date = rfc3339(believed_now(), 0).view();
  report.looked = std::to_string(took.count()) + " s";
  report.sensor = host_name();
  for (Looked& one : all) conclude(one, report);
  return ExitCode::ok;
}

// Captures are one history of one place.
ExitCode look_at_captures(const SetupCommand& command, SetupReport& report) {
  SetupLook look({});
  WorstExit worst;
  std::string names;
  for (const Input& input : in_order_of_time(expand_inputs(command.inputs))) {
    auto opened = source::open_file(input.path, 0);
    if (!opened) {
      const bool no_capture = opened.error().kind == source::OpenError::Kind::not_a_capture;
      if (input.from_directory && no_capture) continue;
      tell(opened.error().message);
      return exit_code_of(opened.error());
    }
    ReadStatus status{};
    do {
      status = (*opened)->read(look);
    } while (status == ReadStatus::packets || status == ReadStatus::idle);
    if (status == ReadStatus::damaged) {
      tell((*opened)->damage());
      worst.note(ExitCode::bad_data);
    }
    names += (names.empty() ? "" : ", ") + input.path;
  }
  look.finish();
  const SetupFigures& figures = look.figures();
  report.what = LookedAt::capture;
  if (figures.first) {
    report.date = rfc3339(*figures.last, 0).view();
    const auto span = std::chrono::ceil<std::chrono::seconds>(*figures.last - *figures.first);
    report.looked = duration_text(span);
  }
  report.places.push_back({names, findings_of(look, LookedAt::capture), true});
  return worst.code();
}

// What is shown and written, in this order; nothing where there was nothing to look at.
Findings texts_of(ExitCode looked, const SetupReport& report) {
  if (report.places.empty()) return {looked, {}};
  return {looked, {findings_text(report), configuration_text(report)}};
}

// Packets are read by a process that can do nothing else. Captures that are given are read as they
// are by every command that takes some: by whoever asks.
std::optional<Findings> look(const SetupCommand& command) {
  SetupReport report;
  if (!command.inputs.empty()) {
    const ExitCode looked = look_at_captures(command, report);
    return texts_of(looked, report);
  }
  return apart([&] {
    const ExitCode looked = look_at_interfaces(command, report);
    return texts_of(looked, report);
  });
}

ExitCode write_report(const SetupCommand& command, const SetupGoal& goal,
                      const std::string& findings, const std::string& configuration) {
  const fs::path& path = goal.path;
  Output output(STDOUT_FILENO);
  if (path == "-") {
    output.buffer() += configuration;
  } else {
    if (const auto refused = refuse_goal(goal, command.force)) return *refused;
    std::error_code trouble;
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), trouble);
    if (const auto why = write_whole(path, configuration)) {
      tell(*why);
      return ExitCode::cannot_create;
    }
    if (const auto wrong = take_back_if_wrong(goal)) return *wrong;
    output.buffer() += findings + "\nwrote " + path.string() + "\nnext: read it; cutoffd check" +
                       (command.output ? " -c " + path.string() : "") + "\n";
  }
  output.flush();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

}  // namespace

ExitCode set_up(const SetupCommand& command) {
  const SetupGoal goal = setup_goal(command);
  // Before anybody waits for a minute in vain.
  if (const auto refused = refuse_goal(goal, command.force)) return *refused;
  const auto found = look(command);
  if (!found) return ExitCode::internal;
  if (found->texts.size() != 2) return found->code;
  const ExitCode written = write_report(command, goal, found->texts[0], found->texts[1]);
  return written == ExitCode::ok ? found->code : written;
}

}  // namespace cutoffd
