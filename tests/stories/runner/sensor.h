// cutoffd itself, on the stage of a story: packets in, alerts and the ledger out.
//
// The road is the program's: config::load reads what the story writes and what is shipped,
// JudgedPackets takes the packets, the ledger lies in a directory of its own and is opened anew at
// every restart. Only the clock is the story's. Threads: one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/format.h"
#include "config/settings.h"
#include "core/counters.h"
#include "core/packet.h"
#include "daemon/judged_packets.h"
#include "daemon/recalled_answers.h"
#include "rules/judge.h"
#include "rules/ledger.h"
#include "tests/support/json_reader.h"

namespace cutoffd::story {

class Sensor {
 public:
  explicit Sensor(std::filesystem::path folder);

  // Files that the configuration may name; below the folder of cutoffd.yaml, which is also the
  // first data directory.
  void write_file(const std::filesystem::path& name, std::string_view text);
  void configure(std::string_view yaml);  // before anything was seen
  // False where the new files have mistakes; then what was loaded keeps working.
  bool reload(bool force = false);

  void show(const Packet& packet);
  void reach(Instant now);  // time passed without packets
  void stop();              // as at SIGTERM: what settles is told, everything is saved
  void kill();              // as at kill -9: what was not saved is lost
  void start();             // a new process on the same ledger
  void finish();            // the end of the capture

  // Alerts told since the last call, each as our own JSON.
  std::vector<test::Json> take_alerts();
  // What `cutoffd devices --json` says now.
  std::vector<test::Json> devices();
  [[nodiscard]] std::uint64_t counter(std::string_view name) const;
  // Starts the sensor if nothing was seen yet.
  const config::Settings& settings();
  const std::string& mistakes() const { return mistakes_; }
  // The line that the last reload told.
  const std::string& changed() const { return changed_; }

 private:
  // What lives as long as a process.
  struct Process {
    Counters counters;
    std::unique_ptr<rules::Ledger> ledger;
    std::unique_ptr<rules::Judge> judge;
    std::unique_ptr<JudgedPackets> packets;
  };

  bool load();
  bool accepts(const config::Settings& before, bool force);
  Process& process();
  void save();

  std::filesystem::path folder_;
  std::unique_ptr<config::Settings> settings_;
  std::string mistakes_;  // of the last load
  std::string changed_;   // by the last reload
  std::unique_ptr<Process> process_;
  std::uint64_t told_ = 0;  // the sequence of the last alert that was taken
};

}  // namespace cutoffd::story
