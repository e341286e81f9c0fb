#include "daemon/report.h"

#include <array>
#include <fstream>
#include <iterator>

#include <unistd.h>

#include "capture/dissect/crypto.h"
#include "daemon/message.h"
#include "daemon/output.h"
#include "daemon/report_facts.h"
#include "daemon/report_formats.h"
#include "daemon/report_outline.h"
#include "daemon/settings_loader.h"

namespace cutoffd {
namespace {

std::string sha256_of(std::string_view text) {
  dissect::TextHash hash(dissect::TextHash::Kind::sha256);
  hash.update(text);
  std::array<char, 64> hex{};
  hash.finish(hex);
  return {hex.data(), hex.size()};
}

// The JSON of an earlier report. Told and nothing where it is none.
std::optional<JsonValue> read_earlier(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    tell(path.string() + ": cannot read the earlier report");
    return std::nullopt;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto value = read_json(text);
  if (!value || (*value)["report"].text() == nullptr) {
    tell(path.string() + ": no report in JSON (cutoffd report --format json)");
    return std::nullopt;
  }
  return value;
}

void append_report(std::string& out, const ReportCommand& command, const config::Settings& settings,
                   const ReportFacts& facts, const std::vector<std::string>& changes) {
  Outline outline = report_outline(settings, facts, changes);
  std::string json;
  outline.append_json(json);
  const std::string hash = sha256_of(json);
  if (command.format == "csv") return append_report_csv(out, facts);
  if (command.format == "html") return append_report_html(out, settings, facts, changes, hash);
  outline.add("sha256", hash);
  if (command.format == "text") return outline.append_text(out);
  outline.append_json(out);
  out += '\n';
}

}  // namespace

ExitCode report(const ReportCommand& command) {
  std::vector<config::Override> overrides;
  if (command.state) overrides.push_back({"state", {command.state->string()}});
  const auto loaded = load_settings(command.configuration, std::move(overrides));
  if (const auto* code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& settings = std::get<config::Settings>(loaded);
  Output output(STDOUT_FILENO);
  try {
    const auto ledger = rules::Ledger::open(settings.state, rules::Ledger::Access::read_only);
    const auto bound = [](const std::string& text) {
      return text.empty() ? std::nullopt : parse_rfc3339(text);
    };
    const auto from = bound(command.from);
    const auto to = bound(command.to);
    if (from && to && *to <= *from) {
      tell("--to: must be later than --from");
      return ExitCode::usage;
    }
    const ReportFacts facts = report_facts(settings, *ledger, from, to);
    std::vector<std::string> changes;
    if (command.since) {
      const auto earlier = read_earlier(*command.since);
      if (!earlier) return ExitCode::no_input;
      changes = changes_since(*earlier, facts);
      if (changes.empty()) changes.emplace_back("nothing");
    }
    append_report(output.buffer(), command, settings, facts, changes);
  } catch (const rules::LedgerError& error) {
    tell(error.what());
    return ExitCode::no_input;
  }
  output.flush();
  return output.failed() ? ExitCode::io : ExitCode::ok;
}

}  // namespace cutoffd
