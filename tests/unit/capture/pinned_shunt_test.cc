// A shunt that root has pinned, opened by whoever has no power at all: on a BPF file system in a
// mount namespace of the test's own. Skipped where no program may be loaded.
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <grp.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture/source/shunt_layout.h"
#include "capture/source/shunt_pins.h"
#include "tests/unit/capture/talk.h"

namespace cutoffd::track::pinned_shunt_test {
namespace {

using source::open_pinned_shunt;
using source::pin_shunt;
using source::ShuntPlace;

constexpr gid_t kReaders = 62'345;
constexpr uid_t kNobody = 62'346;
const std::size_t kFlows = table_for_4096().flows;

class PinnedShunt : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = (std::filesystem::temp_directory_path() / "cutoffd-pins-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    place.root = folder;
    chmod(folder.c_str(), 0755);
    const bool own = unshare(CLONE_NEWNS) == 0 &&
                     mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    mounted_ = own && mount("bpf", folder.c_str(), "bpf", MS_NOSUID, "mode=0755") == 0;
    if (!mounted_) GTEST_SKIP() << "no BPF file system may be mounted here";
    if (const auto why = pin_shunt(place, kFlows, kReaders)) GTEST_SKIP() << *why;
  }
  void TearDown() override {
    if (mounted_) umount2(place.root.c_str(), MNT_DETACH);
    std::filesystem::remove(place.root);
  }
  [[nodiscard]] std::string why_not(std::size_t flows = kFlows) const {
    const auto opened = open_pinned_shunt(place, flows);
    return opened ? "it was opened" : opened.error();
  }
  [[nodiscard]] std::string folder() const { return place.root + "/eth1%2e5/0"; }

  // Of a VLAN, since a BPF file system takes no dot.
  ShuntPlace place{"eth1.5", 0, {}};

