// Answers to HTTP requests: the status, and the host that a redirect names.
#include "capture/dissect/http_response.h"

#include <string>

#include <gtest/gtest.h>

namespace cutoffd::dissect::http_response_test {
namespace {

HttpResponse read(std::string_view text, Answer expected = Answer::certain) {
  HttpResponse response;
  EXPECT_EQ(read_http_response(as_bytes(text), response), expected) << text;
  return response;
}
std::string location_of(std::string_view value) {
  const std::string text = "HTTP/1.1 302 Found\r\nLocation: " + std::string(value) + "\r\n\r\n";
  return std::string(read(text).location.host);
}

TEST(HttpResponse, StatusIsRead) {
  EXPECT_EQ(read("HTTP/1.1 403 Forbidden\r\n\r\n").status, 403);
  EXPECT_EQ(read("HTTP/1.0 200\n\n").status, 200);
  EXPECT_EQ(read("HTTP/1.1 451 Unavailable For Legal Reasons\r\nA: b\r\n\r\nbody").status, 451);
}

TEST(HttpResponse, RedirectsAreTold) {
  for (const auto& [status, redirects] :
       {std::pair{"200", false}, std::pair{"301", true}, std::pair{"302", true},
        std::pair{"304", false}, std::pair{"308", true}, std::pair{"403", false}}) {
    EXPECT_EQ(read("HTTP/1.1 " + std::string(status) + " x\r\n\r\n").redirects(), redirects)
        << status;
  }
}

TEST(HttpResponse, LocationNamesAHostOrAPath) {
  EXPECT_EQ(location_of("http://block.example.net/page?u=http://other.example/"),
            "block.example.net");
  EXPECT_EQ(location_of("https://block.example.net:8443"), "block.example.net");
  EXPECT_EQ(location_of("http://user@10.0.0.1/"), "10.0.0.1");
  EXPECT_EQ(location_of("//block.example.net/x"), "block.example.net");
  EXPECT_EQ(location_of("http://block.example.net?x"), "block.example.net");
  for (const auto* path : {"/other", "other/page", "?a=http://x.example/", "", "#//x", "/a//b"}) {
    EXPECT_EQ(location_of(path), "") << path;
  }
}

TEST(HttpResponse, TheFirstLocationCountsInAnyCase) {
  EXPECT_EQ(read("HTTP/1.1 302 x\r\nlOCATION : http://a.example/\r\nLocation: http://b.example/"
                 "\r\n\r\n")
                .location.host,
            "a.example");
}

TEST(HttpResponse, OthersAreNone) {
  for (const auto* text :
       {"GET / HTTP/1.1\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2x0 OK", "x"}) {
    read(text, Answer::not_mine);
  }
}

// Every prefix: no other status, and no shorter host.
TEST(HttpResponse, EveryPrefixSaysLessAndNothingElse) {
  const std::string whole =
      "HTTP/1.1 302 Found\r\nServer: x\r\nLocation: http://block.example.net/a\r\nA: b\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    HttpResponse response;
    EXPECT_EQ(read_http_response(as_bytes(whole).first(size), response), Answer::unsure) << size;
    EXPECT_TRUE(response.status == 0 || response.status == 302) << size;
    EXPECT_TRUE(response.location.host.empty() || response.location.host == "block.example.net");
  }
}

}  // namespace
}  // namespace cutoffd::dissect::http_response_test
