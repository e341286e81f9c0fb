#include "daemon/page/http_server.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/control_address.h"
#include "daemon/unix_listener.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::page::http_server_test {
namespace {

using namespace std::chrono_literals;

// A visitor that does as it likes.
class Peer {
 public:
  explicit Peer(const std::filesystem::path& path)
      : descriptor_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const ControlAddress place(path);
    const sockaddr_un address = place.get();
    (void)connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const timeval patience{5, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Peer() { close(descriptor_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // False once the other side is gone.
  bool say(std::string_view text) const {
    return send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
  }
  // Until so many answers are there, or the other side ends the connection.
  [[nodiscard]] std::string hear(std::size_t answers = 1'000'000) const {
    std::string out;
    char some[4096];
    while (count(out) < answers) {
      const ssize_t n = recv(descriptor_, some, sizeof some, 0);
      if (n <= 0) break;
      out.append(some, static_cast<std::size_t>(n));
    }
    return out;
  }
  [[nodiscard]] std::string ask(std::string_view text) const {
    say(text);
    return hear();
  }
  // Bodies end so in these tests.
  static std::size_t count(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '#'));
  }

 private:
  int descriptor_;
};

std::string get(std::string_view path, std::string_view more = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) +
         "\r\n";
}

constexpr std::string_view kClose = "Connection: close\r\n";

class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() {
    limits_.connections = 4;
    limits_.request = 300ms;
    limits_.idle = 400ms;
    limits_.answer = 2s;
  }

  // The loop runs in a thread of its own while `client` does what it does.
  template <typename Client>
  void during(Client client) {
    config::ListenAddress listen;
    listen.path = path_;
    HttpServer server(
        io_, listen, [](std::string_view host) { return host == "localhost"; },
        [](const HttpRequest& request) -> HttpAnswer {
          if (request.path == "/broken") throw std::runtime_error("it broke");
          if (request.path == "/long") return plain(200, std::string(4'000'000, 'x') + '#');
          return plain(200, "seen " + request.path + '#');
        },
        limits_);
    io_.restart();
    std::thread loop([this] {
      const auto guard = boost::asio::make_work_guard(io_);
      io_.run();
    });
    client();
    io_.stop();
    loop.join();
    figures_ = server.figures();
  }

  rules::stage::StateDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "page.sock";
  boost::asio::io_context io_;
  HttpServer::Limits limits_;
  HttpServer::Figures figures_;
};

bool begins(const std::string& text, std::string_view with) { return text.starts_with(with); }

TEST_F(HttpServerTest, AnswersWithWhatKeepsABrowserFromElsewhere) {
  during([this] {
    const std::string answer = Peer(path_).ask(get("/a", kClose));
    EXPECT_TRUE(begins(answer, "HTTP/1.1 200 OK\r\n")) << answer;
    for (const char* header :
         {"Content-Security-Policy: default-src 'none';", "X-Content-Type-Options: nosniff",
          "Cache-Control: no-store", "Content-Length: 9\r\n", "Referrer-Policy: no-referrer"})
      EXPECT_NE(answer.find(header), std::string::npos) << header;
    EXPECT_TRUE(answer.ends_with("\r\n\r\nseen /a#\n"));
  });
}

