#include "daemon/page/http_message.h"

#include <gtest/gtest.h>

#include "daemon/page/accepts.h"

namespace cutoffd::page::http_message_test {
namespace {

TEST(HttpTarget, IsTakenApart) {
  const auto request = parse_target("/device/mac%3A02?state=a%20b&x=1+2&&flag&state=later");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/device/mac:02");
  EXPECT_EQ(request->value("state"), "a b");
  EXPECT_EQ(request->value("x"), "1 2");
  EXPECT_EQ(request->value("flag"), "");
  EXPECT_EQ(request->value("absent"), "");
}

TEST(HttpTarget, ThatIsNoneIsRefused) {
  for (const char* target : {"", "x", "http://other.example/", "*", "/%", "/%4", "/%zz", "/?a=%g0"})
    EXPECT_FALSE(parse_target(target)) << target;
}

// Cut anywhere, or with any octet in it, it is read or refused, never misread past its end.
TEST(HttpTarget, MayHoldAnyOctet) {
  for (int octet = 0; octet < 256; ++octet) {
    const std::string target =
        std::string("/a") + static_cast<char>(octet) + "?k=" + static_cast<char>(octet);
    for (std::size_t length = 0; length <= target.size(); ++length) {
      const auto request = parse_target(target.substr(0, length));
      if (request) {
        EXPECT_LE(request->path.size(), length);
      }
    }
  }
}

TEST(Accept, WeighsTypes) {
  constexpr const char* kPrometheus =
      "application/openmetrics-text;version=1.0.0,application/"
      "openmetrics-text;version=0.0.1;q=0.75,"
      "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  EXPECT_EQ(weight_of(kPrometheus, "application/openmetrics-text"), 1.0);
  EXPECT_EQ(weight_of(kPrometheus, "text/plain"), 0.5);
  EXPECT_EQ(weight_of("*/*", "text/plain"), 0.0);
  EXPECT_EQ(weight_of("Text/Plain ; q=7", "text/plain"), 1.0);
  EXPECT_EQ(weight_of(";;q=,,", "text/plain"), 0.0);
}

}  // namespace
}  // namespace cutoffd::page::http_message_test
