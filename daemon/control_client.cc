#include "daemon/control_client.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "daemon/control_address.h"

namespace cutoffd {
namespace {

using Clock = std::chrono::steady_clock;

// Far more than any status; a program that is no cutoffd shall not fill the memory.
constexpr std::size_t kLongestAnswer = std::size_t{64} << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

AskError not_there(const std::filesystem::path& path, int error) {
  const std::string where = path.string() + ": ";
  if (error == EACCES || error == EPERM) {
    return {where + "you may not ask this daemon: be root or in the socket's group",
            ExitCode::no_permission};
  }
  if (error == ENOENT || error == ECONNREFUSED || error == ENOTDIR) {
    return {where +
                "no cutoffd answers here: start one by 'cutoffd run', or name the running one's "
                "configuration by -c or its state directory by --state",
            ExitCode::unavailable};
  }
  return {where + "the daemon cannot be asked: " + std::strerror(error), ExitCode::unavailable};
}

AskError silent(const std::filesystem::path& path) {
  return {path.string() + ": the daemon did not answer in time: it may hang, see its log",
          ExitCode::unavailable};
}

// False where the time is over.
bool wait_for(int descriptor, short event, Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  if (left <= 0) return false;
  std::array<pollfd, 1> one{{{descriptor, event, 0}}};
  const int ready = poll(one.data(), one.size(), static_cast<int>(left));
  return ready > 0 || (ready < 0 && errno == EINTR);
}

std::optional<AskError> send_all(int descriptor, std::string_view octets,
                                 const std::filesystem::path& path, Clock::time_point end) {
  while (!octets.empty()) {
    const ssize_t n = send(descriptor, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
      octets.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      break;  // it may have said why
    } else if (errno != EAGAIN && errno != EINTR) {
      return not_there(path, errno);
    } else if (!wait_for(descriptor, POLLOUT, end)) {
      return silent(path);
    }
  }
  return std::nullopt;
}

Result<std::string, AskError> receive_all(int descriptor, const std::filesystem::path& path,
                                          Clock::time_point end) {
  std::string out;
  std::array<char, 16'384> some;
  while (out.size() < kLongestAnswer) {
    const ssize_t n = recv(descriptor, some.data(), some.size(), MSG_DONTWAIT);
    if (n == 0) break;
    if (n > 0) {
      out.append(some.data(), static_cast<std::size_t>(n));
    } else if (errno != EAGAIN && errno != EINTR) {
      break;  // whether it was whole is seen from what came
    } else if (!wait_for(descriptor, POLLIN, end)) {
      return Failure{silent(path)};
    }
  }
  return out;
}

}  // namespace

Result<Answer, AskError> ask_daemon(const std::filesystem::path& path, const std::string& request,
                                    std::chrono::milliseconds limit) {
  const Clock::time_point end = Clock::now() + limit;
  const ControlAddress place(path);
  if (place.path().empty()) return Failure{not_there(path, ENOENT)};
  const sockaddr_un address = place.get();
  const Descriptor connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return Failure{not_there(path, errno)};
  }
  if (auto error = send_all(connection.get(), request + '\n', path, end)) return Failure{*error};
  auto received = receive_all(connection.get(), path, end);
  if (!received) return Failure{received.error()};

  std::string& text = *received;
  if (text.ends_with('\n')) text.pop_back();
  auto value = read_json(text);
  if (!value || value->object() == nullptr) {
    return Failure{AskError{path.string() + ": the daemon ended the connection without an answer: "
                                            "it is ending or busy, ask again"}};
  }
  if (const std::string* error = (*value)["error"].text()) {
    const auto code = (*value)["code"].whole();
    return Failure{AskError{*error, code ? static_cast<ExitCode>(*code) : ExitCode::usage}};
  }
  return Answer{std::move(text), std::move(*value)};
}

}  // namespace cutoffd
