#include "daemon/replay.h"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "alerts/format.h"
#include "capture/source/digest.h"
#include "capture/source/file_source.h"
#include "daemon/coverage_text.h"
#include "daemon/inputs.h"
#include "daemon/judged_packets.h"
#include "daemon/list_age.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/recalled_answers.h"
#include "daemon/replay_summary.h"
#include "daemon/resident.h"
#include "daemon/settings_loader.h"
#include "daemon/spool.h"
#include "daemon/terminal.h"
#include "daemon/terminal_progress.h"
#include "daemon/version.h"
#include "rules/coverage.h"
#include "rules/judge.h"
#include "rules/ledger.h"
#include "rules/ledger_rows.h"

namespace cutoffd {
namespace {

using source::ReadStatus;

// Under this name the ledger remembers how far alerts were printed.
constexpr std::string_view kSink = "replay";

alerts::Format format_for(const ReplayCommand& command, const config::Settings& settings) {
  alerts::FormatContext context;
  // The sensor's name, not the machine's: a replay says the same everywhere.
  context.hostname = settings.judge.sensor;
  context.version = version();
  context.colour = command.format == "text" && wants_colour(STDOUT_FILENO);
  const auto kind = alerts::parse_format(command.format).value();
  if (kind == alerts::FormatKind::rfc5424) context.header = alerts::HeaderKind::rfc5424;
  if (kind == alerts::FormatKind::rfc3164) context.header = alerts::HeaderKind::rfc3164;
  return {kind, context};
}

class Replay {
 public:
  Replay(const ReplayCommand& command, const config::Settings& settings,
         std::shared_ptr<const rules::RuleSet> rules, rules::Ledger& ledger)
      : keeps_state_(command.state.has_value()),
        settings_(settings),
        ledger_(ledger),
        judge_(rules, settings.judge, ledger, counters_),
        answers_(std::make_shared<AnsweredTable>(settings.track.hash_seed, settings.track.fewer)),
        packets_(settings.track, rules, answers_, judge_, counters_, settings.coverage.gap),
        format_(format_for(command, settings)) {
    // A ledger that a daemon has used holds alerts that were told elsewhere.
    if (ledger_.replay_marks().empty() && ledger_.cursor(kSink) == 0) {
      ledger_.set_cursor(kSink, ledger_.last_sequence());
    }
    packets_.before_the_first([this] { recall_answers(ledger_, *answers_); });
    // Whether something was found says nothing about a silence.
    judge_.say_coverage_by(
        [this](Instant) { return "so far " + rules::coverage_words(coverage(false)); });
  }

  ExitCode file(const Input& input);
  void finish();

  [[nodiscard]] ReplaySummary summary() const;
  // Of what was read so far.
  [[nodiscard]] Coverage coverage(bool found) const;
  [[nodiscard]] bool found() const { return judge_.found(); }
  [[nodiscard]] bool output_failed() const { return output_.failed(); }

 private:
  void save(bool with_mark);
  void print_alerts();

