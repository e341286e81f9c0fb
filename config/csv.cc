// CSV files as trees: RFC 4180, and what spreadsheets make of it.
#include <algorithm>
#include <array>
#include <utility>

#include "config/inventory.h"

namespace cutoffd::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string header_word(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  return out;
}

// What spreadsheets call the columns.
std::string column_of(std::string_view name) {
  static constexpr std::array<std::array<std::string_view, 2>, 8> kOther{{
      {"mac_address", "mac"},
      {"macaddress", "mac"},
      {"ip", "address"},
      {"ip_address", "address"},
      {"range", "address"},
      {"network", "address"},
      {"hostname", "name"},
      {"host", "name"},
  }};
  std::string plain = header_word(trimmed(name));
  for (const auto& [other, column] : kOther) {
    if (plain == other) return std::string(column);
  }
  return plain;
}

bool is_utf8_tail(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The octets of a character that begins with `c`; 0 if none does. Enough to tell another encoding.
std::size_t utf8_length(char c) {
  const auto octet = static_cast<unsigned char>(c);
  if (octet < 0x80) return 1;
  if (octet >= 0xC2 && octet < 0xE0) return 2;
  if (octet >= 0xE0 && octet < 0xF0) return 3;
  return octet >= 0xF0 && octet < 0xF5 ? 4 : 0;
}

class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& file, std::vector<ConfigError>& errors)
      : text_(text), file_(file), errors_(errors) {
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
    separator_ = separator_of(text_);
  }

  // The next row's fields as texts; false at the end, and after a mistake that leaves no way on.
  bool row(std::vector<Node>& fields) {
    fields.clear();
    if (broken_ || at_ >= text_.size()) return false;
    do {
      fields.push_back(field());
    } while (!broken_ && accept(separator_));
    if (broken_) return false;
    if (at_ < text_.size() && !line_break()) {
      return give_up("text after a closing quote", "a separator or the end of the line");
    }
    return true;
  }
  [[nodiscard]] bool broken() const { return broken_; }

  // Everything that is not text as we read it is told where it stands.
  bool check_text() {
    std::size_t line = 1;
    std::size_t column = 1;
    for (std::size_t i = 0; i < text_.size(); ++column) {
      const std::size_t length = utf8_length(text_[i]);
      bool good = length > 0 && i + length <= text_.size() && text_[i] != '\0';
      for (std::size_t k = 1; good && k < length; ++k) good = is_utf8_tail(text_[i + k]);
      if (!good) {
        errors_.push_back(error_at({&file_, line, column}, "octets that are not UTF-8",
                                   "a CSV file in UTF-8 (spreadsheets offer it when they export)"));
        return false;
      }
      if (text_[i] == '\n') {
        ++line;
        column = 0;
      }
      i += length;
    }
    return true;
  }

 private:
  static char separator_of(std::string_view text) {
    const std::string_view first = text.substr(0, text.find('\n'));
    char best = ',';
    std::ptrdiff_t most = 0;
    for (const char candidate : {',', ';', '\t'}) {
      const auto count = std::count(first.begin(), first.end(), candidate);
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    return best;
  }

  Node field() {
    Node node;
    node.type = Node::Type::text;
    while (at_ < text_.size() && text_[at_] == ' ' && text_[at_] != separator_) step();
    node.at = {&file_, line_, column_};
    if (at_ < text_.size() && text_[at_] == '"') {
      quoted(node);
    } else {
      const std::size_t begin = at_;
      while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
             text_[at_] != '\r') {
        step();
      }
      node.text = trimmed(text_.substr(begin, at_ - begin));
    }
    return node;
  }

  void quoted(Node& node) {
    step();
    std::string inside;
    while (at_ < text_.size()) {
      if (text_[at_] == '"') {
        step();
        if (at_ >= text_.size() || text_[at_] != '"') {
          while (at_ < text_.size() && text_[at_] == ' ') step();
          node.text = trimmed(inside);
          return;
        }
      }
      inside += text_[at_];
      step();
    }
    broken_ = true;
    errors_.push_back(error_at(node.at, "a quote that is never closed", "another quote"));
  }

  bool give_up(std::string found, std::string expected) {
    broken_ = true;
    errors_.push_back(error_at({&file_, line_, column_}, std::move(found), std::move(expected)));
    return false;
  }

  bool accept(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    step();
    return true;
  }

  bool line_break() {
    const bool carriage = accept('\r');
    return accept('\n') || carriage;
  }

  void step() {
    const bool after_carriage = text_[at_] == '\r' && !text_.substr(at_ + 1).starts_with('\n');
    if (text_[at_] == '\n' || after_carriage) {
      ++line_;
      column_ = 1;
    } else if (!is_utf8_tail(text_[at_])) {
      ++column_;
    }
    ++at_;
  }

  std::string_view text_;
  const std::string& file_;
  std::vector<ConfigError>& errors_;
  char separator_ = ',';
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
  bool broken_ = false;
};

