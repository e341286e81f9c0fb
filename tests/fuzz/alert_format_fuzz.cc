// Texts that a device chose, in every format: one line, within its budget, with the fields that an
// honest alert has and no other.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "alerts/format.h"
#include "core/bytes.h"
#include "tests/unit/alerts/message_readers.h"
#include "tests/unit/alerts/sample_alerts.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::alerts;
using Reader = std::optional<alerts::test::Fields> (*)(std::string_view);

constexpr std::size_t kAmple = 1 << 24;

void must(bool holds) {
  if (!holds) std::abort();
}

std::set<std::string> keys_of(Reader read, const std::string& line) {
  const auto fields = read(line);
  must(fields.has_value());
  std::set<std::string> keys;
  for (const auto& field : *fields) keys.insert(field.first);
  return keys;
}

std::optional<alerts::test::Fields> read_tagged_pairs(std::string_view text) {
  const auto outer = alerts::test::read_rfc3164(text, true);
  return outer ? alerts::test::read_pairs(outer->at("MSG")) : std::nullopt;
}

void check(FormatKind kind, HeaderKind header, Reader read, const Alert& honest,
           const Alert& hostile, std::size_t budget) {
  FormatContext context;
  context.header = header;
  const Format format(kind, context);
  std::string line;
  must(format.write(hostile, 1, kAmple, line));
  must(kind == FormatKind::journal || alerts::test::is_one_line(line));
  if (read != nullptr) {
    std::string expected;
    must(format.write(honest, 1, kAmple, expected));
    must(keys_of(read, line) == keys_of(read, expected));
  }
  const bool fits = format.write(hostile, 1, budget, line);
  must(fits ? line.size() <= budget : line.empty());
  must(fits || budget < format.least_budget());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Cursor in(Bytes(data, size));
  const std::size_t budget = in.u16();
  const std::size_t name = in.u8();
  const std::size_t device = in.u8();
  const Alert honest = alerts::test::full_alert();
  Alert hostile = honest;
  hostile.name = as_text(in.take(name));
  hostile.device->name = as_text(in.take(device));
  hostile.message = as_text(in.rest());
  if (in.failed() || hostile.name.empty() || hostile.device->name.empty() ||
      hostile.message.empty()) {
    return 0;
  }
  check(FormatKind::rfc5424, HeaderKind::rfc5424, alerts::test::read_rfc5424, honest, hostile,
        budget);
  check(FormatKind::rfc3164_local, HeaderKind::rfc3164_local, read_tagged_pairs, honest, hostile,
        budget);
  check(FormatKind::cef, HeaderKind::none, alerts::test::read_cef, honest, hostile, budget);
  check(FormatKind::leef, HeaderKind::none, alerts::test::read_leef, honest, hostile, budget);
  for (const FormatKind kind : {FormatKind::text, FormatKind::json, FormatKind::eve,
                                FormatKind::ecs, FormatKind::journal}) {
    check(kind, HeaderKind::none, nullptr, honest, hostile, budget);
  }
  return 0;
}
