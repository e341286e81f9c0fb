#include "daemon/control_socket.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/control_address.h"
#include "daemon/control_client.h"
#include "tests/unit/rules/state_directory.h"

namespace cutoffd::control_socket_test {
namespace {

using namespace std::chrono_literals;

// A client that does as it likes.
class Peer {
 public:
  explicit Peer(const std::filesystem::path& path)
      : descriptor_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const ControlAddress place(path);
    const sockaddr_un address = place.get();
    connected_ =
        connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Peer() { close(descriptor_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  void say(std::string_view text) const {
    (void)send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
  }
  void say_no_more() const { shutdown(descriptor_, SHUT_WR); }
  // Until the other side ends the connection.
  [[nodiscard]] std::string hear() const {
    std::string out;
    char some[4096];
    for (ssize_t n = 0; (n = recv(descriptor_, some, sizeof some, 0)) > 0;) {
      out.append(some, static_cast<std::size_t>(n));
    }
    return out;
  }

 private:
  int descriptor_;
  bool connected_ = false;
};

class ControlSocketTest : public testing::Test {
 protected:
  // The loop runs in a thread of its own while `client` does what it does.
  template <typename Client>
  void during(ControlSocket::Limits limits, Client client) {
    ControlSocket served(io_, path_, limits);
    served.answer("echo", [](const JsonValue& request) {
      return R"({"heard":")" + *request["word"].text() + "\"}";
    });
    served.answer("long", [](const JsonValue&) {
      return R"({"much":")" + std::string(4'000'000, 'x') + "\"}";
    });
    served.answer("broken",
                  [](const JsonValue&) -> std::string { throw std::runtime_error("it broke"); });
    served.answer_later("late", [this](const JsonValue&, ControlSocket::Reply reply) {
      late_ = std::move(reply);
      boost::asio::post(io_, [this] { late_(R"({"late":true})"); });
    });
    served.answer_later("never", [](const JsonValue&, const ControlSocket::Reply&) {});
    auto work = boost::asio::make_work_guard(io_);
    std::thread loop([this] { io_.run(); });
    client();
    boost::asio::post(io_, [&] {
      served.stop();
      work.reset();
    });
    loop.join();
  }

