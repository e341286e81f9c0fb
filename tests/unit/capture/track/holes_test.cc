// Segments that never come: what was read before them and what lies behind.
#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::holes_test {
namespace {

using wire::Octets;
using Kind = ObservationKind;
using Names = std::vector<std::string>;

Octets request(std::string_view host, bool whole = true) {
  const std::string text = "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\nCookie: a=b" +
                           (whole ? "\r\n\r\n" : "");
  return {text.begin(), text.end()};
}

class Holes : public testing::TestWithParam<bool> {
 protected:
  // Requests with a hole behind each; returns the frames that hold them.
  std::vector<std::uint64_t> say(const std::vector<Octets>& requests) {
    std::vector<std::uint64_t> frames;
    std::size_t at = 0;
    for (const Octets& one : requests) {
      connection_.client_says(at, one);
      frames.push_back(tracked_.frames);
      at += one.size() + 700;
    }
    return frames;
  }
  [[nodiscard]] std::vector<std::uint64_t> frames() const {
    std::vector<std::uint64_t> out;
    for (const Told& told : tracked_.told) out.push_back(told.frame);
    return out;
  }
  Tracked tracked_;
  Connection connection_{tracked_, "192.0.2.10", "198.51.100.20", 80};
};

// A capture that keeps requests and drops the rest ended with all but the first of each connection
// untold: reading waited for another packet of the flow to go on behind the hole.
TEST_P(Holes, RequestsBehindThemAreToldThoughNothingMoreComes) {
  if (GetParam()) connection_.handshake();
  const auto expected =
      say({request("one.example.com"), request("two.example.com"), request("three.example.com")});
  tracked_.tracker.finish();
  EXPECT_EQ(tracked_.names(Kind::http_host),
            (Names{"one.example.com", "two.example.com", "three.example.com"}));
  EXPECT_EQ(frames(), expected);
  for (const Told& told : tracked_.told) EXPECT_EQ(told.client.at, connection_.client);
}

TEST_P(Holes, RequestsBehindThemAreToldInTime) {
  if (GetParam()) connection_.handshake();
  say({request("one.example.com"), request("two.example.com")});
  EXPECT_EQ(tracked_.told.size(), 1U);
  tracked_.tracker.on_time(tracked_.now + std::chrono::seconds(5));
  EXPECT_EQ(tracked_.names(Kind::http_host), (Names{"one.example.com", "two.example.com"}));
}

// Of a request whose end is missing the host may be whole: it was lost with the rest.
TEST_P(Holes, ARequestThatBreaksOffTellsItsWholeLines) {
  if (GetParam()) connection_.handshake();
  const auto expected = say({request("one.example.com", false), request("two.example.com", false),
                             request("three.example.com")});
  tracked_.tracker.finish();
  EXPECT_EQ(tracked_.names(Kind::http_host),
            (Names{"one.example.com", "two.example.com", "three.example.com"}));
  EXPECT_EQ(frames(), expected);
}

// Segments that follow each other behind a hole were all told as of the first of them.
TEST_P(Holes, EachRequestBehindAHoleIsToldAsOfItsOwnSegment) {
  if (GetParam()) connection_.handshake();
  connection_.client_says(0, request("one.example.com"));
  std::vector<std::uint64_t> expected = {tracked_.frames};
  std::size_t at = 5'000;
  for (const std::string_view host : {"two.example.com", "three.example.com", "four.example.com"}) {
    connection_.client_says(at, request(host));
    expected.push_back(tracked_.frames);
    at += request(host).size();
  }
  tracked_.tracker.finish();
  EXPECT_EQ(tracked_.told.size(), 4U);
  EXPECT_EQ(frames(), expected);
}

// But what merely ends is no hole: the rest may say another thing.
TEST_P(Holes, ARequestThatOnlyEndsTellsNothing) {
  if (GetParam()) connection_.handshake();
  say({request("one.example.com", false)});
  tracked_.tracker.finish();
  EXPECT_TRUE(tracked_.told.empty());
}

TEST_P(Holes, WhatFillsOneInTimeIsToldInItsOrder) {
  if (GetParam()) connection_.handshake();
  const Octets one = request("one.example.com");
  const Octets two = request("two.example.com");
  const Octets three = request("three.example.com");
  connection_.client_says(0, one);
  connection_.client_says(one.size() + two.size(), three);
  connection_.client_says(one.size(), two);
  tracked_.tracker.finish();
  EXPECT_EQ(tracked_.names(Kind::http_host),
            (Names{"one.example.com", "two.example.com", "three.example.com"}));
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutSyn, Holes, testing::Bool());

}  // namespace
}  // namespace cutoffd::track::holes_test
