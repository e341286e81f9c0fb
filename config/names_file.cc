#include "config/names_file.h"

#include <algorithm>
#include <utility>

#include "config/files.h"
#include "config/signature.h"
#include "rules/name_pattern.h"

namespace cutoffd::config {
namespace {

using rules::NamePattern;

constexpr std::size_t kMostMistakes = 10;  // then the file is no list of names
constexpr std::string_view kBlanks = " \t\r";

Shape shape_of_file() {
  Shape shape;
  shape.name = "file name";
  shape.expected = "the name of a file beside the list, such as acme-2026-11.names";
  shape.pattern = "^[A-Za-z0-9_][A-Za-z0-9._-]*$";
  return shape;
}

// No way out of the list's folder, and nothing that is hidden.
bool is_file_name(std::string_view text) {
  constexpr std::string_view kMarks = "._-";
  if (text.empty() || text.front() == '.' || text.front() == '-') return false;
  return std::all_of(text.begin(), text.end(), [kMarks](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

// What stands in a line besides blanks and a comment.
std::string_view content_of(std::string_view line) {
  for (std::size_t hash = line.find('#'); hash != std::string_view::npos;
       hash = line.find('#', hash + 1)) {
    if (hash > 0 && kBlanks.find(line[hash - 1]) == std::string_view::npos) continue;
    line = line.substr(0, hash);
    break;
  }
  return without_blanks(line);
}

NamePattern pattern_of(NamePattern::Match match, std::string_view text) {
  NamePattern pattern{match, std::string(text)};
  for (char& c : pattern.text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return pattern;
}

// The text of one file into `out`. `say` is told of each mistake: line, column, what is there.
template <typename Say>
void read_lines(std::string_view text, NamesFile& out, const Say& say) {
  out.names.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
  std::size_t mistakes = 0;
  for (std::size_t line = 1; !text.empty() && mistakes < kMostMistakes; ++line) {
    const std::string_view whole = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(whole.size() + 1, text.size()));
    const std::string_view content = content_of(whole);
    if (content.empty()) continue;
    NamePattern pattern = pattern_of(out.match, content);
    if (const auto fault = rules::fault_of(pattern)) {
      ++mistakes;
      const auto column = static_cast<std::size_t>(content.data() - whole.data()) + 1;
      say(line, column, in_quotes(content), *fault);
      continue;
    }
    out.names.push_back(std::move(pattern));
  }
  if (out.names.empty() && mistakes == 0) say(0, 0, "no name", "a name a line");
}

class NamesReading {
 public:
  NamesReading(const NamesRequest& request, std::vector<ConfigError>& errors)
      : request_(request), errors_(errors), reader_(errors, nullptr) {}

  void read(std::vector<EntryDraft>& entries, const std::vector<Node>& nodes) {
    const Reader::Step below(reader_, std::string_view("entries"));
    const std::size_t count = std::min(entries.size(), nodes.size());
    for (std::size_t i = 0; i < count; ++i) {
      const Reader::Step step(reader_, i);
      if (!entries[i].names.file.empty()) read(entries[i].names, nodes[i]);
    }
  }

 private:
  void read(NamesFile& names, const Node& node) {
    const auto path = request_.folder / names.file;
    if (request_.paths != nullptr) request_.paths->push_back(path.string());
    auto text = read_file(path, errors_);
    if (!text) return;
    const auto say = [this, &path](std::size_t line, std::size_t column, std::string found,
                                   std::string expected) {
      ConfigError error;
      error.file = path.string();
      error.line = line;
      error.column = column;
      error.found = std::move(found);
      error.expected = std::move(expected);
      errors_.push_back(std::move(error));
    };
    if (text->size() > kMaxFileOctets) return say(0, 0, "a larger file", "at most 64 MiB");
    if (names.sha256.empty() && request_.digest_needed) {
      return reader_.fail(
          node.at, "no 'sha256'",
          "the digest of " + names.file + ", since a signature is of the list alone",
          "it is " + sha256_of(*text));
    }
    if (!names.sha256.empty() && sha256_of(*text) != names.sha256) {
      return say(0, 0, "another content", "the one whose SHA-256 the list gives");
    }
    read_lines(*text, names, say);
    if (request_.texts != nullptr) request_.texts->emplace(names.file, std::move(*text));
  }

  const NamesRequest& request_;
  std::vector<ConfigError>& errors_;
  Reader reader_;
};

}  // namespace

Kind<NamesFile> names_file(NamePattern::Match match) {
  const auto shape = std::make_shared<const Shape>(shape_of_file());
  const auto read = [match, shape](const Node& node, Reader& reader, NamesFile& out) {
    if (node.type != Node::Type::text || !is_file_name(node.text)) {
      return reader.fail(node, shape->expected);
    }
    out.match = match;
    out.file = node.text;
  };
  return {shape, read, [](const NamesFile&, Listing&) {}};
}

Kind<NamesFile> digest_of_names() {
  Shape shape;
  shape.name = "SHA-256";
  shape.expected = "64 hex digits in lower case";
  shape.pattern = "^[0-9a-f]{64}$";
  const auto shared = std::make_shared<const Shape>(std::move(shape));
  const auto read = [shared](const Node& node, Reader& reader, NamesFile& out) {
    const bool whole = node.type == Node::Type::text && node.text.size() == 64 &&
                       node.text.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!whole) return reader.fail(node, shared->expected);
    out.sha256 = node.text;
  };
  return {shared, read, [](const NamesFile&, Listing&) {}};
}

void read_names(WatchlistFile& list, const Node& root, const NamesRequest& request,
                std::vector<ConfigError>& errors) {
  const Node* entries = root.find("entries");
  if (entries == nullptr) return;
  NamesReading(request, errors).read(list.entries, entries->items);
}

}  // namespace cutoffd::config
