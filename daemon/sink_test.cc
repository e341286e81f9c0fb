#include "daemon/sink_test.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <unistd.h>

#include "alerts/sink_probe.h"
#include "core/json.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/settings_loader.h"
#include "daemon/version.h"

namespace cutoffd {
namespace {

using alerts::SinkOptions;
using alerts::SinkType;

// Acknowledged means another thing with each transport.
std::string_view who_has_it(SinkType type) {
  switch (type) {
    case SinkType::standard_output:
    case SinkType::file:
      return "the kernel has the line";
    case SinkType::unix_socket:
    case SinkType::journald:
      return "the local daemon's socket has it";
    case SinkType::udp:
      return "sent, and not refused; UDP does not tell whether it arrived";
    case SinkType::tcp:
    case SinkType::tls:
      return "the collector's kernel has it; TCP does not tell whether it was read";
    case SinkType::relp:
      return "the collector answered 200";
    case SinkType::webhook:
      return "the server answered 2xx";
    case SinkType::mqtt:
      return "the broker has it";
  }
  return "";
}

std::string where(const SinkOptions& sink) {
  std::string out(name_of(sink.type));
  if (sink.type == SinkType::webhook) return out;  // its address may hold a secret
  if (!sink.host.empty()) return out + " " + sink.host + " port " + std::to_string(sink.port);
  return sink.path.empty() ? out : out + " " + sink.path;
}

std::string line_of(const SinkOptions& sink, const alerts::SinkTestResult& result,
                    const Alert& alert) {
  std::string out = sink.name + " (" + where(sink) + "): ";
  // What a server answers is its text, not ours.
  append_clean_utf8(out, result.delivered ? result.text : "FAILED: " + result.text, true);
  if (result.delivered) out += "; " + std::string(who_has_it(sink.type));
  if (!sink.filter.passes(alert)) out += "; the sink's filter would have held it back";
  return out + "\n";
}

}  // namespace

alerts::Surroundings surroundings_here() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  alerts::Surroundings around;
  around.hostname = name.data();
  around.version = version();
  around.process_id = static_cast<std::uint32_t>(getpid());
  around.now = [] {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  };
  return around;
}

std::optional<std::vector<SinkOptions>> sinks_named(const std::vector<SinkOptions>& written,
                                                    const std::optional<std::string>& name) {
  const std::string machine = surroundings_here().hostname;
  std::vector<SinkOptions> chosen;
  std::string names;
  for (const SinkOptions& sink : written) {
    names += (names.empty() ? "" : ", ") + sink.name;
    if (!name || sink.name == *name) chosen.push_back(completed(sink, machine));
  }
  if (!chosen.empty()) return chosen;
  tell(name ? "no sink is called '" + *name + "'; there are: " + names : "there is no sink");
  return std::nullopt;
}

bool deliver_and_tell(const std::vector<SinkOptions>& sinks, const Alert& alert) {
  boost::asio::io_context io(1);
  std::vector<alerts::SinkTestResult> results;
  probe_sinks(io, sinks, surroundings_here(), alert,
              [&results](std::vector<alerts::SinkTestResult> said) { results = std::move(said); });
  io.run();
  Output output(STDOUT_FILENO);
  for (std::size_t i = 0; i < sinks.size(); ++i) {
    output.buffer() += line_of(sinks[i], results[i], alert);
  }
  output.flush();
  return std::all_of(results.begin(), results.end(),
                     [](const alerts::SinkTestResult& result) { return result.delivered; });
}

ExitCode sink_test(const SinkTestCommand& command) {
  const auto loaded = load_settings(command.configuration, {});
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  const auto sinks = sinks_named(settings.sinks, command.sink);
  if (!sinks) return ExitCode::usage;
  alerts::Surroundings around = surroundings_here();
  Alert alert = sink_test_alert(around);
  alert.sensor = settings.judge.sensor;
  return deliver_and_tell(*sinks, alert) ? ExitCode::ok : ExitCode::unavailable;
}

}  // namespace cutoffd
