// The account as which a daemon goes on that root has started. Becoming one is tried on the whole
// program: tests/live/privileges.
#include "capture/source/account.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/rules/state_directory.h"

namespace cutoffd::source::account_test {
namespace {

TEST(AccountOf, IsFoundByNameAndByNumber) {
  const passwd* nobody = getpwnam("nobody");
  if (nobody == nullptr) GTEST_SKIP() << "this machine has no account 'nobody'";
  const uid_t number = nobody->pw_uid;
  const gid_t group = nobody->pw_gid;
  for (const std::string& name : {std::string("nobody"), std::to_string(number)}) {
    const auto found = account_of(name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->name, "nobody");
    EXPECT_EQ(found->user, number);
    EXPECT_EQ(found->group, group);
  }
}

TEST(AccountOf, IsNeverRootAndNeverGuessed) {
  for (const char* name : {"root", "0", "", " nobody", "no-such-account", "4294967295", "12x"}) {
    const auto found = account_of(name);
    ASSERT_FALSE(found) << name;
    EXPECT_NE(found.error().find("'" + std::string(name) + "'"), std::string::npos);
  }
}

TEST(DirectoryForAnAccount, IsMadeForItsGroupAndLeftAloneWhereItIs) {
  const rules::stage::StateDirectory folder;
  const Account own{"own", geteuid(), getegid()};
  const auto made = folder.path() / "a" / "state";
  ASSERT_FALSE(make_directory_for(own, made));
  struct stat told {};
  ASSERT_EQ(stat(made.c_str(), &told), 0);
  EXPECT_EQ(told.st_mode & 07777, 0750U);
  EXPECT_EQ(told.st_uid, own.user);

  ASSERT_EQ(chmod(made.c_str(), 0700), 0);
  EXPECT_FALSE(make_directory_for(own, made));
  ASSERT_EQ(stat(made.c_str(), &told), 0);
  EXPECT_EQ(told.st_mode & 07777, 0700U) << "the operator's";
  EXPECT_FALSE(make_directory_for(own, {})) << "nothing to make";
}

TEST(BecomingAnAccount, IsNothingForTheOneThatItIsAlready) {
  EXPECT_FALSE(become({"own", geteuid(), getegid()}));
}

}  // namespace
}  // namespace cutoffd::source::account_test
