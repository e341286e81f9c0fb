// Every format with the header that it usually has and an independent reader: what the tests about
// all formats run over.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "alerts/format.h"
#include "tests/support/json_reader.h"
#include "tests/unit/alerts/message_readers.h"

namespace cutoffd::alerts::test {

// Nested JSON as "a.b" and "a.b.0".
inline void flatten(const cutoffd::test::Json& json, const std::string& path, Fields& out) {
  using namespace cutoffd::test;
  const std::string below = path.empty() ? "" : path + ".";
  if (const auto* object = std::get_if<JsonObject>(&json.value)) {
    for (const auto& [key, member] : *object) flatten(member, below + key, out);
  } else if (const auto* array = std::get_if<JsonArray>(&json.value)) {
    std::size_t i = 0;
    for (const auto& element : *array) flatten(element, below + std::to_string(i++), out);
  } else if (const auto* number = std::get_if<Json::Number>(&json.value)) {
    out[path] = number->text;
  } else if (const auto* text = std::get_if<std::string>(&json.value)) {
    out[path] = *text;
  } else if (const auto* flag = std::get_if<bool>(&json.value)) {
    out[path] = *flag ? "true" : "false";
  } else {
    out[path] = "null";
  }
}

inline std::optional<Fields> read_flat_json(std::string_view text) {
  const auto json = cutoffd::test::read_json(text);
  if (!json || !json->is_object()) return std::nullopt;
  Fields fields;
  flatten(*json, "", fields);
  return fields;
}

// The payload after an RFC 3164 header without a tag: "<PRI>Mmm dd hh:mm:ss HOST " comes before it.
inline std::string_view after_untagged_header(std::string_view text) {
  const std::size_t time = text.find('>') + 1 + 16;
  return text.substr(text.find(' ', time) + 1);
}

struct Subject {
  std::string what;
  FormatKind kind;
  HeaderKind header;
  std::function<std::optional<Fields>(std::string_view)> read;
  // Where the reader finds the three texts that the wire can write.
  std::string name;
  std::string device_name;
  std::string message;
  bool keeps_controls = false;  // JSON escapes what the others replace

  [[nodiscard]] Format format() const {
    FormatContext context;
    context.header = header;
    context.hostname = "sensor1";
    context.process_id = 812;
    context.version = "0.1.0";
    return {kind, context};
  }
};

inline std::vector<Subject> subjects() {
  const auto pairs = [](bool local) {
    return [local](std::string_view text) -> std::optional<Fields> {
      const auto outer = read_rfc3164(text, local);
      if (!outer || outer->at("TAG") != "cutoffd[812]") return std::nullopt;
      return read_pairs(outer->at("MSG"));
    };
  };
  const auto inside_rfc5424 = [](std::string_view text) -> std::optional<Fields> {
    const auto outer = read_rfc5424(text);
    return outer ? read_flat_json(outer->at("MSG")) : std::nullopt;
  };
  const auto inside_rfc3164 = [](std::string_view text) -> std::optional<Fields> {
    const auto outer = read_rfc3164(text, false);
    return outer ? read_flat_json(outer->at("MSG")) : std::nullopt;
  };
  const std::string sd = "cutoffd@32473.";
  using enum FormatKind;
  return {
      {"rfc5424", rfc5424, HeaderKind::rfc5424, read_rfc5424, sd + "name", sd + "device_name",
       "MSG"},
      {"rfc3164", rfc3164, HeaderKind::rfc3164, pairs(false), "name", "device_name", "message"},
      {"rfc3164-local", rfc3164_local, HeaderKind::rfc3164_local, pairs(true), "name",
       "device_name", "message"},
      {"json", json, HeaderKind::none, read_flat_json, "name", "device.name", "message", true},
      {"json in rfc5424", json, HeaderKind::rfc5424, inside_rfc5424, "name", "device.name",
       "message", true},
      {"eve", eve, HeaderKind::none, read_flat_json, "alert.metadata.name.0",
       "alert.metadata.device_name.0", "alert.metadata.message.0", true},
      {"eve in rfc3164", eve, HeaderKind::rfc3164, inside_rfc3164, "alert.metadata.name.0",
       "alert.metadata.device_name.0", "alert.metadata.message.0", true},
      {"ecs", ecs, HeaderKind::none, read_flat_json, "destination.domain", "source.domain",
       "message", true},
      {"cef", cef, HeaderKind::none, read_cef, "dhost", "shost", "msg"},
      {"cef in rfc3164", cef, HeaderKind::rfc3164,
       [](std::string_view text) { return read_cef(after_untagged_header(text)); }, "dhost",
       "shost", "msg"},
      {"leef in rfc3164", leef, HeaderKind::rfc3164,
       [](std::string_view text) { return read_leef(after_untagged_header(text)); }, "name",
       "identHostName", "message"},
  };
}

}  // namespace cutoffd::alerts::test
