// The keys of an interface that depend on each other.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_files.h"

namespace cutoffd::config::interface_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Interface : public ::testing::Test {
 protected:
  Interface() { files_.write_vendor(); }
  source::LiveOptions loaded(const std::string& interface, const std::string& more = "") {
    const auto settings = files_.load_file("interfaces: [" + interface + "]\n" + more);
    EXPECT_THAT(files_.texts(settings), IsEmpty());
    return settings ? settings->interfaces.at(0) : source::LiveOptions{};
  }
  std::vector<std::string> mistakes(const std::string& interface) {
    return files_.mistakes("interfaces: [" + interface + "]\n");
  }
  TestFiles files_;
};

TEST_F(Interface, HasOneWorkerUnlessMoreAreAskedFor) {
  EXPECT_EQ(loaded("eth1").workers, 1U);
  EXPECT_EQ(loaded("eth1", "profile: router\n").workers, 1U);
  EXPECT_EQ(loaded("{name: eth1, workers: 4}").workers, 4U);
  EXPECT_EQ(loaded("{name: eth1, workers: auto}").workers, source::kOnePerProcessor);
  const auto pinned = loaded("{name: eth1, workers: 3, cpu_affinity: [2, 4]}");
  EXPECT_THAT(pinned.cpu_affinity, ElementsAre(2, 4));
  EXPECT_THAT(loaded("{name: eth1, workers: auto, cpu_affinity: [2, 4, 6]}").cpu_affinity,
              ElementsAre(2, 4, 6));
}

TEST_F(Interface, SaysWhatItsWorkersMayBe) {
  EXPECT_THAT(mistakes("{name: eth1, workers: 0}"),
              ElementsAre(HasSubstr("a whole number from 1 to 32, or auto")));
  EXPECT_THAT(mistakes("{name: eth1, workers: 33}"), ElementsAre(HasSubstr("1 to 32")));
  EXPECT_THAT(mistakes("{name: eth1, workers: many}"), ElementsAre(HasSubstr("or auto")));
  EXPECT_THAT(mistakes("{name: eth1, cpu_affinity: [1024]}"), ElementsAre(HasSubstr("0 to 1023")));
}

TEST_F(Interface, HasARingThatIsEnoughForAll) {
  EXPECT_THAT(mistakes("{name: eth1, ring: 512KiB, workers: 4}"),
              ElementsAre(HasSubstr("at least 1MiB for 4 workers")));
  EXPECT_EQ(loaded("{name: eth1, ring: 1MiB, workers: 4}").ring_octets, std::size_t{1} << 20);
  EXPECT_EQ(loaded("{name: eth1, workers: 16}", "profile: router\n").ring_octets,
            std::size_t{4} << 20);
}

TEST_F(Interface, HasNoProcessorsForWorkersThatItHasNot) {
  EXPECT_THAT(mistakes("{name: eth1, cpu_affinity: [2, 3]}"),
              ElementsAre(HasSubstr("no more than 'workers', which is 1")));
}

}  // namespace
}  // namespace cutoffd::config::interface_test