  bool keeps_state_;
  const config::Settings& settings_;
  rules::Ledger& ledger_;
  Counters counters_;
  rules::Judge judge_;
  std::shared_ptr<AnsweredTable> answers_;
  JudgedPackets packets_;
  alerts::Format format_;
  Output output_{STDOUT_FILENO};
  std::uint64_t files_ = 0;
  rules::ReplayMark mark_;  // as it stands in the ledger, for the current file
  std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

// One file after another, each from where an earlier replay stopped.
ExitCode Replay::file(const Input& input) {
  using namespace std::chrono_literals;
  TerminalProgress progress(input.path);  // a person waits from here on
  give_back_pages();
  auto opened = source::open_file(input.path, 0);
  if (!opened) {
    const bool no_capture = opened.error().kind == source::OpenError::Kind::not_a_capture;
    if (input.from_directory && no_capture) return ExitCode::ok;
    tell(opened.error().message);
    return exit_code_of(opened.error());
  }
  ++files_;
  mark_ = {};
  if (keeps_state_) {
    std::vector<source::DigestMark> marks;
    for (const auto& mark : ledger_.replay_marks()) marks.push_back({mark.frames, mark.digest});
    if (const auto found = source::furthest_mark(input.path, marks)) {
      mark_ = {found->frames, found->digest};
    }
  }
  packets_.begin_file(mark_.frames, keeps_state_);

  source::PacketSource& source = **opened;
  const std::uint64_t before = counters_.get(Counter::packets);  // of the files before this one
  ReadStatus status{};
  do {
    status = source.read(packets_);
    progress.update(source.octets_read(), source.octets_total(),
                    counters_.get(Counter::packets) - before);
    // Alerts are told about once a second, also while a pipe keeps the capture coming.
    if (std::chrono::steady_clock::now() - saved_ > 1s) {
      progress.clear();
      save(true);
    }
  } while (status == ReadStatus::packets || status == ReadStatus::idle);
  save(true);
  if (status != ReadStatus::damaged) return ExitCode::ok;
  progress.clear();
  tell(source.damage());
  return ExitCode::bad_data;
}

// What was judged, how far the file was judged, and the alerts that tell it: durable together.
void Replay::save(bool with_mark) {
  judge_.save();
  if (keeps_state_ && with_mark) {
    const source::DigestMark reached = packets_.mark();
    if (reached.frames > mark_.frames) {
      const rules::ReplayMark mark{reached.frames, reached.digest};
      ledger_.set_replay_mark(mark, mark_);
      mark_ = mark;
    }
  }
  ledger_.commit();
  // From here on the alerts are on disk; a run killed now tells them at the next replay.
  print_alerts();
  saved_ = std::chrono::steady_clock::now();
}

void Replay::print_alerts() {
  constexpr std::size_t kBatch = 32;  // an alert with its contacts is some kilobytes
  std::uint64_t cursor = ledger_.cursor(kSink);
  std::string line;
  while (true) {
    const std::vector<Alert> alerts = ledger_.alerts_after(cursor, kBatch);
    if (alerts.empty()) break;
    for (const Alert& alert : alerts) {
      format_.write(alert, 0, std::numeric_limits<std::size_t>::max(), line);
      output_.buffer() += line;
      output_.buffer() += '\n';
      cursor = alert.sequence;
    }
  }
  output_.flush();
  if (output_.failed()) return;  // not told: the cursor stays
  ledger_.set_cursor(kSink, cursor);
  ledger_.commit();
}

void Replay::finish() {
  packets_.finish();
  if (keeps_state_ && packets_.first()) {
    const Instant first = *packets_.first();
    const Duration span = packets_.last() - first;
    ledger_.rows().put(
        rules::CoverageRow{"capture", first, packets_.last(), span, coverage(false).figures});
  }
  save(false);
}

ReplaySummary Replay::summary() const {
  return {files_,           packets_.first(),        packets_.last(),
          judge_.devices(), judge_.open_incidents(), &counters_};
}

Coverage Replay::coverage(bool found) const {
  CoverageFigures figures = rules::figures_from(counters_);
  figures.gaps = packets_.gaps();
  figures.encrypted_dns_devices = packets_.encrypted_dns_devices();
  if (packets_.first()) {
    figures.watchlist_age_days = oldest_list_days(settings_.watchlists, packets_.last());
  }
  return rules::judge_coverage(figures, settings_.coverage, found);
}

ExitCode write_coverage(const std::filesystem::path& path, const Coverage& coverage) {
  std::ofstream file(path, std::ios::trunc);
  file << coverage_json(coverage);
  file.close();
  if (file) return ExitCode::ok;
  tell(path.string() + ": cannot write the coverage verdict");
  return ExitCode::cannot_create;
}

ExitCode verdict_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::found:
      return ExitCode::found;
    case Verdict::inconclusive:
      return ExitCode::inconclusive;
    case Verdict::clean:
      break;
  }
  return ExitCode::ok;
}

}  // namespace

ExitCode replay(const ReplayCommand& command) {
  // What counts: settings, watchlists, determinations. From here on they are const.
  const auto loaded = load_settings(command.configuration, {});
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  share_one_heap();
  give_back_pages();
  const auto rules =
      std::make_shared<const rules::RuleSet>(settings.watchlists, settings.determinations,
                                             settings.rules, settings.inventory, settings.history);

  // Where it is remembered.
  std::unique_ptr<rules::Ledger> ledger;
  try {
    ledger = command.state ? rules::Ledger::open(*command.state, rules::Ledger::Access::read_write)
                           : rules::Ledger::temporary();
    ledger->keep_at_hand(settings.ledger_cache);
    if (const auto& lost = ledger->lost_end()) {
      tell(command.state->string() + ": the ledger lost its end, alerts " +
           std::to_string(lost->first) + " to " + std::to_string(lost->last) +
           ": numbers go on behind them");
    }
  } catch (const rules::LedgerError& error) {
    tell(error.what());
    return ExitCode::cannot_create;
  }

  // What is judged: one history, in the order of the files' first packets. With a ledger, standard
  // input is written aside first: only what can be read twice can be recognised.
  std::vector<Input> inputs = expand_inputs(command.inputs);
  std::unique_ptr<Spool> spool;
  for (Input& input : inputs) {
    if (input.path != "-" || !command.state) continue;
    spool = Spool::of_standard_input();
    if (!spool) return ExitCode::io;
    input.path = spool->path();
  }
  inputs = in_order_of_time(std::move(inputs));

  WorstExit worst;
  Coverage coverage;
  try {
    Replay replay(command, settings, rules, *ledger);
    for (const Input& input : inputs) worst.note(replay.file(input));
    // The end of the capture is the end of time: what was settling is told as it stands.
    replay.finish();
    coverage = replay.coverage(replay.found());
    // Where nothing could be opened that was told, and there is nothing to sum up.
    if (replay.summary().files > 0) print_summary(replay.summary(), coverage);
    if (replay.output_failed()) {
      tell("standard output: cannot write");
      return ExitCode::io;
    }
  } catch (const rules::LedgerError& error) {
    tell(error.what());
    return ExitCode::io;
  }

  if (command.coverage) worst.note(write_coverage(*command.coverage, coverage));
  if (worst.code() != ExitCode::ok || !command.exit_code) return worst.code();
  return verdict_code(coverage.verdict);
}

}  // namespace cutoffd
