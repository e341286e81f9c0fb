// Small readers of the formats, written from their grammars and sharing nothing with the writers.
//
// Each gives the fields of one message, or nothing where the message breaks its grammar.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cutoffd::alerts::test {

using Fields = std::map<std::string, std::string>;

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  bool take(std::string_view expected) {
    if (rest_.substr(0, expected.size()) != expected) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  // Up to, and past, the delimiter; nothing where it never comes.
  std::optional<std::string> until(char delimiter) {
    const std::size_t end = rest_.find(delimiter);
    if (end == std::string_view::npos) return std::nullopt;
    std::string word(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return word;
  }
  // Up to an unescaped delimiter; a backslash before one of `escapable` is removed.
  std::optional<std::string> until_unescaped(char delimiter, std::string_view escapable) {
    std::string word;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (c == '\\' && i + 1 < rest_.size() && escapable.find(rest_[i + 1]) != rest_.npos) {
        word += rest_[++i];
      } else if (c == delimiter) {
        rest_.remove_prefix(i + 1);
        return word;
      } else {
        word += c;
      }
    }
    return std::nullopt;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

inline bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
}

inline bool is_sd_name(std::string_view text) {  // RFC 5424 section 6: SD-NAME
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != '=' && c != ']' && c != '"';
  });
}

// RFC 5424 section 6: the header's words as "PRI", "TIMESTAMP" …, parameters as "SD-ID.name", the
// rest as "MSG".
inline std::optional<Fields> read_rfc5424(std::string_view text) {
  Fields fields;
  Scanner in(text);
  if (!in.take("<")) return std::nullopt;
  const auto pri = in.until('>');
  if (!pri || pri->empty() || pri->size() > 3) return std::nullopt;
  fields["PRI"] = *pri;
  if (!in.take("1 ")) return std::nullopt;
  for (const char* word : {"TIMESTAMP", "HOSTNAME", "APP-NAME", "PROCID", "MSGID"}) {
    const auto value = in.until(' ');
    if (!value || value->empty()) return std::nullopt;
    fields[word] = *value;
  }
  if (fields["HOSTNAME"].size() > 255 || fields["APP-NAME"].size() > 48 ||
      fields["PROCID"].size() > 128 || fields["MSGID"].size() > 32) {
    return std::nullopt;
  }
  if (!in.take("-")) {
    if (in.rest().empty() || in.rest().front() != '[') return std::nullopt;
    while (in.take("[")) {
      const std::string_view rest = in.rest();
      const std::size_t end = rest.find_first_of(" ]");
      if (end == std::string_view::npos) return std::nullopt;
      const std::string id(rest.substr(0, end));
      in.take(id);
      if (!is_sd_name(id) || !fields.emplace(id, "").second) return std::nullopt;
      while (in.take(" ")) {
        const auto name = in.until('=');
        if (!name || !is_sd_name(*name) || !in.take("\"")) return std::nullopt;
        // A ']' inside a value must be escaped (section 6.3.3).
        const std::string_view before = in.rest();
        const auto value = in.until_unescaped('"', "\"\\]");
        if (!value) return std::nullopt;
        const std::string_view raw = before.substr(0, before.size() - in.rest().size() - 1);
        for (std::size_t i = 0; i < raw.size(); ++i) {
          if (raw[i] == '\\') {
            ++i;
          } else if (raw[i] == ']') {
            return std::nullopt;
          }
        }
        if (!fields.emplace(id + "." + *name, *value).second) return std::nullopt;
      }
      if (!in.take("]")) return std::nullopt;
    }
  }
  if (in.at_end()) return fields;
  if (!in.take(" ")) return std::nullopt;
  fields["MSG"] = in.rest();
  return fields;
}

