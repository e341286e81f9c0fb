#include "tests/support/json_reader.h"

#include <cstdint>

namespace cutoffd::test {
namespace {

constexpr int kDeepest = 64;

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t octet) { out += static_cast<char>(octet); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<Json> document() {
    Json json;
    if (!value(json, 0)) return std::nullopt;
    blanks();
    if (!rest_.empty()) return std::nullopt;
    return json;
  }

 private:
  bool value(Json& out, int depth) {
    if (depth > kDeepest) return false;
    blanks();
    if (rest_.empty()) return false;
    switch (rest_.front()) {
      case '{':
        return object(out, depth);
      case '[':
        return array(out, depth);
      case '"': {
        std::string text;
        if (!string(text)) return false;
        out.value = std::move(text);
        return true;
      }
      case 't':
        out.value = true;
        return word("true");
      case 'f':
        out.value = false;
        return word("false");
      case 'n':
        out.value = nullptr;
        return word("null");
      default:
        return number(out);
    }
  }

  bool object(Json& out, int depth) {
    JsonObject members;
    take('{');
    blanks();
    if (!take('}')) {
      do {
        blanks();
        std::string key;
        Json member;
        if (!string(key)) return false;
        blanks();
        if (!take(':') || !value(member, depth + 1)) return false;
        if (!members.emplace(std::move(key), std::move(member)).second) return false;
        blanks();
      } while (take(','));
      if (!take('}')) return false;
    }
    out.value = std::move(members);
    return true;
  }

  bool array(Json& out, int depth) {
    JsonArray elements;
    take('[');
    blanks();
    if (!take(']')) {
      do {
        Json element;
        if (!value(element, depth + 1)) return false;
        elements.push_back(std::move(element));
        blanks();
      } while (take(','));
      if (!take(']')) return false;
    }
    out.value = std::move(elements);
    return true;
  }

  bool string(std::string& out) {
    if (!take('"')) return false;
    while (!rest_.empty() && rest_.front() != '"') {
      if (take('\\')) {
        if (!escape(out)) return false;
      } else if (!character(out)) {
        return false;
      }
    }
    return take('"');
  }

  bool escape(std::string& out) {
    static constexpr std::string_view kFrom = "\"\\/bfnrt";
    static constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    if (rest_.empty()) return false;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (const std::size_t at = kFrom.find(c); at != std::string_view::npos) {
      out += kTo[at];
      return true;
    }
    std::uint32_t code = 0;
    if (c != 'u' || !hex4(code)) return false;
    if (code >= 0xdc00 && code < 0xe000) return false;
    if (code >= 0xd800 && code < 0xdc00) {
      std::uint32_t low = 0;
      if (!take('\\') || !take('u') || !hex4(low) || low < 0xdc00 || low > 0xdfff) return false;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(out, code);
    return true;
  }

  bool hex4(std::uint32_t& code) {
    if (rest_.size() < 4) return false;
    for (const char c : rest_.substr(0, 4)) {
      std::uint32_t digit = 0;
      if (c >= '0' && c <= '9') {
        digit = static_cast<std::uint32_t>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        digit = static_cast<std::uint32_t>(c - 'a' + 10);
      } else if (c >= 'A' && c <= 'F') {
        digit = static_cast<std::uint32_t>(c - 'A' + 10);
      } else {
        return false;
      }
      code = code << 4 | digit;
    }
    rest_.remove_prefix(4);
    return true;
  }

  // One UTF-8 sequence: decoded, and encoded again to find overlong forms.
  bool character(std::string& out) {
    const auto first = static_cast<unsigned char>(rest_.front());
    if (first < 0x20) return false;
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (rest_.size() < length) return false;
    std::uint32_t code = length == 1 ? first : first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(rest_[i]);
      if ((next & 0xc0) != 0x80) return false;
      code = code << 6 | (next & 0x3f);
    }
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
    std::string again;
    append_utf8(again, code);
    if (again != rest_.substr(0, length)) return false;
    out += again;
    rest_.remove_prefix(length);
    return true;
  }

  bool number(Json& out) {
    const std::string_view start = rest_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    out.value = Json::Number{std::string(start.substr(0, start.size() - rest_.size()))};
    return true;
  }

  bool digits() {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') rest_.remove_prefix(1);
    return rest_.size() < before;
  }
  bool word(std::string_view expected) {
    if (rest_.substr(0, expected.size()) != expected) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void blanks() {
    while (!rest_.empty() &&
           std::string_view(" \t\r\n").find(rest_.front()) != std::string_view::npos)
      rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

}  // namespace

std::optional<Json> read_json(std::string_view text) { return Reader(text).document(); }

}  // namespace cutoffd::test
