#include "daemon/control.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <limits>
#include <utility>

#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "config/change.h"
#include "daemon/believed_clock.h"
#include "daemon/control_address.h"
#include "daemon/fact_merger.h"
#include "daemon/recalled_answers.h"
#include "daemon/resident.h"
#include "daemon/version.h"
#include "rules/coverage.h"

namespace cutoffd {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

constexpr auto kTick = 250ms;      // timers, saving, status
constexpr auto kLook = 1s;         // at the sensor itself
constexpr auto kReloadPause = 1s;  // between two reloads by signal: each reads every file
constexpr auto kAtRest = 3s;  // after a start or a reload, when what they touched is left alone
constexpr auto kTurn = 10s;   // within which a worker turns, where no watchdog says it
// For who holds the ledger's lock, which a reader of its side files can: the loop stands still
// meanwhile. At the end there is nothing else to do, and no later tick.
constexpr auto kWait = 50ms;
constexpr auto kWaitAtEnd = 5s;
constexpr std::size_t kFactsAtOnce = 4096;

alerts::Surroundings surroundings(CallingDevices& calling) {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  alerts::Surroundings around;
  around.hostname = name.data();
  around.version = version();
  around.process_id = static_cast<std::uint32_t>(getpid());
  around.now = believed_now;
  around.calling = [&calling] { return calling.now(); };
  return around;
}

}  // namespace

Control::Control(const config::Settings& settings, std::shared_ptr<const rules::RuleSet> rules,
                 rules::Ledger& ledger, const Notifier& notifier, Reload reload)
    : notifier_(notifier),
      reload_(std::move(reload)),
      ledger_(ledger),
      network_(settings.judge),
      judge_(rules, settings.judge, ledger, counters_),
      rules_(std::move(rules)),
      files_(settings.files),
      track_(settings.track),
      facts_waiting_(settings.facts_waiting),
      answers_(recall_answers(ledger, settings.track)),
      outbox_(ledger),
      calling_(ledger),
      sinks_(settings.sinks),
      dispatcher_(io_, outbox_, settings.sinks, surroundings(calling_)),
      keeper_(ledger, settings.judge.sensor),
      refused_(settings.judge.sensor),
      outbox_bounds_(settings.outbox),
      drain_(settings.delivery.drain),
      wake_(io_, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      tick_(io_),
      watchdog_(io_),
      hangup_(io_),
      signals_(io_, SIGINT, SIGTERM, SIGHUP),
      socket_(io_, control_path(settings)),
      page_(io_, settings.page,
            {[this] { return gather(); }, ledger,
             [this] {
               return InForce{files_, *rules_};
             },
             settings.oui}),
      watch_(settings, ledger, judge_),
      sensor_(settings.judge.sensor),
      since_(believed_now()),
      judged_until_(since_) {
  ledger_.wait_for_others(kWait);
  judge_.flows_are({});  // the kernel gives no packet twice
  if (settings.state_sync) {
    state_sync_.emplace(
        *settings.state_sync, ledger_,
        [this](std::string sentence) { tell_sensor(Severity::warning, std::move(sentence)); },
        started_);
  }
  take_requests();
}

Control::~Control() = default;

void Control::add(std::unique_ptr<source::LiveSource> source) {
  track::TrackOptions options = track_;
  options.worker = static_cast<std::uint16_t>(workers_.size());
  const int wake = wake_.native_handle();
  const bool same = !workers_.empty() && workers_.back()->interface() == source->name();
  if (!same) encrypted_dns_ = std::make_shared<EncryptedDnsDevices>();
  workers_.push_back(std::make_unique<CaptureWorker>(std::move(source), options, facts_waiting_,
                                                     rules_, answers_, encrypted_dns_,
                                                     [wake] { eventfd_write(wake, 1); }));
  turns_.push_back(0);
}

Control::End Control::run() {
  outbox_.begin(ledger_.last_sequence());
  dispatcher_.start();
  on_signal();
  on_wake();
  on_tick();
  on_watchdog();
  watch_.start(since_, believed_clock().believes(system_clock_now()));
  give_back_due_ = std::chrono::steady_clock::now() + kAtRest;
  for (const auto& worker : workers_) worker->start();
  // From here on packets are captured and judged.
  notifier_.ready(status());
  io_.run();
  return end_;
}

void Control::on_wake() {
  wake_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](error_code error) {
    if (error || stopping_) return;
    eventfd_t ignored = 0;
    eventfd_read(wake_.native_handle(), &ignored);
    judge_facts();
    on_wake();
  });
}

void Control::on_tick() {
  tick_.expires_after(kTick);
  tick_.async_wait([this](error_code error) {
    if (error || stopping_) return;
    judge_facts();
    watch_sensor();
    if (privilege_is_needed()) return stop();
    save();
    if (state_sync_) state_sync_->go_on(std::chrono::steady_clock::now());
    tell_status();
    on_tick();
  });
}