// RFC 3164 section 4.1 as its readers take it: PRI, fifteen characters of time, host (unless
// local), tag, and the rest as "MSG".
inline std::optional<Fields> read_rfc3164(std::string_view text, bool local) {
  Fields fields;
  Scanner in(text);
  if (!in.take("<")) return std::nullopt;
  const auto pri = in.until('>');
  if (!pri || in.rest().size() < 16 || in.rest()[15] != ' ') return std::nullopt;
  fields["PRI"] = *pri;
  fields["TIMESTAMP"] = in.rest().substr(0, 15);
  in.take(fields["TIMESTAMP"] + " ");
  if (!local) {
    const auto host = in.until(' ');
    if (!host || host->empty()) return std::nullopt;
    fields["HOSTNAME"] = *host;
  }
  const auto tag = in.until(':');
  if (!tag || !in.take(" ")) return std::nullopt;
  fields["TAG"] = *tag;
  fields["MSG"] = in.rest();
  return fields;
}

// MSGID key="value" key="value" …
inline std::optional<Fields> read_pairs(std::string_view text) {
  Fields fields;
  Scanner in(text);
  const auto id = in.until(' ');
  if (!id) return std::nullopt;
  fields["MSGID"] = *id;
  do {
    const auto key = in.until('=');
    if (!key || key->find_first_of(" \"\\") != std::string::npos || !in.take("\"")) {
      return std::nullopt;
    }
    const auto value = in.until_unescaped('"', "\"\\");
    if (!value || !fields.emplace(*key, *value).second) return std::nullopt;
  } while (in.take(" "));
  if (!in.at_end()) return std::nullopt;
  return fields;
}

// CEF: seven header fields, then pairs. A key is a run of letters and digits before an unescaped
// '=' at the start or after a blank; its value runs up to the blank before the next key.
inline std::optional<Fields> read_cef(std::string_view text) {
  Fields fields;
  Scanner in(text);
  if (!in.take("CEF:0|")) return std::nullopt;
  for (const char* word : {"Vendor", "Product", "Version", "SignatureID", "Name", "Severity"}) {
    const auto value = in.until_unescaped('|', "|\\");
    if (!value) return std::nullopt;
    fields[word] = *value;
  }
  const std::string_view pairs = in.rest();
  std::string key;
  std::string value;
  std::size_t word = 0;  // where the present run of letters began in `value`
  bool open = false;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const char c = pairs[i];
    if (c == '\\') {
      if (i + 1 == pairs.size()) return std::nullopt;
      const char next = pairs[++i];
      if (next != '\\' && next != '=') return std::nullopt;
      value += next;
      word = std::string::npos;
    } else if (c == '=') {
      if (word == std::string::npos || word >= value.size()) return std::nullopt;
      const std::string found = value.substr(word);
      if (open) {
        if (word == 0) return std::nullopt;
        if (!fields.emplace(key, value.substr(0, word - 1)).second) return std::nullopt;
      }
      key = found;
      value.clear();
      word = std::string::npos;
      open = true;
    } else {
      value += c;
      const bool alphanumeric =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (c == ' ' || (!open && value.size() == 1)) {
        word = c == ' ' ? value.size() : 0;
      } else if (!alphanumeric) {
        word = std::string::npos;
      }
    }
  }
  if (!open || !fields.emplace(key, value).second) return std::nullopt;
  return fields;
}

// LEEF 2.0: five header fields and the delimiter, then pairs.
inline std::optional<Fields> read_leef(std::string_view text) {
  Fields fields;
  Scanner in(text);
  if (!in.take("LEEF:2.0|")) return std::nullopt;
  for (const char* word : {"Vendor", "Product", "Version", "EventID"}) {
    const auto value = in.until('|');
    if (!value) return std::nullopt;
    fields[word] = *value;
  }
  const auto delimiter = in.until('|');
  if (!delimiter || delimiter->size() != 1) return std::nullopt;
  std::string pairs(in.rest());
  pairs += delimiter->front();
  Scanner each(pairs);
  while (!each.at_end()) {
    const auto pair = each.until(delimiter->front());
    if (!pair) return std::nullopt;
    const std::size_t equals = pair->find('=');
    if (equals == 0 || equals == std::string::npos) return std::nullopt;
    if (!fields.emplace(pair->substr(0, equals), pair->substr(equals + 1)).second) {
      return std::nullopt;
    }
  }
  return fields;
}

}  // namespace cutoffd::alerts::test
