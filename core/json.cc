#include "core/json.h"

#include <array>
#include <charconv>
#include <cstddef>

#include "core/bytes.h"

namespace cutoffd {
namespace {

// Length of the well-formed UTF-8 sequence at the front (Unicode 15 table 3-7), or 0.
std::size_t sequence_length(Bytes bytes) {
  const std::uint8_t first = bytes.front();
  std::size_t length = 0;
  std::uint8_t least = 0x80;
  std::uint8_t most = 0xbf;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) length = 2;
  if (first >= 0xe0 && first <= 0xef) length = 3;
  if (first >= 0xf0 && first <= 0xf4) length = 4;
  if (first == 0xe0) least = 0xa0;
  if (first == 0xed) most = 0x9f;
  if (first == 0xf0) least = 0x90;
  if (first == 0xf4) most = 0x8f;
  if (length == 0 || bytes.size() < length || bytes[1] < least || bytes[1] > most) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (bytes[i] < 0x80 || bytes[i] > 0xbf) return 0;
  }
  return length;
}

// C0, DEL and, as U+0080 to U+009F, C1: what a terminal or a log reader may take for a command.
bool is_control(std::string_view sequence) {
  const auto first = static_cast<std::uint8_t>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<std::uint8_t>(sequence[1]) < 0xa0;
}

// Calls `good` with each well-formed sequence and `bad` once for each octet that is none.
template <typename Good, typename Bad>
void each_sequence(std::string_view text, Good good, Bad bad) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(as_bytes(text));
    if (length == 0) {
      bad();
      text.remove_prefix(1);
      continue;
    }
    good(text.substr(0, length));
    text.remove_prefix(length);
  }
}

template <typename Number>
void append_number(std::string& out, Number number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace

void append_clean_utf8(std::string& out, std::string_view text, bool replace_controls) {
  each_sequence(
      text,
      [&](std::string_view sequence) {
        out += replace_controls && is_control(sequence) ? kReplacement : sequence;
      },
      [&] { out += kReplacement; });
}

void append_json_escaped(std::string& out, std::string_view text) {
  each_sequence(
      text,
      [&](std::string_view sequence) {
        const char c = sequence.front();
        if (c == '"' || c == '\\') {
          out += '\\';
          out += c;
        } else if (c == '\0') {
          // Readers in C end their text there (syslog-ng's json-parser does): what follows would be
          // hidden.
          out += kReplacement;
        } else if (is_control(sequence)) {
          const auto code = static_cast<std::uint8_t>(sequence.back());
          out += "\\u00";
          out += kHexDigits[code >> 4];
          out += kHexDigits[code & 15];
        } else {
          out += sequence;
        }
      },
      [&] { out += kReplacement; });
}

void JsonWriter::separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}
JsonWriter& JsonWriter::begin_object() {
  separate();
  out_ += '{';
  comma_ = false;
  return *this;
}
JsonWriter& JsonWriter::end_object() {
  out_ += '}';
  comma_ = true;
  return *this;
}
JsonWriter& JsonWriter::begin_array() {
  separate();
  out_ += '[';
  comma_ = false;
  return *this;
}
JsonWriter& JsonWriter::end_array() {
  out_ += ']';
  comma_ = true;
  return *this;
}
JsonWriter& JsonWriter::key(std::string_view name) {
  value(name);
  out_ += ':';
  comma_ = false;
  return *this;
}
JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  out_ += '"';
  append_json_escaped(out_, text);
  out_ += '"';
  return *this;
}
JsonWriter& JsonWriter::value(bool flag) {
  separate();
  out_ += flag ? "true" : "false";
  return *this;
}
JsonWriter& JsonWriter::whole(std::uint64_t number) {
  separate();
  append_number(out_, number);
  return *this;
}
JsonWriter& JsonWriter::whole(std::int64_t number) {
  separate();
  append_number(out_, number);
  return *this;
}
JsonWriter& JsonWriter::value(double number) {
  separate();
  append_number(out_, number);
  return *this;
}
JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

}  // namespace cutoffd
