#include "daemon/page/visitors.h"

#include <gtest/gtest.h>

#include "daemon/page/allowed_hosts.h"

namespace cutoffd::page::visitors_test {
namespace {

using namespace std::chrono_literals;
using Verdict = Visitors::Verdict;

// openssl passwd -6 -salt pepper secret; openssl passwd -5 -salt pepper secret
constexpr const char* kSha512 =
    "$6$pepper$2Z6D7B1GHphRwAkDE2YJPR/Tz3pYzJVGFj5UOun/"
    "UCaxbGzjpckaQI2gu8BE7DfAQVvJ1RMHN0aDV0DT6ow8L.";
constexpr const char* kSha256 = "$5$pepper$2pAgbGpQiykh.M/nsGW0.I7Vms31DG4rMmvJxdszg10";

class VisitorsTest : public testing::Test {
 protected:
  Visitors visitors_{{{"anna", kSha512}, {"bert", kSha256}}};
  Visitors::Clock::time_point now_ = Visitors::Clock::now();

  Verdict look(std::string_view header) { return visitors_.look(header, now_); }
};

TEST_F(VisitorsTest, AreWelcomeWithTheirPassword) {
  EXPECT_EQ(look("Basic YW5uYTpzZWNyZXQ="), Verdict::welcome);  // anna:secret
  EXPECT_EQ(look("Basic YmVydDpzZWNyZXQ"), Verdict::welcome);   // bert:secret
}

TEST_F(VisitorsTest, AreNotWelcomeOtherwise) {
  for (const char* header : {"", "Basic", "Basic ", "Basic YW5uYTo=", "Basic !!!!",
                             "Bearer YW5uYTpzZWNyZXQ=", "Basic YW5uYXNlY3JldA=="}) {
    now_ += 1s;
    EXPECT_EQ(look(header), Verdict::unknown) << header;
  }
  now_ += 1s;
  EXPECT_EQ(look("Basic Y2FybDpzZWNyZXQ="), Verdict::unknown) << "carl:secret";
  EXPECT_EQ(look("Basic YW5uYTpzZWNyZXQAeA=="), Verdict::unknown) << "anna:secret, zero, x";
}

TEST_F(VisitorsTest, GuessAFewTimesASecondAtMost) {
  EXPECT_EQ(look("Basic YW5uYTpzZWNyZXQ="), Verdict::welcome);
  unsigned unknown = 0;
  for (int i = 0; i < 50; ++i) unknown += look("Basic YW5uYTp4") == Verdict::unknown ? 1U : 0U;
  EXPECT_LT(unknown, Visitors::kLooksPerSecond + 1);
  EXPECT_EQ(look("Basic YW5uYTpzZWNyZXQ="), Verdict::welcome) << "who was right is still known";
  EXPECT_EQ(look("Basic YmVydDpzZWNyZXQ="), Verdict::later);
  now_ += 1s;
  EXPECT_EQ(look("Basic YmVydDpzZWNyZXQ="), Verdict::welcome);
}

TEST(NoVisitors, MeansEverybody) { EXPECT_EQ(Visitors({}).look("", {}), Verdict::welcome); }

AllowedHosts hosts_of(std::string_view listen, std::vector<std::string> names = {}) {
  config::PageOptions options;
  options.listen = config::ListenAddress::parse(listen);
  options.hosts = std::move(names);
  return AllowedHosts(options);
}

TEST(AllowedHosts, AreTheAddressLocalhostAndWhatIsConfigured) {
  const AllowedHosts hosts = hosts_of("127.0.0.1:8080", {"Sensor.Example.net"});
  for (const char* good :
       {"127.0.0.1:8080", "127.0.0.1", "localhost:8080", "LOCALHOST", "sensor.example.NET:80"})
    EXPECT_TRUE(hosts.allows(good)) << good;
  for (const char* bad : {"", "evil.example", "127.0.0.1.evil.example", "127.0.0.2", "[::1]",
                          "localhost:", "localhost:80x", "localhost:80:80", "[", "[::1",
                          "sensor.example.net.", "x@localhost"})
    EXPECT_FALSE(hosts.allows(bad)) << bad;
}

TEST(AllowedHosts, OfAnAddressForAllAreAnyAddressButNoName) {
  const AllowedHosts hosts = hosts_of("[::]:8080");
  EXPECT_TRUE(hosts.allows("192.0.2.7:8080"));
  EXPECT_TRUE(hosts.allows("[2001:db8::7]:8080"));
  EXPECT_FALSE(hosts.allows("localhost"));
  EXPECT_FALSE(hosts.allows("rebound.example"));
}

TEST(AllowedHosts, OfAUnixSocketIsLocalhost) {
  const AllowedHosts hosts = hosts_of("unix:/run/cutoffd/page.sock");
  EXPECT_TRUE(hosts.allows("localhost"));
  EXPECT_FALSE(hosts.allows("127.0.0.1"));
}

}  // namespace
}  // namespace cutoffd::page::visitors_test