TEST_F(HttpServerTest, SaysNoBodyToHead) {
  during([this] {
    const std::string answer =
        Peer(path_).ask("HEAD /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_NE(answer.find("Content-Length: 9\r\n"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
  });
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInTheirOrder) {
  during([this] {
    const Peer peer(path_);
    std::string all;
    for (int i = 0; i < 40; ++i) all += get("/" + std::to_string(i), i == 39 ? kClose : "");
    const std::string answers = peer.ask(all);
    std::size_t at = 0;
    for (int i = 0; i < 40; ++i) {
      at = answers.find("seen /" + std::to_string(i) + "#", at);
      ASSERT_NE(at, std::string::npos) << i;
    }
  });
  EXPECT_EQ(figures_.answered, 40U);
}

TEST_F(HttpServerTest, AnswersARequestInPiecesOfAnyCut) {
  during([this] {
    const std::string whole = get("/a", kClose);
    for (std::size_t cut = 1; cut < whole.size(); cut += 3) {
      const Peer peer(path_);
      peer.say(whole.substr(0, cut));
      std::this_thread::sleep_for(1ms);
      peer.say(whole.substr(cut));
      EXPECT_TRUE(begins(peer.hear(), "HTTP/1.1 200")) << cut;
    }
  });
}

TEST_F(HttpServerTest, RefusesWhatIsNoLookingOrNoRequest) {
  const std::string host = "Host: localhost\r\n";
  const std::vector<std::pair<std::string, std::string>> all{
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc", "413"},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n", "405"},
      {"GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "413"},
      {"GET / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999\r\n\r\n", "413"},
      {"DELETE / HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"TRACE / HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"BREW / HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"GET http://localhost/ HTTP/1.1\r\n" + host + "\r\n", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n" + host + host + "\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: evil.example\r\n" + std::string(kClose) + "\r\n", "421"},
      {"GET / HTTP/3.7\r\n" + host + "\r\n", "400"},
      {"GET /\r\n\r\n", "400"},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello of TLS\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost localhost\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n" + host + "X: a\x01z\r\n\r\n", "400"},
      {"GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", "431"},
      {"GET / HTTP/1.1\r\n" + host + "X: " + std::string(9'000, 'a') + "\r\n\r\n", "431"},
      {std::string(20'000, 'a'), "431"},
      {get("/broken", kClose), "500"},
  };
  during([&] {
    for (const auto& [request, status] : all) {
      const std::string answer = Peer(path_).ask(request);
      EXPECT_TRUE(begins(answer, "HTTP/1.1 " + status)) << request.substr(0, 60) << "\n"
                                                        << answer.substr(0, 60);
    }
    EXPECT_TRUE(begins(Peer(path_).ask(get("/a", kClose)), "HTTP/1.1 200"));
  });
}

// Each octet of a request exchanged for each other one: an answer, or an end, and the next visitor
// is served.
TEST_F(HttpServerTest, OutlivesAnyOctetAnywhere) {
  limits_.request = 30ms;
  during([this] {
    const std::string whole = get("/a", kClose);
    for (std::size_t at = 0; at < whole.size(); at += 5) {
      for (int octet = 0; octet < 256; octet += 15) {
        std::string odd = whole;
        odd[at] = static_cast<char>(octet);
        (void)Peer(path_).ask(odd);
      }
    }
    EXPECT_TRUE(begins(Peer(path_).ask(whole), "HTTP/1.1 200"));
  });
}

TEST_F(HttpServerTest, EndsAVisitorThatSaysAnOctetNowAndThen) {
  during([this] {
    const Peer slow(path_);
    const auto begin = std::chrono::steady_clock::now();
    const std::string whole = get("/a", "X: " + std::string(2'000, 'a') + "\r\n");
    std::size_t said = 0;
    while (said < whole.size() && slow.say(whole.substr(said, 1))) {
      ++said;
      std::this_thread::sleep_for(5ms);
      if (said % 10 == 0) {
        EXPECT_TRUE(begins(Peer(path_).ask(get("/b", kClose)), "HTTP/1.1 200"));
      }
    }
    EXPECT_LT(said, whole.size());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  });
  EXPECT_GE(figures_.refused, 1U);
}

TEST_F(HttpServerTest, MakesRoomForNewVisitors) {
  during([this] {
    std::vector<std::unique_ptr<Peer>> idle;
    for (int i = 0; i < 200; ++i) {
      idle.push_back(std::make_unique<Peer>(path_));
      if (i % 2 == 0) idle.back()->say("GET / HT");
    }
    EXPECT_TRUE(begins(Peer(path_).ask(get("/a", kClose)), "HTTP/1.1 200"));
  });
  EXPECT_LE(figures_.open, limits_.connections);
}

TEST_F(HttpServerTest, KeepsAConnectionForAWhile) {
  during([this] {
    const Peer peer(path_);
    peer.say(get("/a"));
    EXPECT_NE(peer.hear(1).find("seen /a#"), std::string::npos);
    peer.say(get("/b"));
    EXPECT_NE(peer.hear(1).find("seen /b#"), std::string::npos);
    EXPECT_LE(peer.hear().size(), 1U) << "and then ends it; the last line's end may still come";
  });
}

TEST_F(HttpServerTest, DoesNotWaitForWhoTakesNothing) {
  limits_.answer = 300ms;
  during([this] {
    const Peer greedy(path_);
    greedy.say(get("/long"));
    EXPECT_TRUE(begins(Peer(path_).ask(get("/a", kClose)), "HTTP/1.1 200"));
    std::this_thread::sleep_for(600ms);
    EXPECT_LT(greedy.hear().size(), 4'000'000U) << "it was ended meanwhile";
  });
}

TEST_F(HttpServerTest, RefusesAPlaceThatIsTaken) {
  during([this] {
    config::ListenAddress listen;
    listen.path = path_;
    boost::asio::io_context other;
    EXPECT_THROW(HttpServer(other, listen, {}, {}), ListenError);
  });
  EXPECT_FALSE(std::filesystem::exists(path_)) << "gone at the end";
}

}  // namespace
}  // namespace cutoffd::page::http_server_test
