// The shipped descriptions are the ones that the code makes. After a change of the tables, run this
// test with CUTOFFD_WRITE_GENERATED=1 to write them anew, and look at the difference.
#include "config/schema.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "config/tables.h"
#include "tests/support/places.h"

namespace cutoffd::config::schema_test {
namespace {

const std::filesystem::path kRoot = test::source_folder();

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Compares the file, or the part of it between the two marks, with what it should be.
void expect_generated(const std::string& name, const std::string& expected, std::string_view begin,
                      std::string_view end) {
  const std::filesystem::path path = kRoot / name;
  const std::string whole = content(path);
  std::size_t from = 0;
  std::size_t to = whole.size();
  if (!begin.empty()) {
    from = whole.find(begin);
    to = whole.find(end);
    ASSERT_NE(from, std::string::npos) << name << " has no " << begin;
    ASSERT_NE(to, std::string::npos) << name << " has no " << end;
    from += begin.size();
  }
  if (std::getenv("CUTOFFD_WRITE_GENERATED") != nullptr) {
    std::ofstream(path, std::ios::binary) << whole.substr(0, from) << expected << whole.substr(to);
    return;
  }
  EXPECT_EQ(whole.substr(from, to - from), expected) << name;
}

void expect_schema(const std::string& name, const Shape& shape, std::string_view title) {
  expect_generated("config/schema/" + name + ".schema.json", json_schema(shape, title), "", "");
}

void expect_reference(const std::string& file, const std::string& part, const Shape& shape) {
  expect_generated(file, "\n\n" + reference(shape), "<!-- begin " + part + " -->",
                   "<!-- end " + part + " -->");
}

TEST(Schema, ShippedJsonSchemasAreTheTables) {
  expect_schema("cutoffd", *cutoffd_file().shape, "cutoffd.yaml");
  expect_schema("watchlist", *watchlist_file().shape, "A watchlist of cutoffd");
  expect_schema("determination", *determination_file().shape, "A determination of cutoffd");
}

TEST(Schema, ReferencesInTheDocumentationAreTheTables) {
  expect_reference("docs/configuration.md", "cutoffd.yaml", *cutoffd_file().shape);
  expect_reference("docs/configuration.md", "determination", *determination_file().shape);
  expect_reference("docs/watchlists.md", "watchlist", *watchlist_file().shape);
}

// Every key is explained, and every sentence ends.
void expect_explained(const Shape& shape, const std::string& path) {
  std::set<std::string> names;
  for (const KeyShape& key : shape.keys) {
    EXPECT_TRUE(names.insert(key.name).second) << path << key.name << " stands twice";
    EXPECT_GT(key.help.size(), 3U) << path << key.name;
    EXPECT_TRUE(key.help.ends_with('.')) << path << key.name << ": " << key.help;
    EXPECT_EQ(key.help.find('|'), std::string::npos) << "would break the table: " << key.help;
    expect_explained(*key.shape, path + key.name + ".");
  }
  if (shape.element) expect_explained(*shape.element, path + "[].");
}

TEST(Schema, EveryKeyIsExplained) {
  expect_explained(*cutoffd_file().shape, "");
  expect_explained(*watchlist_file().shape, "");
  expect_explained(*determination_file().shape, "");
}

}  // namespace
}  // namespace cutoffd::config::schema_test
