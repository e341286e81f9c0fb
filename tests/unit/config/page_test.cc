// The status page's keys: where it may listen, and the file of those who may see it.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/test_files.h"

namespace cutoffd::config::page_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kHash43 = std::string(43, 'x');
const std::string kHash86 = std::string(86, 'x');

class Page : public ::testing::Test {
 protected:
  void SetUp() override { files_.write_vendor(); }

  PageOptions options(std::string_view yaml) {
    auto loaded = files_.load_file(yaml);
    EXPECT_THAT(files_.texts(loaded), IsEmpty());
    return loaded.ok() ? loaded.value().page : PageOptions{};
  }

  TestFiles files_;
};

TEST_F(Page, IsOffWhereNothingIsSaid) { EXPECT_FALSE(options("sensor: lab\n").listen); }

TEST_F(Page, ListensAtALoopbackAddressOrASocket) {
  for (const char* text : {"127.0.0.1:8080", "127.9.9.9:1", "\"[::1]:8080\"", "unix:/run/page"}) {
    const auto listen = options("page: " + std::string(text) + "\n").listen;
    ASSERT_TRUE(listen) << text;
    EXPECT_TRUE(listen->is_local()) << text;
  }
  EXPECT_EQ(options("page: {listen: \"[::1]:80\"}\n").listen->text(), "[::1]:80");
}

TEST_F(Page, WithoutUsersListensNowhereElse) {
  for (const char* text : {"0.0.0.0:8080", "192.0.2.1:8080", "\"[::]:8080\""}) {
    EXPECT_THAT(files_.mistakes("page: {listen: " + std::string(text) + "}\n"),
                ElementsAre(HasSubstr("expected 'users' beside an address")))
        << text;
    EXPECT_EQ(files_.mistakes("page: " + std::string(text) + "\n").size(), 1U) << text;
  }
}

TEST_F(Page, RefusesWhatIsNoAddress) {
  for (const char* text : {"8080", "localhost:8080", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999",
                           "\"::1:8080\"", "unix:page.sock", "\"[127.0.0.1]:80\""}) {
    EXPECT_THAT(files_.mistakes("page: " + std::string(text) + "\n"),
                ElementsAre(HasSubstr("expected an address with a port")))
        << text;
  }
}

TEST_F(Page, ReadsItsUsersBesideTheConfiguration) {
  files_.write("page.users",
               "# who\n\nanna:$6$salt$" + kHash86 + "\r\nbert:$5$rounds=9000$a$" + kHash43 + "\n");
  const PageOptions page = options("page: {listen: 192.0.2.1:80, users: page.users}\n");
  EXPECT_EQ(page.hashes.size(), 2U);
  EXPECT_EQ(page.hashes.at("anna"), "$6$salt$" + kHash86);
}

TEST_F(Page, RefusesUsersWithoutASaltedHash) {
  for (const std::string& line :
       {std::string("anna"), std::string(":$6$s$") + kHash86, std::string("anna:secret"),
        std::string("anna:"), "anna:$1$salt$" + kHash86, "anna:$6$$" + kHash86,
        "anna:$6$salt$" + kHash43, "anna:$6$rounds=999999999$salt$" + kHash86,
        "anna:$6$sa:lt$" + kHash86, "anna:$6$seventeen.letters$" + kHash86}) {
    files_.write("page.users", line + "\n");
    const auto mistakes = files_.mistakes("page: {listen: 127.0.0.1:80, users: page.users}\n");
    ASSERT_FALSE(mistakes.empty()) << line;
    EXPECT_THAT(mistakes.front(), HasSubstr("page.users:1:1: found a line")) << line;
    if (line.size() > 40) {
      EXPECT_EQ(mistakes.front().find("salt"), std::string::npos);
    }
  }
  files_.write("page.users", "# nobody\n");
  EXPECT_FALSE(files_.mistakes("page: {listen: 127.0.0.1:80, users: page.users}\n").empty());
  EXPECT_FALSE(files_.mistakes("page: {listen: 127.0.0.1:80, users: absent}\n").empty());
}

}  // namespace
}  // namespace cutoffd::config::page_test
