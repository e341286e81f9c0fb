// docs/alerts.md shows what the program does: its examples, message ids, tables and orders. After a
// change run this test with CUTOFFD_WRITE_GENERATED=1 to write the tables anew, and look at the
// difference; examples and ids are compared as they stand.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "alerts/fields.h"
#include "alerts/format.h"
#include "alerts/message_id.h"
#include "alerts/presets.h"
#include "alerts/severity_scale.h"
#include "tests/support/places.h"
#include "tests/unit/alerts/sample_alerts.h"

namespace cutoffd::alerts::document_test {
namespace {

const std::filesystem::path kDocument = cutoffd::test::source_folder() / "docs" / "alerts.md";

std::string document() {
  std::ifstream file(kDocument, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The lines from a heading to the next one of the same or a higher level.
std::string section(const std::string& heading) {
  const std::string whole = "\n" + document();
  const std::size_t from = whole.find("\n" + heading + "\n");
  if (from == std::string::npos) return {};
  const std::size_t begin = from + heading.size() + 2;
  std::size_t end = whole.find("\n## ", begin);
  if (heading.starts_with("### ")) end = std::min(end, whole.find("\n### ", begin));
  return whole.substr(begin, end - begin);
}

bool writing() { return std::getenv("CUTOFFD_WRITE_GENERATED") != nullptr; }

// The part between the marks is what the program says.
void expect_part(const std::string& part, const std::string& expected) {
  const std::string begin = "<!-- begin " + part + " -->\n\n";
  const std::string end = "\n<!-- end " + part + " -->";
  const std::string whole = document();
  const std::size_t from = whole.find(begin);
  const std::size_t to = whole.find(end);
  ASSERT_NE(from, std::string::npos) << begin;
  ASSERT_NE(to, std::string::npos) << end;
  const std::size_t start = from + begin.size();
  if (writing()) {
    std::ofstream(kDocument, std::ios::binary)
        << whole.substr(0, start) << expected << whole.substr(to);
    return;
  }
  EXPECT_EQ(whole.substr(start, to - start), expected) << part;
}

Format example_format(FormatKind kind) {
  FormatContext context;
  const bool needs_header = kind == FormatKind::cef || kind == FormatKind::leef;
  if (needs_header || kind == FormatKind::rfc3164) context.header = HeaderKind::rfc3164;
  if (kind == FormatKind::rfc3164_local) context.header = HeaderKind::rfc3164_local;
  if (kind == FormatKind::rfc5424) context.header = HeaderKind::rfc5424;
  context.hostname = "sensor1";
  context.process_id = 812;
  context.version = "0.1.0";
  return {kind, context};
}

constexpr std::array kShown{FormatKind::text,    FormatKind::json,          FormatKind::rfc5424,
                            FormatKind::rfc3164, FormatKind::rfc3164_local, FormatKind::eve,
                            FormatKind::ecs,     FormatKind::cef,           FormatKind::leef};

TEST(Document, ShowsEachFormatAsItIs) {
  for (const FormatKind kind : kShown) {
    std::string line;
    ASSERT_TRUE(example_format(kind).write(test::full_alert(), 7,
                                           std::numeric_limits<std::size_t>::max(), line));
    const std::string shown = section("### " + std::string(name_of(kind)));
    EXPECT_NE(shown.find("\n" + line + "\n```"), std::string::npos) << name_of(kind) << " is now:\n"
                                                                    << line;
  }
  EXPECT_FALSE(section("### journal").empty());
}

TEST(Document, HasAParagraphForEachMessageId) {
  for (unsigned i = 0; i <= static_cast<unsigned>(AlertEvent::heartbeat); ++i) {
    const auto event = static_cast<AlertEvent>(i);
    const MessageId& id = message_id(event);
    const std::string text = section("### " + std::string(id.word));
    std::ostringstream head;
    head << "Event `" << name_of(event) << "`, signature " << id.signature << ", journal `"
         << id.journal << "`. *" << id.sentence << "*\n";
    EXPECT_NE(text.find(head.str()), std::string::npos) << head.str();
    for (const char* part : {"\n- What happened: ", "\n- How sure: ", "\n- What to do: "}) {
      const std::size_t at = text.find(part);
      ASSERT_NE(at, std::string::npos) << id.word << part;
      EXPECT_GT(text.find('\n', at + 1) - at, 20U) << id.word << part << "says nothing";
    }
  }
}

std::string word_or_nothing(const auto& value) {
  return value ? std::string(name_of(*value)) : std::string();
}

TEST(Document, HasEachPreset) {
  std::string table =
      "| collector | receiver | `type` | `format` or template | `header` | `framing` | `port` |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const Preset& preset : presets()) {
    SinkOptions options;
    options.name = preset.name;
    ASSERT_TRUE(apply_preset(preset.name, options));
    options.host = "localhost";
    options = completed(options, "localhost");
    std::string format =
        preset.body ? std::string(name_of(*preset.body)) : word_or_nothing(options.format);
    const bool stream = options.type == SinkType::tcp || options.type == SinkType::tls;
    table += "| `" + std::string(preset.name) + "` | " + std::string(preset.receiver) + " | " +
             std::string(name_of(options.type)) + " | " + format + " | " +
             word_or_nothing(options.header) + " | " +
             (stream ? word_or_nothing(options.framing) : "") + " | " +
             (options.port != 0 ? std::to_string(options.port) : "") + " |\n";
  }
  expect_part("presets", table);
}

TEST(Document, HasTheOneTableOfSeverities) {
  std::string table =
      "| severity | syslog, journal | CEF | LEEF | EVE | ECS | ntfy "
      "|\n|---|---|---|---|---|---|---|\n";
  for (unsigned i = 0; i <= static_cast<unsigned>(Severity::debug); ++i) {
    const auto severity = static_cast<Severity>(i);
    const SeverityScale& scale = scale_of(severity);
    table += "| `" + std::string(name_of(severity)) + "` | " + std::to_string(i);
    for (const unsigned number : {unsigned{scale.cef}, unsigned{scale.leef}, unsigned{scale.eve},
                                  unsigned{scale.ecs}, unsigned{scale.ntfy}}) {
      table += " | " + std::to_string(number);
    }
    table += " |\n";
  }
  expect_part("severities", table);
}

TEST(Document, HasTheOrderInWhichFieldsGo) {
  std::string list;
  for (std::size_t i = 0; i < kFields; ++i) {
    list += std::to_string(i + 1) + ". " + std::string(name_of(static_cast<Field>(i))) + "\n";
  }
  expect_part("order", list);
}

// The example alert at each size that RFC 5424 to 5426 speak of.
TEST(Document, HasTheSizesOfEachFormat) {
  std::string table =
      "| format | whole | within 480 | within 1,024 | within 2,048 | within 8,192 | least |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const FormatKind kind : kShown) {
    const Format format = example_format(kind);
    std::string line;
    ASSERT_TRUE(format.write(test::full_alert(), 7, std::numeric_limits<std::size_t>::max(), line));
    table += "| `" + std::string(name_of(kind)) + "` | " + std::to_string(line.size());
    const std::size_t whole = line.size();
    for (const std::size_t budget : {480U, 1024U, 2048U, 8192U}) {
      ASSERT_TRUE(format.write(test::full_alert(), 7, budget, line));
      ASSERT_LE(line.size(), budget);
      table += " | " + (line.size() == whole ? "whole" : std::to_string(line.size()));
    }
    table += " | " + std::to_string(format.least_budget()) + " |\n";
  }
  expect_part("sizes", table);
}

}  // namespace
}  // namespace cutoffd::alerts::document_test