// A beat only while every worker still turns: a hung capture thread is a reason to be restarted.
void Control::on_watchdog() {
  watchdog_.expires_after(notifier_.watchdog_interval().value_or(kTurn));
  watchdog_.async_wait([this](error_code error) {
    if (error || stopping_) return;
    workers_turned_ = workers_turn();
    if (workers_turned_) notifier_.watchdog();
    on_watchdog();
  });
}

bool Control::workers_turn() {
  bool all = true;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const std::uint64_t now = workers_[i]->turns();
    all = all && now != turns_[i];
    turns_[i] = now;
  }
  return all;
}

void Control::on_signal() {
  signals_.async_wait([this](error_code error, int signal) {
    if (error || stopping_) return;
    if (signal == SIGHUP) {
      on_hangup();
      on_signal();
    } else {
      stop();
    }
  });
}

// Any number of hang-ups while one waits are one reload: the last of them asks for what the first
// does, and a storm of them must not keep the loop from judging and delivering.
void Control::on_hangup() {
  if (hangup_waits_) return;
  hangup_waits_ = true;
  hangup_.expires_at(std::max(std::chrono::steady_clock::now(), reload_due_));
  hangup_.async_wait([this](error_code error) {
    if (error || stopping_) return;
    hangup_waits_ = false;
    reload(false);
    reload_due_ = std::chrono::steady_clock::now() + kReloadPause;
  });
}

void Control::judge_facts() {
  const Instant reached = merge_facts(workers_, judge_, kFactsAtOnce);
  if (reached > kBeginning && reached < Instant::max()) {
    judge_.on_time(reached);
    judged_until_ = reached;
  }
  if (reached == kBeginning) eventfd_write(wake_.native_handle(), 1);  // more are waiting
}

std::vector<Control::Workers> Control::by_interface() const {
  std::vector<Workers> all;
  const Workers workers(workers_);
  for (std::size_t begin = 0, end = 0; begin < workers.size(); begin = end) {
    while (end < workers.size() && workers[end]->interface() == workers[begin]->interface()) ++end;
    all.push_back(workers.subspan(begin, end - begin));
  }
  return all;
}

std::vector<InterfaceLook> Control::looks() const {
  std::vector<InterfaceLook> all;
  for (const Workers workers : by_interface()) {
    InterfaceLook& look = all.emplace_back();
    look.name = workers.front()->interface();
    for (const auto& worker : workers) {
      look.capturing = look.capturing && worker->capturing();
      cutoffd::add(look.totals, rules::figures_from(worker->counters()));
    }
    look.totals.encrypted_dns_devices = workers.front()->encrypted_dns_devices();
  }
  return all;
}

void Control::watch_sensor() {
  const auto steady = std::chrono::steady_clock::now();
  if (steady < look_due_) return;
  look_due_ = steady + kLook;
  if (give_back_due_ <= steady) {
    give_back_pages();
    give_back_due_ = std::chrono::steady_clock::time_point::max();
  }
  const BelievedClock::Reading reading = read_clocks();
  const Instant now = believed_clock().now(reading);
  const bool believed = believed_clock().believes(reading.clock);
  if (!believed && watch_.clock_believed()) {
    spdlog::warn("the clock is not believed any more: it was set to {}",
                 rfc3339(reading.clock, 0).view());
  }
  watch_.look_at_clock(now, believed);
  const std::uint64_t given_up =
      counters_.get(Counter::devices_given_up) + counters_.get(Counter::contacts_given_up);
  watch_.look(now, judged_until_, steady - started_, looks(), given_up);
}

void Control::tell_sensor(Severity severity, std::string message) {
  watch_.tell(believed_now(), severity, std::move(message));
}

// The state and the alerts that tell it become durable together; then they may be told. A disk that
// is full, or a file that another process holds, is told once and tried again at every tick:
// judging goes on in memory. So is what sinks could not read when they were asked to look again.
void Control::save() {
  try {
    outbox_.forget_trouble();
    judge_.save();
    keep_outbox();
    for (const Alert& alert : refused_.told(dispatcher_.statistics(), believed_now())) {
      ledger_.write_alert(alert);
    }
    ledger_.commit();
    const std::uint64_t last = ledger_.last_sequence();
    outbox_.committed(last);
    dispatcher_.notify();
    if (!outbox_.trouble().empty()) throw rules::LedgerError(outbox_.trouble());
    if (saving_failed_) spdlog::warn("the ledger can be written again");
    saving_failed_ = false;
  } catch (const rules::LedgerError& error) {
    if (!saving_failed_) {
      spdlog::error("{}; judging goes on in memory: nothing is lost meanwhile, it is tried again",
                    error.what());
    }
    saving_failed_ = true;
  }
}

// Without sinks nothing waits for anybody.
void Control::keep_outbox() {
  const auto all = dispatcher_.progress();
  rules::OutboxProgress progress;
  if (all) {
    progress = {all->delivered, all->in_hand, all->waits_for};
  } else {
    progress.delivered = outbox_.committed();
  }
  keeper_.keep(outbox_bounds_, progress, believed_now());
}

