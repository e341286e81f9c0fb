// The limit of the files within reach, tried from inside: each act in a child that has limited
// itself first and then does only this. As root too: nothing here is refused by a file's mode.
#include "capture/source/reach.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cutoffd::source::reach_test {
namespace {

namespace fs = std::filesystem;
constexpr int kNoLimit = 255;

class ReachTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "cutoffd-reach-XXXXXX";
    root_ = mkdtemp(name.data());
    for (const char* folder : {"read", "write", "socket", "other"}) {
      fs::create_directory(root_ / folder);
      std::ofstream(root_ / folder / "file") << "x";
    }
    reach_ = {{root_ / "read"}, {root_ / "write"}, {root_ / "socket"}};
    if (tried([] { return 0L; }) == kNoLimit) GTEST_SKIP() << why();
  }
  void TearDown() override { fs::remove_all(root_); }

  // The error that the act ends with; 0: none.
  [[nodiscard]] int tried(const std::function<long()>& act) const {
    const pid_t child = fork();
    if (child == 0) {
      if (reach_only(reach_)) _exit(kNoLimit);
      errno = 0;
      _exit(act() < 0 ? errno : 0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  }
  [[nodiscard]] static std::string why() {
    std::string said;
    std::thread([&said] { said = reach_only({}).value_or(""); }).join();  // that thread's alone
    return said;
  }
  [[nodiscard]] int opened(const fs::path& path, int flags) const {
    return tried([&] { return long{open(path.c_str(), flags | O_CLOEXEC, 0600)}; });
  }
  [[nodiscard]] int bound(const fs::path& path) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    return tried([&] {
      const int one = socket(AF_UNIX, SOCK_DGRAM, 0);
      return long{bind(one, reinterpret_cast<const sockaddr*>(&address), sizeof address)};
    });
  }

  fs::path root_;
  Reach reach_;
};

TEST_F(ReachTest, ReadsWhatItMayReadAndWritesNothingThere) {
  EXPECT_EQ(opened(root_ / "read" / "file", O_RDONLY), 0);
  EXPECT_EQ(opened(root_ / "read", O_RDONLY | O_DIRECTORY), 0);
  EXPECT_EQ(opened(root_ / "read" / "file", O_WRONLY), EACCES);
  EXPECT_EQ(opened(root_ / "read" / "new", O_WRONLY | O_CREAT), EACCES);
  EXPECT_EQ(tried([&] { return long{unlink((root_ / "read" / "file").c_str())}; }), EACCES);
}

TEST_F(ReachTest, MakesRenamesAndRemovesFilesWhereItMayWrite) {
  const fs::path file = root_ / "write" / "file";
  EXPECT_EQ(opened(file, O_RDWR | O_TRUNC), 0);
  EXPECT_EQ(opened(root_ / "write" / "new", O_WRONLY | O_CREAT), 0);
  EXPECT_EQ(tried([&] { return long{rename(file.c_str(), (root_ / "write" / "b").c_str())}; }), 0);
  EXPECT_EQ(tried([&] { return long{unlink((root_ / "write" / "b").c_str())}; }), 0);
}

TEST_F(ReachTest, ReachesNothingElseWhoeverItIs) {
  EXPECT_EQ(opened("/etc/shadow", O_RDONLY), EACCES);
  EXPECT_EQ(opened("/proc/self/mem", O_RDWR), EACCES);
  EXPECT_EQ(opened("/", O_RDONLY | O_DIRECTORY), EACCES);
  EXPECT_EQ(opened(root_ / "other" / "file", O_RDONLY), EACCES);
  EXPECT_EQ(opened(root_ / "read" / ".." / "other" / "file", O_RDONLY), EACCES);
  EXPECT_EQ(opened(root_ / "new", O_WRONLY | O_CREAT), EACCES);
  EXPECT_EQ(tried([&] { return long{mkdir((root_ / "write" / "folder").c_str(), 0700)}; }), EACCES);
  EXPECT_EQ(tried([&] { return long{symlink("/etc", (root_ / "write" / "link").c_str())}; }),
            EACCES);
  // Out of where it may write, and into it.
  const fs::path from = root_ / "write" / "file";
  EXPECT_NE(tried([&] { return long{rename(from.c_str(), (root_ / "out").c_str())}; }), 0);
  EXPECT_NE(tried([&] { return long{link("/etc/shadow", (root_ / "write" / "in").c_str())}; }), 0);
}

TEST_F(ReachTest, ALinkLeadsNowhereElse) {
  fs::create_symlink(root_ / "other" / "file", root_ / "read" / "link");
  fs::create_symlink(root_ / "read" / "file", root_ / "other" / "back");
  EXPECT_EQ(opened(root_ / "read" / "link", O_RDONLY), EACCES);
  EXPECT_EQ(opened(root_ / "other" / "back", O_RDONLY), 0) << "what counts is where the file is";
}

TEST_F(ReachTest, MakesSocketsAndNoFilesWhereSocketsAre) {
  EXPECT_EQ(bound(root_ / "socket" / "s"), 0);
  EXPECT_EQ(bound(root_ / "write" / "s"), EACCES);
  EXPECT_EQ(opened(root_ / "socket" / "new", O_WRONLY | O_CREAT), EACCES);
  EXPECT_EQ(opened(root_ / "socket" / "file", O_RDONLY), EACCES);
}

TEST_F(ReachTest, AFileStandsForItself) {
  reach_ = {{root_ / "other" / "file"}, {root_ / "socket" / "file"}, {}};
  EXPECT_EQ(opened(root_ / "other" / "file", O_RDONLY), 0);
  EXPECT_EQ(opened(root_ / "socket" / "file", O_RDWR | O_TRUNC), 0);
  EXPECT_EQ(opened(root_ / "socket" / "new", O_WRONLY | O_CREAT), EACCES);
  std::ofstream(root_ / "other" / "new") << "y";
  EXPECT_EQ(tried([&] {
              // Whoever replaces it is outside.
              return long{open((root_ / "other" / "new").c_str(), O_RDONLY | O_CLOEXEC)};
            }),
            EACCES);
}

TEST_F(ReachTest, WhatIsNotThereIsPassedOver) {
  reach_.reads.push_back(root_ / "not" / "there");
  EXPECT_EQ(opened(root_ / "read" / "file", O_RDONLY), 0);
}

TEST_F(ReachTest, ThreadsThatBeginAfterwardsAreWithinIt) {
  EXPECT_EQ(tried([&] {
              int error = 0;
              std::thread([&error] {
                if (open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0) error = errno;
              }).join();
              errno = error;
              return error == 0 ? 0L : -1L;
            }),
            EACCES);
}

TEST_F(ReachTest, WhatIsOpenAlreadyStaysOpen) {
  const int before = open((root_ / "other" / "file").c_str(), O_RDWR | O_CLOEXEC);
  EXPECT_EQ(tried([&] { return long{write(before, "y", 1)}; }), 0);
  close(before);
}

}  // namespace
}  // namespace cutoffd::source::reach_test
