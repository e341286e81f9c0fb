// Writes one JSON value (RFC 8259) into a caller's string: objects and arrays by nesting, members
// in the order written. It writes only; core/json_value.h reads.
//
// Text is escaped here and nowhere else: control characters, quote and backslash as RFC 8259
// section 7 says, octets that are not UTF-8 as U+FFFD. Reuse one string: a steady state allocates
// nothing.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace cutoffd {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag);
  JsonWriter& value(double number);  // finite; shortest text that reads back the same
  template <std::unsigned_integral T>
  JsonWriter& value(T number) {
    return whole(std::uint64_t{number});
  }
  template <std::signed_integral T>
  JsonWriter& value(T number) {
    return whole(std::int64_t{number});
  }
  JsonWriter& null();
  template <typename T>
  JsonWriter& member(std::string_view name, const T& v) {
    return key(name).value(v);
  }

 private:
  JsonWriter& whole(std::uint64_t number);
  JsonWriter& whole(std::int64_t number);
  void separate();
  std::string& out_;
  bool comma_ = false;
};

// U+FFFD in UTF-8: what stands for octets and characters that must not be shown.
inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The text between the quotes.
void append_json_escaped(std::string& out, std::string_view text);
// Valid UTF-8 as it is, everything else (overlong, surrogates, stray octets) as U+FFFD; control
// characters too if asked. For every format that prints text from the wire.
void append_clean_utf8(std::string& out, std::string_view text, bool replace_controls);

}  // namespace cutoffd
