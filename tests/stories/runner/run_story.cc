// run_story FILE…        plays stories; each that fails is told with file and line. Exit code 1.
// run_story --covers DIR LEAST   demands the stories that shipped determinations need, and so many.
// run_story --words      every verb with its usage.
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "tests/stories/runner/covers.h"
#include "tests/stories/runner/stage.h"

namespace cutoffd::story {
namespace {

namespace fs = std::filesystem;

// A folder for the sensor's files; goes with its owner.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "cutoffd-story-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw StoryError("cannot make a folder");
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

bool play(const fs::path& path) {
  try {
    const Script script = read_script(path);
    const Folder folder;
    Stage stage(folder.path());
    for (const Step& step : script.steps) stage.play(step);
    stage.finish(script);
    std::cout << path.stem().string() << ": " << script.title << '\n';
    return true;
  } catch (const StoryError& error) {
    std::cerr << path.string() << ':' << error.line << ": " << error.what() << '\n';
  } catch (const std::exception& error) {
    std::cerr << path.string() << ": " << error.what() << '\n';
  }
  return false;
}

int check_all(const fs::path& folder, std::size_t least) {
  std::size_t stories = 0;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() == ".story") ++stories;
  }
  const auto missing = missing_covers(folder);
  for (const std::string& one : missing) std::cerr << "no story covers " << one << '\n';
  std::cout << stories << " stories\n";
  if (stories < least) std::cerr << "fewer than " << least << " stories\n";
  return missing.empty() && stories >= least ? 0 : 1;
}

int run(const std::vector<std::string>& words) {
  if (!words.empty() && words[0] == "--words") {
    print_words();
    return 0;
  }
  if (words.size() == 3 && words[0] == "--covers") return check_all(words[1], std::stoul(words[2]));
  bool well = !words.empty();
  for (const std::string& word : words) well = play(word) && well;
  return well ? 0 : 1;
}

}  // namespace
}  // namespace cutoffd::story

int main(int count, char** words) {
  try {
    return cutoffd::story::run({words + 1, words + count});
  } catch (const std::exception& error) {
    std::cerr << "run_story: " << error.what() << '\n';
    return 1;
  }
}
