#include "core/json_value.h"

#include <algorithm>
#include <charconv>

#include "core/json.h"

namespace cutoffd {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t octet) { out += static_cast<char>(octet); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Reader {
 public:
  Reader(std::string_view text, const JsonBounds& bounds) : rest_(text), left_(bounds.values) {}

  std::optional<JsonValue> document(std::size_t depth) {
    std::optional<JsonValue> value = read(depth);
    blanks();
    return value && rest_.empty() ? std::move(value) : std::nullopt;
  }

 private:
  using Maybe = std::optional<JsonValue>;

  Maybe read(std::size_t depth) {
    blanks();
    if (rest_.empty() || depth == 0 || left_ == 0) return std::nullopt;
    --left_;
    switch (rest_.front()) {
      case '{':
        return object(depth - 1);
      case '[':
        return array(depth - 1);
      case '"': {
        std::string text;
        return string(text) ? Maybe(JsonValue(std::move(text))) : std::nullopt;
      }
      case 't':
        return word("true") ? Maybe(JsonValue(true)) : std::nullopt;
      case 'f':
        return word("false") ? Maybe(JsonValue(false)) : std::nullopt;
      case 'n':
        return word("null") ? Maybe(JsonValue()) : std::nullopt;
      default:
        return number();
    }
  }

  Maybe object(std::size_t depth) {
    JsonValue::Object members;
    take('{');
    blanks();
    if (take('}')) return JsonValue(std::move(members));
    do {
      std::string key;
      blanks();
      if (!string(key)) return std::nullopt;
      blanks();
      if (!take(':')) return std::nullopt;
      Maybe member = read(depth);
      if (!member) return std::nullopt;
      members.emplace_back(std::move(key), std::move(*member));
      blanks();
    } while (take(','));
    if (!take('}') || has_twins(members)) return std::nullopt;
    return JsonValue(std::move(members));
  }

  static bool has_twins(const JsonValue::Object& members) {
    std::vector<std::string_view> keys;
    for (const auto& [key, value] : members) keys.emplace_back(key);
    std::sort(keys.begin(), keys.end());
    return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
  }

  Maybe array(std::size_t depth) {
    JsonValue::Array elements;
    take('[');
    blanks();
    if (take(']')) return JsonValue(std::move(elements));
    do {
      Maybe element = read(depth);
      if (!element) return std::nullopt;
      elements.push_back(std::move(*element));
      blanks();
    } while (take(','));
    if (!take(']')) return std::nullopt;
    return JsonValue(std::move(elements));
  }

  bool string(std::string& out) {
    if (!take('"')) return false;
    while (!rest_.empty() && rest_.front() != '"') {
      if (static_cast<unsigned char>(rest_.front()) < 0x20) return false;
      if (take('\\')) {
        if (!escape(out)) return false;
      } else {
        out += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    if (!take('"')) return false;
    // What is well-formed UTF-8 comes out of the cleaning as it went in.
    std::string clean;
    append_clean_utf8(clean, out, false);
    return clean == out;
  }

  bool escape(std::string& out) {
    constexpr std::string_view kFrom = "\"\\/bfnrt";
    constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    if (rest_.empty()) return false;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (const std::size_t at = kFrom.find(c); at != std::string_view::npos) {
      out += kTo[at];
      return true;
    }
    std::uint32_t code = 0;
    if (c != 'u' || !hex4(code) || (code >= 0xdc00 && code < 0xe000)) return false;
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
    const auto read = std::from_chars(rest_.data(), rest_.data() + 4, code, 16);
    if (read.ec != std::errc() || read.ptr != rest_.data() + 4) return false;
    rest_.remove_prefix(4);
    return true;
  }

  Maybe number() {
    const std::string_view start = rest_;
    take('-');
    if (!take('0') && !digits()) return std::nullopt;
    if (take('.') && !digits()) return std::nullopt;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return std::nullopt;
    }
    return JsonValue(JsonValue::Number{std::string(start.substr(0, start.size() - rest_.size()))});
  }

  bool digits() {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
    return rest_.size() < before;
  }
  bool word(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

  std::string_view rest_;
  std::size_t left_;
};

// All of the text as one number, or nothing.
template <typename T>
std::optional<T> all_of(std::string_view text) {
  T out{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<bool> JsonValue::flag() const {
  const bool* flag = std::get_if<bool>(&value_);
  return flag != nullptr ? std::optional(*flag) : std::nullopt;
}

std::optional<std::uint64_t> JsonValue::whole() const {
  const Number* number = std::get_if<Number>(&value_);
  return number != nullptr ? all_of<std::uint64_t>(number->text) : std::nullopt;
}

std::optional<double> JsonValue::number() const {
  const Number* number = std::get_if<Number>(&value_);
  return number != nullptr ? all_of<double>(number->text) : std::nullopt;
}

const JsonValue& JsonValue::operator[](std::string_view key) const {
  static const JsonValue kNone;
  if (const Object* members = object()) {
    for (const auto& [name, value] : *members) {
      if (name == key) return value;
    }
  }
  return kNone;
}

std::optional<JsonValue> read_json(std::string_view text, const JsonBounds& bounds) {
  return Reader(text, bounds).document(bounds.depth);
}

}  // namespace cutoffd