  rules::stage::StateDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "control.sock";
  boost::asio::io_context io_;
  ControlSocket::Reply late_;
};

TEST_F(ControlSocketTest, AnswersARequestAndEndsTheConnection) {
  during({}, [&] {
    const auto answer = ask_daemon(path_, R"({"request":"echo","word":"hallo"})");
    ASSERT_TRUE(answer) << answer.error().sentence;
    EXPECT_EQ(answer->text, R"({"heard":"hallo"})");
    EXPECT_EQ(*answer->value["heard"].text(), "hallo");
  });
}

TEST_F(ControlSocketTest, AnswersLaterToo) {
  during({}, [&] {
    const auto answer = ask_daemon(path_, R"({"request":"late"})");
    ASSERT_TRUE(answer) << answer.error().sentence;
    EXPECT_EQ(answer->value["late"].flag(), true);
  });
}

TEST_F(ControlSocketTest, CarriesALongAnswerWhole) {
  during({}, [&] {
    const auto answer = ask_daemon(path_, R"({"request":"long"})");
    ASSERT_TRUE(answer) << answer.error().sentence;
    EXPECT_EQ(answer->value["much"].text()->size(), 4'000'000U);
  });
}

TEST_F(ControlSocketTest, SaysWhatIsWrongWithARequest) {
  during({}, [&] {
    for (const auto& [request, words] : std::vector<std::pair<std::string, std::string>>{
             {"hallo", "not a request"},
             {"{}", "not a request"},
             {"[]", "not a request"},
             {R"({"request":1})", "not a request"},
             {R"({"request":"dance"})", "no such request: 'dance'"},
             {R"({"request":"broken"})", "it broke"},
             {std::string(100'000, 'x'), "longer than 65536 octets"}}) {
      const auto answer = ask_daemon(path_, request);
      ASSERT_FALSE(answer) << request;
      EXPECT_NE(answer.error().sentence.find(words), std::string::npos) << answer.error().sentence;
    }
  });
}

TEST_F(ControlSocketTest, TakesTheEndOfWhatIsSaidAsTheEndOfTheLine) {
  during({}, [&] {
    const Peer peer(path_);
    peer.say(R"({"request":"echo","word":"w"})");
    peer.say_no_more();
    EXPECT_EQ(peer.hear(), "{\"heard\":\"w\"}\n");
  });
}

TEST_F(ControlSocketTest, AnswersOneRequestAConnection) {
  during({}, [&] {
    const Peer peer(path_);
    peer.say("{\"request\":\"echo\",\"word\":\"1\"}\n{\"request\":\"echo\",\"word\":\"2\"}\n");
    EXPECT_EQ(peer.hear(), "{\"heard\":\"1\"}\n");
  });
}

TEST_F(ControlSocketTest, EndsAConnectionThatAsksNothingInTime) {
  ControlSocket::Limits limits;
  limits.request = 50ms;
  during(limits, [&] {
    const Peer slow(path_);
    slow.say("{\"requ");
    EXPECT_EQ(slow.hear(), "");
  });
}

TEST_F(ControlSocketTest, EndsAConnectionWhoseAnswerIsNotTakenInTime) {
  ControlSocket::Limits limits;
  limits.answer = 50ms;
  during(limits, [&] {
    const Peer deaf(path_);
    deaf.say("{\"request\":\"long\"}\n");
    std::this_thread::sleep_for(300ms);
    EXPECT_LT(deaf.hear().size(), 4'000'000U);
    const Peer waiting(path_);
    waiting.say("{\"request\":\"never\"}\n");
    EXPECT_EQ(waiting.hear(), "");
  });
}

TEST_F(ControlSocketTest, AnswersThoughManyOpenConnectionsForNothing) {
  during({}, [&] {
    std::vector<std::unique_ptr<Peer>> idle;
    for (int i = 0; i < 64; ++i) idle.push_back(std::make_unique<Peer>(path_));
    const auto answer = ask_daemon(path_, R"({"request":"echo","word":"w"})", 5s);
    ASSERT_TRUE(answer) << answer.error().sentence;
  });
}

TEST_F(ControlSocketTest, SurvivesThoseThatGoBeforeTheirAnswer) {
  during({}, [&] {
    for (int i = 0; i < 50; ++i) Peer(path_).say("{\"request\":\"long\"}\n");
    for (int i = 0; i < 50; ++i) Peer(path_).say("{\"request\":\"late\"}\n");
    EXPECT_TRUE(ask_daemon(path_, R"({"request":"echo","word":"w"})"));
  });
}

TEST_F(ControlSocketTest, IsForOwnerAndGroupAndGoesAtTheEnd) {
  const mode_t before = umask(0);
  during({}, [&] {
    struct stat found {};
    ASSERT_EQ(lstat(path_.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777U, 0660U);
  });
  umask(before);
  EXPECT_FALSE(std::filesystem::exists(path_));
  const auto answer = ask_daemon(path_, R"({"request":"echo"})");
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().sentence.find("no cutoffd answers here"), std::string::npos);
  EXPECT_EQ(answer.error().code, ExitCode::unavailable);
}

TEST_F(ControlSocketTest, ReplacesASocketThatAKilledDaemonLeft) {
  {
    const ControlAddress place(path_);
    const sockaddr_un address = place.get();
    const int left = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    close(left);
  }
  during({}, [&] { EXPECT_TRUE(ask_daemon(path_, R"({"request":"echo","word":"w"})")); });
}

TEST_F(ControlSocketTest, RefusesWhereAnotherAnswers) {
  during({}, [&] {
    boost::asio::io_context other;
    EXPECT_THROW(ControlSocket(other, path_), ListenError);
    EXPECT_TRUE(ask_daemon(path_, R"({"request":"echo","word":"w"})"));
  });
}

TEST_F(ControlSocketTest, LeavesAFileThatIsNoSocketAlone) {
  std::ofstream(path_) << "mine";
  EXPECT_THROW(ControlSocket(io_, path_), ListenError);
  EXPECT_EQ(std::filesystem::file_size(path_), 4U);
}

TEST_F(ControlSocketTest, SaysWhyItCannotBeMade) {
  try {
    ControlSocket(io_, directory_.path() / "absent" / "control.sock");
    FAIL();
  } catch (const ListenError& error) {
    EXPECT_NE(std::string(error.what()).find("No such file or directory"), std::string::npos);
  }
}

TEST_F(ControlSocketTest, MayLieDeeperThanAnAddressIsLong) {
  const auto deep = directory_.path() / std::string(100, 'a') / std::string(100, 'b');
  std::filesystem::create_directories(deep);
  path_ = deep / "control.sock";
  during({}, [&] { EXPECT_TRUE(ask_daemon(path_, R"({"request":"echo","word":"w"})")); });
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace cutoffd::control_socket_test
