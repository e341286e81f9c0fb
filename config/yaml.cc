// The only place that knows yaml-cpp: its events become our tree.
#include <algorithm>
#include <numeric>
#include <sstream>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "config/node.h"

namespace cutoffd::config {
namespace {

// Ends the parsing; what is wrong has been noted.
struct GiveUp {};

// Events come in document order; what is still open lies on a stack.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file, std::vector<ConfigError>& errors)
      : file_(file), errors_(errors) {}

  Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(node_at(mark)); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail(mark, "an alias", "the value itself, written out");
    add(node_at(mark));
  }
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    fail(mark, in_quotes("&" + name), "the value without an anchor");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    refuse_tag(mark, tag);
    Node node = node_at(mark);
    node.type = Node::Type::text;
    node.text = value;
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, Node::Type::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, Node::Type::map);
  }
  void OnMapEnd() override { close(); }

 private:
  [[nodiscard]] Node node_at(const YAML::Mark& mark) const {
    Node node;
    // Collections that hold nothing have a null mark: -1.
    node.at = {&file_, static_cast<std::size_t>(mark.line + 1),
               static_cast<std::size_t>(mark.column + 1)};
    return node;
  }

  void fail(const YAML::Mark& mark, std::string found, std::string expected) {
    errors_.push_back(error_at(node_at(mark).at, std::move(found), std::move(expected)));
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      fail(mark, "the tag " + in_quotes(tag), "the value without a tag");
    }
  }

  void open(const YAML::Mark& mark, const std::string& tag, Node::Type type) {
    refuse_tag(mark, tag);
    if (open_.size() == kMaxDepth) {
      fail(mark, "one level more", "at most " + std::to_string(kMaxDepth) + " of lists and maps");
      throw GiveUp{};
    }
    Node node = node_at(mark);
    node.type = type;
    open_.push_back(std::move(node));
  }

  void close() {
    Node done = std::move(open_.back());
    open_.pop_back();
    if (done.type == Node::Type::map) refuse_repeated_keys(done);
    add(std::move(done));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Node& parent = open_.back();
    if (parent.type == Node::Type::map && parent.keys.size() == parent.items.size()) {
      if (node.type != Node::Type::text) {
        errors_.push_back(error_at(node.at, shown(node), "a key"));
        throw GiveUp{};
      }
      parent.keys.push_back(std::move(node));
    } else {
      parent.items.push_back(std::move(node));
    }
  }

  // Of a key that stands twice only the first stays in the tree: what was read by one and looked up
  // by the other would not fit. Sorted by text and place, so that a map of any size is no trouble.
  void refuse_repeated_keys(Node& map) {
    std::vector<std::size_t> order(map.keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&map](std::size_t a, std::size_t b) {
      return map.keys[a].text < map.keys[b].text;
    });
    std::vector<bool> repeated(order.size());
    for (std::size_t i = 1; i < order.size(); ++i) {
      const Node& key = map.keys[order[i]];
      const Node& before = map.keys[order[i - 1]];
      if (key.text != before.text) continue;
      repeated[order[i]] = true;
      errors_.push_back(
          error_at(key.at, in_quotes(key.text),
                   "each key once; it stands in line " + std::to_string(before.at.line) + " too"));
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < repeated.size(); ++i) {
      if (repeated[i]) continue;
      if (kept != i) map.keys[kept] = std::move(map.keys[i]);
      if (kept != i) map.items[kept] = std::move(map.items[i]);
      ++kept;
    }
    map.keys.resize(kept);
    map.items.resize(kept);
  }

  const std::string& file_;
  std::vector<ConfigError>& errors_;
  Node root_;
  std::vector<Node> open_;  // innermost last
};

// The line that the parser stumbled over.
std::string_view line_of(std::string_view text, int line) {
  for (; line > 0; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

void parse(std::string_view yaml, Document& document, std::vector<ConfigError>& errors) {
  std::istringstream stream{std::string(yaml)};
  YAML::Parser parser(stream);
  TreeBuilder first(*document.file, errors);
  if (!parser.HandleNextDocument(first)) return;  // nothing but comments
  document.root = first.take_root();
  TreeBuilder second(*document.file, errors);
  if (!parser.HandleNextDocument(second)) return;
  errors.push_back(error_at(second.take_root().at, "a second document", "one document a file"));
}

// The parser may quote a character of the file.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, '?');
  return text;
}

}  // namespace

Document parse_yaml(std::string_view yaml, std::string file, std::vector<ConfigError>& errors) {
  Document document;
  document.file = std::make_unique<const std::string>(std::move(file));
  document.root.at = {document.file.get(), 1, 1};
  if (yaml.size() > kMaxFileOctets) {
    errors.push_back(error_at({document.file.get(), 0, 0}, std::to_string(yaml.size()) + " octets",
                              "at most " + std::to_string(kMaxFileOctets)));
    document.broken = true;
    return document;
  }
  try {
    parse(yaml, document, errors);
  } catch (const GiveUp&) {
    document.broken = true;  // and told
  } catch (const YAML::Exception& e) {
    const Position at{document.file.get(), static_cast<std::size_t>(e.mark.line + 1),
                      static_cast<std::size_t>(e.mark.column + 1)};
    errors.push_back(error_at(at, in_quotes(line_of(yaml, e.mark.line)),
                              "valid YAML; the parser says: " + on_one_line(e.msg)));
    document.broken = true;
  }
  return document;
}

const Node* Node::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].text == key) return &items[i];
  }
  return nullptr;
}

std::string shown(const Node& node) {
  switch (node.type) {
    case Node::Type::nothing:
      return "nothing";
    case Node::Type::list:
      return "a list";
    case Node::Type::map:
      return "a map";
    case Node::Type::text:
      break;
  }
  return in_quotes(node.text);
}

std::string in_short(std::string_view text) {
  // More would bury the message; line breaks would break its line.
  constexpr std::size_t kLongest = 60;
  std::string out;
  for (const char c : text.substr(0, kLongest))
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return text.size() > kLongest ? out + "…" : out;
}

std::string in_quotes(std::string_view text) { return "'" + in_short(text) + "'"; }

ConfigError error_at(const Position& at, std::string found, std::string expected) {
  ConfigError error;
  error.file = *at.file;
  error.line = at.line;
  error.column = at.column;
  error.found = std::move(found);
  error.expected = std::move(expected);
  return error;
}

}  // namespace cutoffd::config