// All or nothing: a mistake in the files leaves everything as it was. Returns the answer to whoever
// asked by the control socket.
std::string Control::reload(bool force) {
  notifier_.reloading();
  std::string answer;
  last_reload_taken_ = false;
  if (const auto settings = reload_()) {
    const config::Change change = config::change_of(config::Reloadable::of(*rules_, sinks_),
                                                    config::Reloadable::of(*settings));
    const std::string refusal = force ? "" : change.refusal();
    if (refusal.empty()) {
      take(*settings);
      last_reload_taken_ = true;
      spdlog::warn("reloaded; what changed: {}", change.line);
      answer = reloaded_answer(change.line);
    } else {
      answer =
          error_answer("not reloaded: " + refusal + "; if that is meant: cutoffd reload --force",
                       ExitCode::configuration);
      spdlog::error("not reloaded: {}; if that is meant: cutoffd reload --force", refusal);
      watch_.reload_refused(believed_now(), "Not reloaded: " + refusal +
                                                ". If that is meant: cutoffd reload --force. What "
                                                "was loaded keeps working.");
    }
  } else {
    answer = error_answer("not reloaded: the configuration has mistakes (cutoffd check)",
                          ExitCode::configuration);
    spdlog::error("not reloaded: the configuration has mistakes; what was loaded keeps working");
    watch_.reload_refused(believed_now(),
                          "Not reloaded: the configuration or a list has mistakes, see the log; "
                          "what was loaded keeps working.");
  }
  dispatcher_.reopen();
  notifier_.ready(status());
  give_back_due_ = std::chrono::steady_clock::now() + kAtRest;
  return answer;
}

void Control::take(const config::Settings& settings) {
  rules_ =
      std::make_shared<const rules::RuleSet>(settings.watchlists, settings.determinations,
                                             settings.rules, settings.inventory, settings.history);
  files_ = settings.files;
  judge_.use(rules_);
  for (const auto& worker : workers_) worker->use(rules_);
  sinks_ = settings.sinks;
  dispatcher_.replace(settings.sinks);
  outbox_bounds_ = settings.outbox;
  watch_.use(settings);
  page_.use(settings.page);
  drain_ = settings.delivery.drain;
}

// Workers stop; what they had seen is judged; what was settling is told as it stands; alerts are
// handed over, for as long as `drain` allows. What is not handed over waits in the ledger.
void Control::stop() {
  stopping_ = true;
  socket_.stop();
  page_.stop();
  notifier_.stopping();
  for (const auto& worker : workers_) worker->stop();
  merge_facts(workers_, judge_, std::numeric_limits<std::size_t>::max());
  judge_.finish();
  watch_.end(believed_now());
  ledger_.wait_for_others(kWaitAtEnd);
  save();
  dispatcher_.drain(drain_, [this](bool all) {
    if (!all) spdlog::warn("some alerts could not be handed over in time; they wait in the ledger");
    save();  // the sinks' cursors
    if (state_sync_) state_sync_->last();
    io_.stop();
  });
}

bool Control::privilege_is_needed() {
  for (const auto& worker : workers_) {
    if (!worker->waits_for_privilege()) continue;
    end_ = End::start_again;
    spdlog::error(
        "{} is back, and to open it again a privilege is needed that was given up: ending "
        "to be started again",
        worker->interface());
    return true;
  }
  return false;
}

void Control::tell_status() {
  std::string now = status();
  if (now == told_status_) return;
  note_drops();
  notifier_.status(now);
  told_status_ = std::move(now);
}

// Packets that were lost before anybody could look at them: told at every tenfold, not every
// second.
void Control::note_drops() {
  for (const Workers workers : by_interface()) {
    std::uint64_t drops = 0;
    for (const auto& worker : workers) drops += worker->counters().get(Counter::kernel_drops);
    if (drops < drops_to_tell_) continue;
    spdlog::warn(
        "{}: the kernel has dropped {} packets so far: a larger ring or more workers help "
        "(interfaces: ring, workers)",
        workers.front()->interface(), drops);
    while (drops_to_tell_ <= drops) drops_to_tell_ *= 10;
  }
}

std::string Control::status() const {
  std::string out = "watching ";
  for (const InterfaceLook& look : looks()) {
    if (!out.ends_with(' ')) out += ", ";
    out += look.name;
    if (!look.capturing) out += " (down)";
  }
  out += ": " + std::to_string(judge_.devices()) + " devices with watched contacts, ";
  out += std::to_string(judge_.open_incidents()) + " open incidents";
  std::uint64_t drops = 0;
  for (const auto& worker : workers_) {
    drops += worker->counters().get(Counter::kernel_drops);
    drops += worker->counters().get(Counter::interface_drops);
  }
  return drops == 0 ? out : out + ", " + std::to_string(drops) + " packets dropped";
}

}  // namespace cutoffd