// The columns' names; an empty one is passed over.
std::vector<std::string> header_of(const std::vector<Node>& fields,
                                   const std::vector<std::string>& columns,
                                   std::vector<ConfigError>& errors) {
  std::vector<std::string> names;
  bool some = false;
  for (const Node& field : fields) {
    std::string name = column_of(field.text);
    const bool known = std::find(columns.begin(), columns.end(), name) != columns.end();
    some = some || known;
    if (known && std::find(names.begin(), names.end(), name) != names.end()) {
      errors.push_back(error_at(field.at, in_quotes(field.text), "each column once"));
    }
    const std::string near = known || name.empty() ? "" : suggestion(name, columns);
    if (!near.empty()) {
      ConfigError error = error_at(field.at, in_quotes(field.text), "a column that is known");
      error.hint = near;
      errors.push_back(std::move(error));
    }
    names.push_back(known ? std::move(name) : std::string());
  }
  if (some || fields.empty()) return names;
  std::string all;
  for (const std::string& column : columns) all += (all.empty() ? "" : ", ") + column;
  errors.push_back(error_at(fields.front().at, in_quotes(fields.front().text),
                            "a first line with names of columns: " + all));
  return names;
}

Node entry_of(std::vector<Node>& fields, const std::vector<std::string>& names,
              std::vector<ConfigError>& errors) {
  Node entry;
  entry.type = Node::Type::map;
  entry.at = fields.front().at;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].text.empty()) continue;
    if (i >= names.size()) {
      errors.push_back(error_at(fields[i].at, in_quotes(fields[i].text),
                                "no more fields than the first line names"));
      break;
    }
    if (names[i].empty()) continue;
    Node key;
    key.type = Node::Type::text;
    key.at = fields[i].at;
    key.text = names[i];
    entry.keys.push_back(std::move(key));
    entry.items.push_back(std::move(fields[i]));
  }
  return entry;
}

}  // namespace

Document parse_csv(std::string_view text, std::string file, const std::vector<std::string>& columns,
                   std::vector<ConfigError>& errors) {
  Document document;
  document.file = std::make_unique<const std::string>(std::move(file));
  document.root.type = Node::Type::list;
  document.root.at = {document.file.get(), 1, 1};
  const std::size_t before = errors.size();
  CsvReader reader(text, *document.file, errors);
  std::vector<Node> fields;
  std::vector<std::string> names;
  if (reader.check_text() && reader.row(fields)) names = header_of(fields, columns, errors);
  while (errors.size() == before && reader.row(fields)) {
    const bool empty = std::all_of(fields.begin(), fields.end(),
                                   [](const Node& field) { return field.text.empty(); });
    if (!empty) document.root.items.push_back(entry_of(fields, names, errors));
  }
  document.broken = errors.size() != before;
  return document;
}

}  // namespace cutoffd::config
