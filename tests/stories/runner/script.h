// A story as written: its opening comment, what it covers, and its steps with their lines.
//
// Lines that are indented belong to the step above them (a YAML text, or steps to repeat). "#"
// opens a comment line. Threads: none.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace cutoffd::story {

// What is wrong with a story.
class StoryError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  std::size_t line = 0;  // where; 0 while it is not known yet
};
// The story was understood, and it is not what happened.
class ExpectationFailed : public StoryError {
 public:
  using StoryError::StoryError;
};

struct Line {
  std::size_t number = 0;  // 1-based
  std::string text;
};

struct Step {
  std::size_t line = 0;
  std::string text;
  std::vector<Line> block;  // the indented lines below it, as they stand
};

// "covers: DETERMINATION/ACTIVITY fires" or "… silent", in a comment.
struct Covers {
  std::size_t line = 0;
  std::string determination;
  std::string activity;
  bool fires = false;
};

struct Script {
  std::filesystem::path path;
  std::string title;  // the first comment line
  std::vector<Covers> covers;
  std::vector<Step> steps;
};

// Throws StoryError.
Script read_script(const std::filesystem::path& path);
// Lines of one depth into steps; a block's steps too.
std::vector<Step> steps_of(const std::vector<Line>& lines);
// The text of a block with the indentation of its first line taken off.
std::string text_of(const std::vector<Line>& block);

}  // namespace cutoffd::story
