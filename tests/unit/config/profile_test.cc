#include "config/profile.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_files.h"

namespace cutoffd::config::profile_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::size_t octets_of_bounds(const Settings& settings) {
  return settings.track.hello_octets + settings.track.fragment_octets + settings.ledger_cache +
         settings.interfaces.at(0).ring_octets;
}

TEST(Profile, ARouterHasSmallerBoundsEverywhere) {
  TestFiles files;
  files.write_vendor();
  const auto standard = files.load_file("interfaces: [br-lan]\n");
  const auto router = files.load_file("profile: router\ninterfaces: [br-lan]\n");
  ASSERT_THAT(files.texts(standard), IsEmpty());
  ASSERT_THAT(files.texts(router), IsEmpty());
  EXPECT_EQ(standard->profile, Profile::standard);
  EXPECT_EQ(router->profile, Profile::router);
  EXPECT_EQ(router->track.flows, 4096U);
  EXPECT_EQ(router->judge.max_devices, 1024U);
  EXPECT_EQ(router->judge.max_contacts, 16'384U);
  EXPECT_EQ(router->judge.max_names, 8192U);
  EXPECT_EQ(router->judge.max_history, 8192U);
  EXPECT_EQ(router->judge.max_bindings, 4096U);
  EXPECT_EQ(router->judge.max_flows, 4096U);
  EXPECT_EQ(router->outbox.rows, 10'000U);
  EXPECT_EQ(router->outbox.octets, std::uint64_t{8} << 20);
  EXPECT_EQ(router->facts_waiting, 512U);
  EXPECT_EQ(router->track.fewer, 8U);
  EXPECT_EQ(router->judge.max_resolver_users, 1024U);
  // What is reserved as a whole fits in four MiB, and is a fraction of the standard's.
  EXPECT_LE(octets_of_bounds(*router), std::size_t{4} << 20);
  EXPECT_GE(octets_of_bounds(*standard), std::size_t{64} << 20);
}

TEST(Profile, ABoundThatIsWrittenCountsWhereverItStands) {
  TestFiles files;
  files.write_vendor();
  const auto loaded = files.load_file(R"(
track: {flows: 65536}
interfaces:
  - {name: br-lan, ring: 8MiB}
  - wlan0
profile: router
outbox: {rows: 20000}
)");
  ASSERT_THAT(files.texts(loaded), IsEmpty());
  EXPECT_EQ(loaded->track.flows, 65'536U);
  EXPECT_EQ(loaded->outbox.rows, 20'000U);
  EXPECT_EQ(loaded->interfaces.at(0).ring_octets, std::size_t{8} << 20);
  EXPECT_EQ(loaded->interfaces.at(1).ring_octets, std::size_t{2} << 20);
  EXPECT_EQ(loaded->judge.max_devices, 1024U);
}

// The ring of a machine with so many MiB of memory, in MiB.
std::size_t ring_with(Profile profile, std::size_t memory, std::size_t workers = 1) {
  Settings settings;
  begin_with(profile, settings);
  settings.interfaces.resize(1);
  settings.interfaces[0].workers = workers;
  finish_profile(settings, memory << 20);
  return settings.interfaces[0].ring_octets >> 20;
}

TEST(Profile, ARingIsNoMoreThanA32ndOfTheMemory) {
  EXPECT_EQ(ring_with(Profile::standard, 0), 64U);  // not known
  EXPECT_EQ(ring_with(Profile::standard, 24'000), 64U);
  EXPECT_EQ(ring_with(Profile::standard, 1000), 31U);
  EXPECT_EQ(ring_with(Profile::standard, 512), 16U);
  EXPECT_EQ(ring_with(Profile::standard, 32), 2U);
  EXPECT_EQ(ring_with(Profile::standard, 32, 16), 4U);  // each worker needs some of it
  EXPECT_EQ(ring_with(Profile::router, 24'000), 2U);
  EXPECT_EQ(ring_with(Profile::router, 64), 2U);
}

TEST(Profile, AWordThatIsNoneIsToldOnce) {
  TestFiles files;
  files.write_vendor();
  const auto mistakes = files.mistakes("profile: rooter\n");
  EXPECT_THAT(mistakes, Contains(HasSubstr("did you mean 'router'?")));
  EXPECT_EQ(mistakes.size(), 1U);
}

}  // namespace
}  // namespace cutoffd::config::profile_test
