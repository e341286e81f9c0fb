#include "daemon/within_reach.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cutoffd::within_reach_test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class WithinReach : public testing::Test {
 protected:
  WithinReach() {
    std::string name = fs::temp_directory_path() / "cutoffd-within-XXXXXX";
    root_ = fs::canonical(mkdtemp(name.data()));
    settings_.state = made("state");
  }
  ~WithinReach() override { fs::remove_all(root_); }

  fs::path file(const std::string& name) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << "x";
    return root_ / name;
  }
  fs::path made(const std::string& folder) const {
    fs::create_directories(root_ / folder);
    return root_ / folder;
  }
  [[nodiscard]] source::Reach reach(const std::vector<fs::path>& files = {}) const {
    return reach_of({root_ / "etc" / "cutoffd.yaml"}, settings_, files);
  }
  void add_file_sink(const fs::path& path) {
    alerts::SinkOptions sink;
    sink.type = alerts::SinkType::file;
    sink.path = path;
    settings_.sinks.push_back(sink);
  }

  fs::path root_;
  config::Settings settings_;
};

TEST_F(WithinReach, AFileStandsForItsFolderSoThatAnotherCanTakeItsPlace) {
  made("etc/conf.d");
  const auto got = reach({file("etc/cutoffd.yaml"), file("lists/ours.yaml")});
  EXPECT_THAT(got.reads, Contains(root_ / "etc"));
  EXPECT_THAT(got.reads, Contains(root_ / "etc" / "conf.d"));
  EXPECT_THAT(got.reads, Contains(root_ / "lists"));
}

TEST_F(WithinReach, AFileInOneOfTheSystemsFoldersStandsForItselfAlone) {
  const auto got = reach({"/etc/passwd", "/dev/null"});
  EXPECT_THAT(got.reads, Contains(fs::path("/etc/passwd")));
  EXPECT_THAT(got.reads, Contains(fs::path("/dev/null")));
  EXPECT_THAT(got.reads, Not(Contains(fs::path("/dev"))));
}

TEST_F(WithinReach, ALinkIsReachedByBothNames) {
  file("git/ours.yaml");
  fs::create_directories(root_ / "lists");
  fs::create_symlink(root_ / "git" / "ours.yaml", root_ / "lists" / "ours.yaml");
  const auto got = reach({root_ / "lists" / "ours.yaml"});
  EXPECT_THAT(got.reads, Contains(root_ / "lists"));
  EXPECT_THAT(got.reads, Contains(root_ / "git"));
}

TEST_F(WithinReach, WritesTheStateItsCopyAndAlertFilesAndNothingElse) {
  settings_.state_sync = config::StateSync{made("copy"), {}};
  add_file_sink(made("log") / "alerts.log");
  auto got = reach();
  std::sort(got.writes.begin(), got.writes.end());
  got.writes.erase(std::unique(got.writes.begin(), got.writes.end()), got.writes.end());
  EXPECT_THAT(got.writes, ElementsAre(root_ / "copy", root_ / "log", root_ / "state"));
}

TEST_F(WithinReach, SocketsAreMadeWhereControlAndPageAre) {
  settings_.control = made("run") / "control.sock";
  settings_.page.listen =
      config::ListenAddress::parse("unix:" + (made("page") / "p.sock").string());
  const auto got = reach();
  EXPECT_THAT(got.sockets, Contains(root_ / "run"));
  EXPECT_THAT(got.sockets, Contains(root_ / "page"));
}

TEST_F(WithinReach, KeysCertificatesAndPasswordsAreRead) {
  alerts::SinkOptions sink;
  sink.type = alerts::SinkType::webhook;
  sink.tls.ca_file = file("ca/ca.pem");
  sink.tls.certificate_file = file("own/own.pem");
  sink.tls.key_file = file("key/own.key");
  sink.webhook.token_file = file("token/token");
  sink.mqtt.password_file = file("password/password");
  settings_.sinks.push_back(sink);
  settings_.file = root_ / "etc" / "cutoffd.yaml";
  settings_.page.users = "users/users";
  file("etc/users/users");
  const auto got = reach();
  for (const char* folder : {"ca", "own", "key", "token", "password", "etc/users"}) {
    EXPECT_THAT(got.reads, Contains(root_ / folder));
  }
}

TEST_F(WithinReach, WhatAReloadNamesForTheFirstTimeIsBeyond) {
  const auto before = reach({file("etc/cutoffd.yaml")});
  EXPECT_THAT(beyond(before, before), IsEmpty());
  EXPECT_THAT(beyond(before, reach({file("etc/lists/ours.yaml")})), IsEmpty()) << "below it";
  add_file_sink(root_ / "log" / "alerts.log");
  EXPECT_THAT(beyond(before, reach()), IsEmpty()) << "is not there";
  made("log");
  EXPECT_THAT(beyond(before, reach({file("other/ours.yaml")})),
              ElementsAre(root_ / "log", root_ / "other"));
}

}  // namespace
}  // namespace cutoffd::within_reach_test
