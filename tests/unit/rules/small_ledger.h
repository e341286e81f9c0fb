// A small ledger as this program writes it: two devices, one that asked and one that called, and
// what was told of them, one alert of it delivered to the sink "log".
#pragma once

#include <filesystem>

#include "tests/unit/rules/scene.h"

namespace cutoffd::rules::stage {

inline void write_small_ledger(const std::filesystem::path& directory) {
  const auto ledger = Ledger::open(directory, Ledger::Access::read_write);
  Counters counters;
  Judge judge(rules(), {}, *ledger, counters);
  judge.on_fact(binding("10.0.0.20", "02:00:00:00:00:20", after(1)));
  judge.on_fact(question(kDesk, kUpdate, after(1)));
  judge.on_fact(answer(kDesk, kUpdate, after(2), {{kServer.ip, 60}}));
  judge.on_fact(hello(kDesk, kUpdate, after(3)));
  judge.on_fact(progress(1, after(4), FlowProgress::Step::answered, 500, 9'000));
  judge.on_fact(question(host("10.0.0.21", "02:00:00:00:00:21"), kTelemetry, after(5)));
  judge.on_time(after(100));
  judge.save();
  ledger->set_cursor("log", 1);
  ledger->set_replay_mark({7, 0x1234});
  ledger->commit();
}

}  // namespace cutoffd::rules::stage
