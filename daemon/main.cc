// cutoffd: which devices still call home to a vendor that may no longer serve them?
#include <cstdlib>
#include <exception>
#include <variant>

#include "daemon/check.h"
#include "daemon/command_line.h"
#include "daemon/devices.h"
#include "daemon/explain.h"
#include "daemon/incident.h"
#include "daemon/message.h"
#include "daemon/observe.h"
#include "daemon/reload.h"
#include "daemon/replay.h"
#include "daemon/report.h"
#include "daemon/run.h"
#include "daemon/selftest.h"
#include "daemon/setup.h"
#include "daemon/shunt.h"
#include "daemon/sink_test.h"
#include "daemon/status.h"
#include "daemon/watchlist_export.h"
#include "daemon/watchlist_files.h"

namespace cutoffd {
namespace {

struct Execute {
  ExitCode operator()(const ObserveCommand& command) const { return observe(command); }
  ExitCode operator()(const ReplayCommand& command) const { return replay(command); }
  ExitCode operator()(const RunCommand& command) const { return run(command); }
  ExitCode operator()(const CheckCommand& command) const { return check(command); }
  ExitCode operator()(const ExplainCommand& command) const { return explain(command); }
  ExitCode operator()(const ReportCommand& command) const { return report(command); }
  ExitCode operator()(const ReloadCommand& command) const { return reload(command); }
  ExitCode operator()(const DevicesCommand& command) const { return devices(command); }
  ExitCode operator()(const IncidentCommand& command) const { return incident(command); }
  ExitCode operator()(const WatchlistExportCommand& command) const {
    return export_watchlist(command);
  }
  ExitCode operator()(const WatchlistFilesCommand& command) const {
    return watchlist_files(command);
  }
  ExitCode operator()(const SetupCommand& command) const { return set_up(command); }
  ExitCode operator()(const ShuntCommand& command) const { return shunt(command); }
  ExitCode operator()(const SinkTestCommand& command) const { return sink_test(command); }
  ExitCode operator()(const SelfTestCommand& command) const { return self_test(command); }
  ExitCode operator()(const StatusCommand& command) const { return status(command); }
};

ExitCode program(int argc, const char* const* argv) {
  const auto read = read_command_line(argc, argv);
  if (const auto* code = std::get_if<ExitCode>(&read)) return *code;
  return std::visit(Execute{}, std::get<Command>(read));
}

}  // namespace
}  // namespace cutoffd

int main(int argc, char** argv) {
  try {
    return static_cast<int>(cutoffd::program(argc, argv));
  } catch (const std::exception& error) {
    // A bug, or memory ran out: one sentence all the same.
    cutoffd::tell(error.what());
    return static_cast<int>(cutoffd::ExitCode::internal);
  }
}
