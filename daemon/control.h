// The control loop: facts of all workers to the judge, the judge's decisions to the ledger, the
// ledger's alerts to the sinks; signals, ticks, reload and the end.
//
// Threads: all of it on the thread that calls run(). Workers wake it through an event descriptor.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "alerts/dispatcher.h"
#include "config/settings.h"
#include "daemon/calling_devices.h"
#include "daemon/capture_worker.h"
#include "daemon/control_socket.h"
#include "daemon/ledger_outbox.h"
#include "daemon/notify.h"
#include "daemon/page/status_page.h"
#include "daemon/refused_alerts.h"
#include "daemon/sensor_status.h"
#include "daemon/sensor_watch.h"
#include "daemon/state_sync.h"
#include "rules/judge.h"
#include "rules/ledger.h"
#include "rules/outbox_keeper.h"

namespace cutoffd {

class Control {
 public:
  // Loads settings anew for a reload; nothing where that failed (and was told).
  using Reload = std::function<std::unique_ptr<config::Settings>()>;

  // Throws ListenError, also where another daemon answers at the control socket.
  Control(const config::Settings& settings, std::shared_ptr<const rules::RuleSet> rules,
          rules::Ledger& ledger, const Notifier& notifier, Reload reload);
  ~Control();

  // Sources of one interface after each other.
  void add(std::unique_ptr<source::LiveSource> source);
  // An alert of event `sensor`, told with the next save.
  void tell_sensor(Severity severity, std::string message);
  // Until SIGINT or SIGTERM, or until an interface is back that only a program with privileges can
  // open; then what is in flight is judged, saved and handed over.
  enum class End { asked, start_again };
  End run();

 private:
  void on_wake();
  void on_tick();
  void on_watchdog();
  void on_signal();
  void judge_facts();
  void watch_sensor();
  // The workers of each interface, which are beside each other.
  using Workers = std::span<const std::unique_ptr<CaptureWorker>>;
  [[nodiscard]] std::vector<Workers> by_interface() const;
  [[nodiscard]] std::vector<InterfaceLook> looks() const;
  void save();
  void keep_outbox();
  void on_hangup();
  std::string reload(bool force);
  void take(const config::Settings& settings);
  [[nodiscard]] bool privilege_is_needed();
  void stop();
  void tell_status();
  void note_drops();
  [[nodiscard]] bool workers_turn();
  [[nodiscard]] std::string status() const;
  // What commands may ask (control_requests.cc).
  void take_requests();
  [[nodiscard]] SensorStatus gather() const;
  static std::string reloaded_answer(const std::string& changed);

  boost::asio::io_context io_;
  const Notifier& notifier_;
  Reload reload_;
  rules::Ledger& ledger_;
  rules::JudgeOptions network_;  // what is known of it
  Counters counters_;
  rules::Judge judge_;
  std::shared_ptr<const rules::RuleSet> rules_;
  std::vector<config::LoadedFile> files_;  // that they were read from
  track::TrackOptions track_;
  std::size_t facts_waiting_;
  std::shared_ptr<AnsweredTable> answers_;  // one for all workers
  LedgerOutbox outbox_;
  CallingDevices calling_;
  std::vector<alerts::SinkOptions> sinks_;  // as written, to say what a reload changes
  alerts::Dispatcher dispatcher_;
  rules::OutboxKeeper keeper_;
  RefusedAlerts refused_;
  rules::OutboxBounds outbox_bounds_;
  Duration drain_;
  std::vector<std::unique_ptr<CaptureWorker>> workers_;
  std::shared_ptr<EncryptedDnsDevices> encrypted_dns_;  // of the last interface
  std::vector<std::uint64_t> turns_;                    // of each worker at the last watchdog beat
  boost::asio::posix::stream_descriptor wake_;
  boost::asio::steady_timer tick_;
  boost::asio::steady_timer watchdog_;
  boost::asio::steady_timer hangup_;  // a reload by signal that is due
  boost::asio::signal_set signals_;
  ControlSocket socket_;
  page::StatusPage page_;
  SensorWatch watch_;
  std::optional<StateSync> state_sync_;
  std::string sensor_;
  Instant since_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point look_due_ = started_;
  std::chrono::steady_clock::time_point give_back_due_{};  // daemon/resident.h
  Instant judged_until_;
  std::string told_status_;
  std::uint64_t drops_to_tell_ = 1;
  std::chrono::steady_clock::time_point reload_due_{};  // not before, by signal
  bool hangup_waits_ = false;
  bool saving_failed_ = false;
  bool workers_turned_ = true;  // when last looked at
  bool last_reload_taken_ = true;
  bool stopping_ = false;
  End end_ = End::asked;
};

}  // namespace cutoffd
