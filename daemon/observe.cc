#include "daemon/observe.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "capture/source/file_source.h"
#include "capture/source/live_source.h"
#include "capture/track/tracker.h"
#include "daemon/inputs.h"
#include "daemon/message.h"
#include "daemon/observation_text.h"
#include "daemon/output.h"
#include "daemon/packet_counts.h"
#include "daemon/stop_signals.h"
#include "daemon/terminal_progress.h"
#include "daemon/within_reach.h"

namespace cutoffd {
namespace {

// Facts are for the judge; nobody judges here.
class NoFacts final : public FactSink {
 public:
  void on_fact(const Fact&) override {}
};

// Counts by kind, for the summary.
using KindCounts = std::array<std::uint64_t, static_cast<std::size_t>(ObservationKind::nbns) + 1>;

class Printer final : public ObservationSink {
 public:
  Printer(Output& output, bool json) : output_(output), json_(json) {}

  // Lines bear the file's name only where there are several.
  void set_file(std::string_view file) { file_ = file; }

  Interest on_observation(const Observation& observation) override {
    if (!prints_a_name(observation)) return Interest::none;
    ++counts_[static_cast<std::size_t>(observation.kind)];
    if (json_) {
      append_json_line(output_.buffer(), observation, file_);
    } else {
      append_text_line(output_.buffer(), observation, file_);
    }
    output_.written();
    return Interest::none;
  }
  [[nodiscard]] const KindCounts& counts() const { return counts_; }

 private:
  Output& output_;
  bool json_;
  std::string file_;
  KindCounts counts_{};
};

// Counts and tracks.
class CountedPackets final : public PacketHandler {
 public:
  CountedPackets(track::Tracker& tracker, Counters& counters)
      : tracker_(tracker), counters_(counters) {}
  void on_packets(std::span<const Packet> packets) override {
    count_packets(packets, counters_);
    tracker_.on_packets(packets);
  }

 private:
  track::Tracker& tracker_;
  Counters& counters_;
};

struct Totals {
  std::uint64_t files = 0;
  std::uint64_t passed_over = 0;
  Counters counters;
};

void print_summary(const Printer& printer, const Totals& totals) {
  std::fprintf(stderr, "%lu files", static_cast<unsigned long>(totals.files));
  if (totals.passed_over > 0) {
    std::fprintf(stderr, " (%lu that are no captures passed over)",
                 static_cast<unsigned long>(totals.passed_over));
  }
  std::fprintf(stderr, ", %lu packets\n",
               static_cast<unsigned long>(totals.counters.get(Counter::packets)));
  for (std::size_t i = 0; i < printer.counts().size(); ++i) {
    const auto kind = name_of(static_cast<ObservationKind>(i));
    std::fprintf(stderr, "  %-14.*s %10lu\n", static_cast<int>(kind.size()), kind.data(),
                 static_cast<unsigned long>(printer.counts()[i]));
  }
}

// One file, whole: a tracker of its own, since flows do not go on in another capture.
ExitCode observe_file(const Input& input, Printer& printer, Output& output, Totals& totals) {
  TerminalProgress progress(input.path);  // a person waits from here on
  auto opened = source::open_file(input.path, 0);
  if (!opened) {
    const bool no_capture = opened.error().kind == source::OpenError::Kind::not_a_capture;
    if (input.from_directory && no_capture) {
      ++totals.passed_over;
      return ExitCode::ok;
    }
    tell(opened.error().message);
    return exit_code_of(opened.error());
  }
  source::PacketSource& source = **opened;
  ++totals.files;
  NoFacts facts;
  Counters counters;
  track::Tracker tracker(track::TrackOptions{}, printer, facts, counters);
  CountedPackets packets(tracker, counters);
  source::ReadStatus status{};
  do {
    status = source.read(packets);
    progress.update(source.octets_read(), source.octets_total(), counters.get(Counter::packets));
    if (output.failed()) return ExitCode::io;
  } while (status == source::ReadStatus::packets || status == source::ReadStatus::idle);
  tracker.finish();
  totals.counters.add_all(counters);
  if (status != source::ReadStatus::damaged) return ExitCode::ok;
  progress.clear();
  output.flush();
  tell(source.damage());
  return ExitCode::bad_data;
}

ExitCode observe_interface(const std::string& interface, Printer& printer, Output& output,
                           Totals& totals) {
  source::LiveOptions options;
  options.interface = interface;
  options.filter = source::FilterChoice::none;  // every packet is counted
  auto opened = source::open_live(options, 0);
  if (!opened) {
    tell(opened.error().message);
    const bool absent = opened.error().kind == source::OpenError::Kind::not_found;
    return absent ? ExitCode::unavailable : exit_code_of(opened.error());
  }
  source::PacketSource& source = **opened;
  catch_stop_signals();
  look_without_power({interface});
  NoFacts facts;
  track::Tracker tracker(track::TrackOptions{}, printer, facts, totals.counters);
  CountedPackets packets(tracker, totals.counters);
  while (!stop_is_asked() && !output.failed()) {
    const source::ReadStatus status = source.read(packets);
    if (status == source::ReadStatus::gone || status == source::ReadStatus::damaged) {
      output.flush();
      tell(source.damage());
      return ExitCode::unavailable;
    }
    if (status != source::ReadStatus::idle) continue;
    output.flush();  // a person is looking: what was seen is shown before waiting
    pollfd ready{source.descriptor(), POLLIN, 0};
    poll(&ready, 1, 1000);
  }
  tracker.finish();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

// An empty one too.
bool names_a_directory(const std::vector<std::string>& inputs) {
  return std::any_of(inputs.begin(), inputs.end(), [](const std::string& input) {
    std::error_code unknown;
    return std::filesystem::is_directory(input, unknown);
  });
}

}  // namespace

ExitCode observe(const ObserveCommand& command) {
  Output output(STDOUT_FILENO);
  Printer printer(output, command.json);
  Totals totals;
  WorstExit worst;
  if (command.interface) {
    worst.note(observe_interface(*command.interface, printer, output, totals));
  }
  const std::vector<Input> inputs = expand_inputs(command.inputs);
  for (const Input& input : inputs) {
    if (inputs.size() > 1) printer.set_file(input.path);
    // A fault in one file does not stop the rest.
    worst.note(observe_file(input, printer, output, totals));
    if (output.failed()) break;
  }
  output.flush();
  if (command.summary || names_a_directory(command.inputs)) print_summary(printer, totals);
  if (output.failed()) {
    tell("standard output: cannot write");
    return ExitCode::io;
  }
  return worst.code();
}

}  // namespace cutoffd
