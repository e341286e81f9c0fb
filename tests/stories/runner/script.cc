#include "tests/stories/runner/script.h"

#include <fstream>
#include <regex>

namespace cutoffd::story {
namespace {

[[noreturn]] void fail(std::size_t line, const std::string& what) {
  StoryError error(what);
  error.line = line;
  throw error;
}

std::size_t indent_of(const std::string& line) {
  const std::size_t at = line.find_first_not_of(' ');
  return at == std::string::npos ? line.size() : at;
}

bool is_blank(const std::string& line) { return indent_of(line) == line.size(); }

void read_comment(const Line& line, Script& script) {
  const std::size_t at = line.text.find_first_not_of("# ");
  if (at == std::string::npos) return;
  const std::string said = line.text.substr(at);
  if (script.title.empty()) script.title = said;
  static const std::regex covers("covers: ([a-z0-9-]+)/([a-z0-9-]+) (fires|silent)");
  std::smatch found;
  if (std::regex_match(said, found, covers)) {
    script.covers.push_back({line.number, found[1], found[2], found[3] == "fires"});
  } else if (said.starts_with("covers:")) {
    fail(line.number, "expected \"covers: DETERMINATION/ACTIVITY fires\" or \"… silent\"");
  }
}

}  // namespace

std::vector<Step> steps_of(const std::vector<Line>& lines) {
  std::vector<Step> steps;
  std::size_t depth = 0;
  for (const Line& line : lines) {
    if (steps.empty()) depth = indent_of(line.text);
    const std::size_t indent = indent_of(line.text);
    const bool below = !steps.empty() && (indent > depth || is_blank(line.text));
    if (below) {
      steps.back().block.push_back(line);
    } else if (!is_blank(line.text) && line.text[indent] != '#') {
      steps.push_back({line.number, line.text.substr(indent), {}});
    }
  }
  return steps;
}

std::string text_of(const std::vector<Line>& block) {
  std::string text;
  const std::size_t indent = block.empty() ? 0 : indent_of(block.front().text);
  for (const Line& line : block) {
    text += line.text.substr(std::min(indent, indent_of(line.text))) + '\n';
  }
  return text;
}

Script read_script(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw StoryError("cannot read the story");
  Script script;
  script.path = path;
  std::vector<Line> lines;
  std::size_t number = 0;
  for (std::string text; std::getline(file, text);) {
    Line line{++number, text};
    if (text.find('\t') != std::string::npos) {
      fail(number, "a tab; stories are indented by spaces");
    }
    if (text.starts_with('#')) read_comment(line, script);
    lines.push_back(std::move(line));
  }
  if (script.title.empty()) fail(1, "a story opens with a comment that tells the case");
  script.steps = steps_of(lines);
  return script;
}

}  // namespace cutoffd::story