 private:
  bool mounted_ = false;
};

// Does it as an account without any capability; true if all was as expected.
bool as_nobody(gid_t group, const std::function<void()>& act) {
  const pid_t child = fork();
  if (child == 0) {
    const bool dropped = setgroups(0, nullptr) == 0 && setresgid(group, group, group) == 0 &&
                         setresuid(kNobody, kNobody, kNobody) == 0;
    if (dropped) act();
    _exit(dropped && !testing::Test::HasFailure() ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status == 0;
}

TEST_F(PinnedShunt, WhoMayLoadNothingUsesWhatIsPinned) {
  EXPECT_TRUE(as_nobody(kReaders, [this] {
    EXPECT_FALSE(Shunt::load(kFlows));
    auto opened = open_pinned_shunt(place, kFlows);
    ASSERT_TRUE(opened) << opened.error();
    auto shunt = Shunt::adopt(std::move(opened).value(), kFlows);
    ASSERT_TRUE(shunt) << shunt.error();
    Both both(**shunt, 0);
    Talk talk(both);
    talk.open("www.example.org");
    talk.bulk(100);
    EXPECT_EQ(both.dropped(), 200U);
    both.finish();
  }));
}

TEST_F(PinnedShunt, StrangersMayNotOpenIt) {
  EXPECT_TRUE(as_nobody(kNobody, [this] {
    EXPECT_NE(why_not().find("Permission denied"), std::string::npos) << why_not();
  }));
}

TEST_F(PinnedShunt, ItsReaderReplacesNothing) {
  EXPECT_TRUE(as_nobody(kReaders, [this] {
    EXPECT_NE(unlink((folder() + "/program").c_str()), 0);
    EXPECT_NE(rename((folder() + "/counts").c_str(), (folder() + "/control").c_str()), 0);
    EXPECT_NE(mkdir((place.root + "/eth9").c_str(), 0755), 0);
  }));
}

TEST_F(PinnedShunt, TwoReadersAreOneTooMany) {
  const auto first = open_pinned_shunt(place, kFlows);
  ASSERT_TRUE(first) << first.error();
  EXPECT_EQ(why_not(), "another process uses what is pinned");
}

TEST_F(PinnedShunt, IsFreeWhenItsReaderIsGone) {
  { ASSERT_TRUE(open_pinned_shunt(place, kFlows)); }
  EXPECT_EQ(why_not(), "it was opened");
}

TEST_F(PinnedShunt, BeginsEmptyAfterACrash) {
  const auto adopt = [this] {
    auto opened = open_pinned_shunt(place, kFlows);
    return Shunt::adopt(std::move(opened).value(), kFlows).value();
  };
  const auto talk = [](Shunt& shunt, bool opens) {
    Both both(shunt, 0);
    Talk one(both);
    if (opens) {
      one.open("www.example.org");
    } else {  // where a flow that was left over would take it for its own
      one.up += 2'000;
      one.down += 50'000;
    }
    one.bulk(10);
    return both.dropped();
  };
  // As a daemon that is killed: nothing is taken back.
  EXPECT_TRUE(as_nobody(kReaders, [&] {
    EXPECT_EQ(talk(*adopt(), true), 20U);
    _exit(testing::Test::HasFailure() ? 1 : 0);
  }));
  const auto next = adopt();
  EXPECT_EQ(next->counts().packets, 0U);
  EXPECT_EQ(talk(*next, false), 0U);
}

TEST_F(PinnedShunt, ATableForOtherFlowsIsRefused) {
  EXPECT_EQ(why_not(kFlows * 2), "what is pinned has no table of 8192 flows");
}

TEST_F(PinnedShunt, AnotherBuildsIsRefused) {
  {
    const auto opened = open_pinned_shunt(place, kFlows);
    ASSERT_TRUE(opened) << opened.error();
    void* at = mmap(nullptr, sizeof(shunt_control), PROT_READ | PROT_WRITE, MAP_SHARED,
                    opened->control, 0);
    ASSERT_NE(at, MAP_FAILED);
    static_cast<shunt_control*>(at)->object ^= 1;
    munmap(at, sizeof(shunt_control));
  }
  EXPECT_EQ(why_not(), "what is pinned is another build's");
}

TEST_F(PinnedShunt, ATableOfAnotherProgramIsRefused) {
  ASSERT_FALSE(pin_shunt({"eth2", 0, place.root}, kFlows, kReaders));
  ASSERT_EQ(rename((place.root + "/eth2/0/counts").c_str(), (folder() + "/counts").c_str()), 0);
  EXPECT_EQ(why_not(), "what is pinned is another build's");
}

TEST_F(PinnedShunt, WhereOthersWriteNothingIsBelieved) {
  ASSERT_EQ(chmod(folder().c_str(), 0777), 0);
  EXPECT_EQ(why_not(), "others than root may have pinned it");
}

TEST_F(PinnedShunt, IsPinnedAnewInItsPlace) {
  EXPECT_FALSE(pin_shunt(place, kFlows * 2, kReaders));
  EXPECT_EQ(why_not(kFlows * 2), "it was opened");
}

TEST_F(PinnedShunt, GoesWhenItIsUnpinned) {
  EXPECT_FALSE(source::unpin_shunt(place));
  EXPECT_EQ(why_not(), "");
  EXPECT_FALSE(std::filesystem::exists(place.root + "/eth1%2e5"));
  EXPECT_FALSE(source::unpin_shunt(place)) << "and again";
}

TEST(Pins, AnInterfaceIsNoPath) {
  for (const char* name : {"", ".", "..", "../eth1", "eth1/0", "sixteen-letters-"}) {
    EXPECT_TRUE(pin_shunt({name, 0, source::kShuntPins}, 64, std::nullopt)) << name;
    EXPECT_FALSE(open_pinned_shunt({name, 0, source::kShuntPins}, 64)) << name;
  }
}

}  // namespace
}  // namespace cutoffd::track::pinned_shunt_test
