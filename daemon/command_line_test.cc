#include "daemon/command_line_test.h"

#include <CLI/CLI.hpp>

#include "daemon/command_line_watchlist.h"

namespace cutoffd {
namespace {

constexpr const char* kSinkExamples =
    "Examples:\n"
    "  cutoffd sink test              see cutoffd sink test --help";

constexpr const char* kSinkTestExamples =
    "Sends one alert, marked as a test, through each sink by a connection of its own and says "
    "what\n"
    "came back. It needs no running daemon and disturbs none; filters do not hold the test "
    "back.\n\n"
    "Examples:\n"
    "  cutoffd sink test                          all sinks of /etc/cutoffd/cutoffd.yaml\n"
    "  cutoffd sink test collector                one of them\n"
    "  cutoffd sink test -c ./cutoffd.yaml && systemctl reload cutoffd\n\n"
    "Exit codes: 0 every sink has it, 69 one has not, 64 no sink of that name.";

constexpr const char* kSelfTestExamples =
    "Makes a packet in which a device of the documentation's address range asks for the reserved\n"
    "name call.selftest.invalid, and follows it: capture, track, match, judge, ledger, outbox,\n"
    "sinks. Says of each step whether it was passed, and stops at the one that was not. The alert\n"
    "is real but for its sentence, which begins with TEST, and its vendor, cutoffd-selftest. No\n"
    "daemon is needed or disturbed, and the ledger is one that nobody keeps.\n\n"
    "Examples:\n"
    "  cutoffd selftest                      to the collectors\n"
    "  cutoffd selftest --sink collector     to one of them\n"
    "  cutoffd selftest --no-sinks           as far as the outbox\n\n"
    "Exit codes: 0 it arrived, 69 a sink failed, 70 a step before that did.";

}  // namespace

void add_sink_test(CLI::App& app, SinkTestCommand& command) {
  auto* sink = app.add_subcommand("sink", "try where alerts go");
  sink->footer(kSinkExamples);
  sink->require_subcommand(1);
  auto* sub = sink->add_subcommand("test", "send a test alert");
  sub->footer(kSinkTestExamples);
  sub->add_option("name", command.sink, "the sink (default: all)")->type_name("NAME");
  add_configuration(*sub, command.configuration);
}

void add_self_test(CLI::App& app, SelfTestCommand& command) {
  auto* sub = app.add_subcommand("selftest", "follow a test name from packet to collector");
  sub->footer(kSelfTestExamples);
  add_configuration(*sub, command.configuration);
  auto* sink = sub->add_option("--sink", command.sink, "this sink only")->type_name("NAME");
  sub->add_flag("--no-sinks", command.no_sinks, "send nothing")->excludes(sink);
}

}  // namespace cutoffd
