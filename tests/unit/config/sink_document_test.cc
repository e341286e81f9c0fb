// docs/alerts.md, section 1: every option of a sink is there, and nothing that is none.
#include <fstream>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "config/tables.h"
#include "tests/support/places.h"

namespace cutoffd::config::sink_document_test {
namespace {

void collect(const Shape& shape, const std::string& path, std::set<std::string>& out) {
  for (const KeyShape& key : shape.keys) {
    if (key.shape->keys.empty()) {
      out.insert(path + key.name);
    } else {
      collect(*key.shape, path + key.name + ".", out);
    }
  }
}

std::string first_section() {
  std::ifstream file(test::source_folder() / "docs" / "alerts.md", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  const std::size_t from = whole.find("\n## 1. ");
  return whole.substr(from, whole.find("\n## 2. ", from) - from);
}

TEST(SinkDocument, HasEveryOptionAndNoOther) {
  std::set<std::string> options;
  collect(*sink().shape, "", options);
  std::set<std::string> documented;
  const std::string text = first_section();
  const std::regex row("\n\\| (`[^|]+`) \\|");
  for (std::sregex_iterator at(text.begin(), text.end(), row), end; at != end; ++at) {
    const std::string keys = (*at)[1];
    const std::regex word("`([^`]+)`");
    for (std::sregex_iterator key(keys.begin(), keys.end(), word); key != end; ++key) {
      documented.insert((*key)[1]);
    }
  }
  EXPECT_EQ(documented, options);
}

TEST(SinkDocument, ExplainsWhatEachTypePromises) {
  std::ifstream file(test::source_folder() / "docs" / "alerts.md", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  const std::string promises = whole.substr(whole.find("\n## 8. "));
  std::set<std::string> missing;
  const auto kind = sink();
  for (const KeyShape& key : kind.shape->keys) {
    if (key.name != "type") continue;
    for (const std::string& type : key.shape->choices) {
      if (promises.find('`' + type + '`') == std::string::npos) missing.insert(type);
    }
  }
  EXPECT_EQ(missing, std::set<std::string>{});
}

}  // namespace
}  // namespace cutoffd::config::sink_document_test
