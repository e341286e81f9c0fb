// A directory of configuration files for one test, and what came of loading them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "config/load.h"

namespace cutoffd::config {

class TestFiles {
 public:
  TestFiles() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = std::filesystem::path(::testing::TempDir()) /
                 (std::string("cutoffd_config_") + test->test_suite_name() + "_" + test->name());
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }
  ~TestFiles() { std::filesystem::remove_all(directory_); }
  TestFiles(const TestFiles&) = delete;
  TestFiles& operator=(const TestFiles&) = delete;

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    const auto path = directory_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  // A vendor with a list and an enabled order, so that cutoffd.yaml alone is of interest.
  void write_vendor() const {
    write("watchlists/acme.yaml",
          "vendor: acme\ntitle: Acme\ndate: 2026-01-01\n"
          "services: {update: Updates, telemetry: Statistics, training: Courses}\n"
          "entries:\n"
          "  - {suffix: upd.acme.example, service: update}\n"
          "  - {exact: stat.acme.example, service: telemetry}\n");
    write("determinations/order.yaml",
          "title: Order\nauthority: Court\nvendor: acme\nenabled: true\n"
          "activities:\n"
          "  - {id: a, title: A, from: \"2024-09-29T00:00:00-04:00\", services: [update]}\n"
          "exempt: [training]\n");
  }

  [[nodiscard]] Result<Settings, std::vector<ConfigError>> load_without_file() const {
    return load({std::nullopt, {directory_}, {}});
  }
  // With `yaml` as cutoffd.yaml.
  [[nodiscard]] Result<Settings, std::vector<ConfigError>> load_file(
      std::string_view yaml, std::vector<Override> overrides = {}) const {
    return load({write("cutoffd.yaml", yaml), {directory_}, std::move(overrides)});
  }
  // Its mistakes as texts, with the directory cut away; a passing load gives none.
  [[nodiscard]] std::vector<std::string> mistakes(std::string_view yaml) const {
    return texts(load_file(yaml));
  }
  [[nodiscard]] std::vector<std::string> texts(
      const Result<Settings, std::vector<ConfigError>>& result) const {
    std::vector<std::string> all;
    if (result.ok()) return all;
    for (const ConfigError& error : result.error()) {
      std::string line = text(error);
      const std::string prefix = directory_.string() + "/";
      for (auto at = line.find(prefix); at != std::string::npos; at = line.find(prefix)) {
        line.erase(at, prefix.size());
      }
      all.push_back(std::move(line));
    }
    return all;
  }

 private:
  std::filesystem::path directory_;
};

}  // namespace cutoffd::config
