// Syslog over TCP and TLS against servers in this process: framing, ends of every kind, and whom
// TLS trusts.
#include <gmock/gmock.h>
#include <sys/socket.h>

#include "tests/unit/alerts/delivery_test_base.h"

namespace cutoffd::alerts::stream_transport_test {
namespace {

using test::Authority;
using test::run_for;
using test::run_until;
using test::Session;
using testing::HasSubstr;

class StreamTransportTest : public test::DeliveryTest {
 protected:
  SinkOptions plain(Framing framing = Framing::line) {
    SinkOptions options = to_server(SinkType::tcp);
    options.format = FormatKind::json;
    options.header = HeaderKind::none;
    options.framing = framing;
    return options;
  }
  // All lines of all connections, in the order of the connections.
  test::Arrivals lines() {
    test::Arrivals arrivals;
    for (const auto& session : server.sessions) {
      std::string_view rest = session->received;
      for (std::size_t end; (end = rest.find('\n')) != rest.npos; rest.remove_prefix(end + 1)) {
        arrivals.add(std::string(rest.substr(0, end)));
      }
    }
    return arrivals;
  }
};

TEST_F(StreamTransportTest, OneLineAnAlert) {
  server.start();
  outbox.write(200);
  start(plain());
  ASSERT_TRUE(delivered(200));
  ASSERT_TRUE(run_until(io, [&] { return lines().numbers.size() == 200; }));
  EXPECT_EQ(lines().numbers, test::all_to(200));
}

TEST_F(StreamTransportTest, OrEachWithItsLength) {
  server.start();
  outbox.write(20);
  start(plain(Framing::octet_counting));
  ASSERT_TRUE(delivered(20));
  ASSERT_TRUE(run_until(io, [&] { return last_session_got("number 20\""); }));
  std::string_view rest = server.sessions.front()->received;
  test::Arrivals arrivals;
  while (!rest.empty()) {
    const std::size_t blank = rest.find(' ');
    ASSERT_NE(blank, rest.npos);
    const std::size_t size = std::stoul(std::string(rest.substr(0, blank)));
    ASSERT_LE(blank + 1 + size, rest.size());
    arrivals.add(std::string(rest.substr(blank + 1, size)));
    rest.remove_prefix(blank + 1 + size);
  }
  EXPECT_EQ(arrivals.numbers, test::all_to(20));
}

TEST_F(StreamTransportTest, WaitsForAPortThatIsRefusedAndLosesNothing) {
  server.start();
  server.stop();
  outbox.write(5);
  start(plain());
  EXPECT_THAT(trouble(), HasSubstr("refused"));
  server.start();
  ASSERT_TRUE(delivered(5));
  ASSERT_TRUE(run_until(io, [&] { return lines().complete_to(5); }));
}

// A collector that was restarted: its FIN is seen before the next alert is written into the void.
// Nothing tells whether it had read what its kernel acknowledged, so that comes again, once.
TEST_F(StreamTransportTest, NoticesAnOrderlyEndBeforeItWritesAgain) {
  server.start();
  outbox.write(3);
  start(plain());
  ASSERT_TRUE(delivered(3));
  ASSERT_TRUE(run_until(io, [&] { return lines().complete_to(3); }));
  server.sessions.back()->close();
  ASSERT_TRUE(run_until(io, [&] { return statistics().failures == 1; }));
  outbox.write(1);
  dispatcher->notify();
  ASSERT_TRUE(delivered(4));
  ASSERT_TRUE(run_until(io, [&] { return lines().numbers.size() == 7; }));
  EXPECT_THAT(lines().numbers, testing::ElementsAre(1, 2, 3, 1, 2, 3, 4));
  server.sessions.back()->close();
  ASSERT_TRUE(run_until(io, [&] { return lines().numbers.size() == 8; }));
  EXPECT_EQ(lines().numbers.back(), 4U)
      << "what came again after one such end does not after another";
}

// A collector that says good-bye with unread octets in its socket: a FIN comes before the RST.
TEST_F(StreamTransportTest, SendsAgainWhatAnOrderlyEndLeftUnread) {
  server.on_data = [this](Session& session) { session.reads = server.sessions.size() > 1; };
  server.start();
  outbox.write(50);
  start(plain());
  ASSERT_TRUE(delivered(50));
  ASSERT_LT(lines().numbers.size(), 50U);
  server.sessions.back()->end_in_order();
  ASSERT_TRUE(run_until(io, [&] { return lines().complete_to(50); }));
  EXPECT_TRUE(delivered(50));
  EXPECT_THAT(statistics().last_error, HasSubstr("closed the connection"));
}

// A collector that dies with unread octets in its socket: its kernel had acknowledged them.
TEST_F(StreamTransportTest, SendsAgainWhatAKernelAcknowledgedForACollectorThatDied) {
  server.on_accept = [this](Session& session) { session.reads = server.sessions.size() > 1; };
  server.start();
  outbox.write(50);
  start(plain());
  ASSERT_TRUE(delivered(50));
  server.sessions.back()->close();  // unread octets: RST
  ASSERT_TRUE(run_until(io, [&] { return lines().complete_to(50); }));
  EXPECT_TRUE(delivered(50));
}

TEST_F(StreamTransportTest, ABrokenConnectionInTheMiddleOfABurstLosesNothing) {
  int accepted = 0;
  server.on_accept = [&](Session&) { ++accepted; };
  server.on_data = [&](Session& session) {
    if (accepted <= 4 && session.received.size() > 20'000) session.reset();
  };
  server.start();
  outbox.write(600);
  start(plain());
  ASSERT_TRUE(run_until(io, [&] { return statistics().queued == 0 && lines().complete_to(600); }));
  EXPECT_EQ(lines().without_repeats(), test::all_to(600));
}

// Nobody reads: the window closes, the cursor stands still, and nothing else is held up.
TEST_F(StreamTransportTest, ACollectorThatReadsNothingHoldsUpNobodyElse) {
  test::StreamServer other(io);
  other.start();
  server.on_accept = [](Session& session) { session.reads = false; };
  server.receive_buffer = 4096;
  server.start();
  SinkOptions second = plain();
  second.name = "other";
  second.port = other.port();
  outbox.write(2000);
  dispatcher.emplace(io, outbox, std::vector{plain(), second}, around);
  dispatcher->start();
  ASSERT_TRUE(run_until(io, [&] { return outbox.cursors["other"] == 2000; }));
  EXPECT_LT(outbox.cursors["sink"], 2000U);
  EXPECT_LE(dispatcher->statistics().front().in_hand, 512U);
}

TEST_F(StreamTransportTest, SpeaksIpv6AndTriesEachAddressOfAName) {
  test::StreamServer six(io, "::1");
  try {
    six.start();
  } catch (const boost::system::system_error&) {
    GTEST_SKIP() << "no IPv6 on loopback here";
  }
  outbox.write(2);
  SinkOptions options = plain();
  options.host = "::1";
  options.port = six.port();
  start(options);
  EXPECT_TRUE(delivered(2));
  dispatcher.reset();
  outbox.cursors.clear();
  six.stop();
  server.start();
  options.host = "localhost";  // ::1 and 127.0.0.1 where both are known; one of them listens
  options.port = server.port();
  start(options);
  EXPECT_TRUE(delivered(2));
}

TEST_F(StreamTransportTest, ANameThatDoesNotExistIsTroubleNotTheEnd) {
  server.start();
  outbox.write(1);
  SinkOptions options = plain();
  options.host = "collector.invalid";
  start(options);
  EXPECT_THAT(trouble(), HasSubstr("cannot resolve collector.invalid"));
}

class TlsTransportTest : public StreamTransportTest {
 protected:
  SinkOptions secure() {
    SinkOptions options = to_server(SinkType::tls);
    options.tls.ca_file = authority.ca_file();
    options.tls.server_name = "collector.example";
    return options;
  }
  void serve(const Authority::Files& files, bool ask = false) {
    server.tls = authority.server(files, ask);
    server.start();
  }
  bool refuses(const SinkOptions& options, const std::string& reason) {
    outbox.write(1);
    start(options);
    const std::string said = trouble();
    EXPECT_THAT(said, HasSubstr(reason));
    run_for(io, std::chrono::milliseconds(50));
    bool nothing_came = outbox.cursors["sink"] == 0;
    for (const auto& session : server.sessions)
      nothing_came = nothing_came && session->received.empty();
    return nothing_came;
  }

  Authority authority;
};

TEST_F(TlsTransportTest, DeliversWithOctetCountingAndTls12OrNewer) {
  serve(authority.issue({}));
  outbox.write(30);
  start(secure());
  ASSERT_TRUE(delivered(30));
  ASSERT_TRUE(run_until(io, [&] { return last_session_got("number 30"); }));
  EXPECT_GE(SSL_version(server.sessions.back()->tls()), TLS1_2_VERSION);
  EXPECT_THAT(server.sessions.back()->received,
              testing::MatchesRegex("^[1-9][0-9]* <28>1 (.|\n)*"));
}

TEST_F(TlsTransportTest, RefusesAServerThatSpeaksNothingNewerThanTls11) {
  serve(authority.issue({}));
  SSL_CTX_set_max_proto_version(server.tls->native_handle(), TLS1_1_VERSION);
  SSL_CTX_set_security_level(server.tls->native_handle(), 0);
  EXPECT_TRUE(refuses(secure(), "TLS with 127.0.0.1"));
}

TEST_F(TlsTransportTest, RefusesAnotherName) {
  serve(authority.issue({"other.example", -3600, 3600}));
  EXPECT_TRUE(refuses(secure(), "hostname mismatch"));
}

TEST_F(TlsTransportTest, RefusesAnExpiredCertificateAndOneFromTheFuture) {
  serve(authority.issue({"collector.example", -7200, -3600}));
  EXPECT_TRUE(refuses(secure(), "certificate has expired"));
  server.tls = authority.server(authority.issue({"collector.example", 3600, 7200}));
  dispatcher.reset();
  EXPECT_TRUE(refuses(secure(), "not yet valid"));
}

TEST_F(TlsTransportTest, RefusesAnAuthorityThatItDoesNotKnow) {
  Authority stranger;
  server.tls = stranger.server(stranger.issue({}));
  server.start();
  EXPECT_TRUE(refuses(secure(), "the server's certificate"));
}

TEST_F(TlsTransportTest, TheSystemsAuthoritiesDoNotKnowOurs) {
  serve(authority.issue({}));
  SinkOptions options = secure();
  options.tls.ca_file.clear();
  EXPECT_TRUE(refuses(options, "the server's certificate"));
}

TEST_F(TlsTransportTest, VerifiesAnAddressWhereTheHostIsOne) {
  serve(authority.issue({"127.0.0.1", -3600, 3600}));
  SinkOptions options = secure();
  options.tls.server_name.clear();
  outbox.write(1);
  start(options);
  EXPECT_TRUE(delivered(1));
}

TEST_F(TlsTransportTest, AFingerprintIsEnoughAndAnotherIsNot) {
  Authority stranger;
  const auto files = stranger.issue({"whatever.example", -3600, 3600});
  server.tls = stranger.server(files);
  server.start();
  SinkOptions options = secure();
  options.tls.fingerprints = {std::string(64, '0'), files.fingerprint};
  outbox.write(1);
  start(options);
  EXPECT_TRUE(delivered(1));
  dispatcher.reset();
  outbox.cursors.clear();
  server.sessions.clear();
  options.tls.fingerprints = {std::string(64, '0')};
  EXPECT_TRUE(refuses(options, "none of the fingerprints"));
}

TEST_F(TlsTransportTest, ShowsItsOwnCertificateWhereTheServerAsks) {
  serve(authority.issue({}), true);
  const auto ours = authority.issue({"sensor1", -3600, 3600});
  SinkOptions options = secure();
  options.tls.certificate_file = ours.certificate;
  options.tls.key_file = ours.key;
  outbox.write(3);
  start(options);
  ASSERT_TRUE(delivered(3));
  ASSERT_TRUE(run_until(io, [&] { return last_session_got("number 3"); }));
}

// TLS 1.3 tells a client only after the handshake that its certificate was missed: alerts written
// meanwhile must not count as delivered for good.
TEST_F(TlsTransportTest, WithoutTheCertificateThatTheServerAsksForNothingIsLost) {
  serve(authority.issue({}), true);
  outbox.write(3);
  start(secure());
  EXPECT_THAT(trouble(), HasSubstr("certificate required"));
  ASSERT_TRUE(run_until(io, [&] { return statistics().failures > 3; }));
  const auto ours = authority.issue({"sensor1", -3600, 3600});
  SinkOptions options = secure();
  options.tls.certificate_file = ours.certificate;
  options.tls.key_file = ours.key;
  dispatcher->replace({options});
  ASSERT_TRUE(run_until(io, [&] { return last_session_got("number 3"); }));
  EXPECT_TRUE(last_session_got("number 1\"") || last_session_got("number 1"))
      << "from the first on";
}

TEST_F(TlsTransportTest, ACertificateThatIsSwappedStopsDeliveryUntilItIsRightAgain) {
  serve(authority.issue({}));
  outbox.write(2);
  start(secure());
  ASSERT_TRUE(delivered(2));
  Authority stranger;
  server.tls = stranger.server(stranger.issue({}));
  server.sessions.back()->close();
  ASSERT_TRUE(run_until(io, [&] { return statistics().failures >= 2; }));
  outbox.write(2);
  dispatcher->notify();
  EXPECT_FALSE(delivered(4, std::chrono::milliseconds(200)));
  server.tls = authority.server(authority.issue({}));
  ASSERT_TRUE(delivered(4));
  ASSERT_TRUE(run_until(io, [&] { return last_session_got("number 4"); }));
}

// The good-bye is close_notify here.
TEST_F(TlsTransportTest, SendsAgainWhatAnOrderlyEndLeftUnread) {
  server.on_data = [this](Session& session) { session.reads = server.sessions.size() > 1; };
  serve(authority.issue({}));
  SinkOptions options = secure();
  options.format = FormatKind::json;
  options.header = HeaderKind::none;
  options.framing = Framing::line;
  outbox.write(50);
  start(options);
  ASSERT_TRUE(delivered(50));
  ASSERT_LT(lines().numbers.size(), 50U);
  server.sessions.back()->end_in_order();
  ASSERT_TRUE(run_until(io, [&] { return lines().complete_to(50); }));
  EXPECT_TRUE(delivered(50));
  EXPECT_THAT(statistics().last_error, HasSubstr("closed the connection"));
}

TEST_F(TlsTransportTest, SaysWhichFileIsMissing) {
  serve(authority.issue({}));
  SinkOptions options = secure();
  options.tls.ca_file = "/nowhere/ca.pem";
  EXPECT_TRUE(refuses(options, "/nowhere/ca.pem"));
}

}  // namespace
}  // namespace cutoffd::alerts::stream_transport_test
