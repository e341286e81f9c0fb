// A vendor's watchlist with the entries of one test, and what came of loading it.
#pragma once

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_files.h"

namespace cutoffd::config {

class WatchlistFiles : public ::testing::Test {
 protected:
  WatchlistFiles() { files_.write_vendor(); }

  std::vector<std::string> mistakes(const std::string& entries) {
    write(entries);
    return files_.texts(files_.load_without_file());
  }
  rules::Watchlist read(const std::string& entries) {
    write(entries);
    const auto loaded = files_.load_without_file();
    EXPECT_THAT(files_.texts(loaded), ::testing::IsEmpty());
    return loaded.ok() ? loaded->watchlists.at(0) : rules::Watchlist{};
  }

  TestFiles files_;

 private:
  // The entries begin in the eighth line.
  void write(const std::string& entries) {
    files_.write("watchlists/acme.yaml",
                 "vendor: acme\ntitle: Acme\ndate: 2026-01-01\n"
                 "services: {update: U, training: T}\n"
                 "sources: {page: {title: A page, address: \"https://a.example/p\", retrieved: "
                 "2026-02-03},\n"
                 "          memory: {title: Remembered}}\n"
                 "entries:\n" +
                     entries);
  }
};

}  // namespace cutoffd::config
