// What a visitor sends to the page, in one piece and octet by octet: the same requests reach the
// page, and the same answers come back (but see alike()).
//
// Only GET and HEAD under a name that is the page's own reach it, with a path that begins with '/'.
// What comes back is whole answers of HTTP/1.1, one a request, and none after one that ends the
// connection.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/control_address.h"
#include "daemon/page/accepts.h"
#include "daemon/page/allowed_hosts.h"
#include "daemon/page/http_server.h"
#include "tests/unit/rules/state_directory.h"

namespace {

using namespace cutoffd;

struct Told {
  std::vector<std::string> requests;
  std::string answers;
  bool ended = false;
};

class Page {
 public:
  Page()
      : server_(
            io_, at(path_), [this](std::string_view host) { return hosts_.allows(host); },
            [this](const page::HttpRequest& request) { return answer(request); }) {}

  Told ask(std::string_view octets, std::size_t piece) {
    told_ = {};
    const int visitor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const ControlAddress place(path_);
    const sockaddr_un address = place.get();
    if (connect(visitor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      std::abort();
    turn();
    for (std::size_t at = 0; at < octets.size() && !told_.ended; at += piece) {
      const auto some = octets.substr(at, piece);
      (void)send(visitor, some.data(), some.size(), MSG_NOSIGNAL);
      turn();
      hear(visitor);
    }
    close(visitor);
    turn();
    return told_;
  }

 private:
  static config::ListenAddress at(const std::filesystem::path& path) {
    config::ListenAddress listen;
    listen.path = path;
    return listen;
  }
  void turn() {
    io_.restart();
    while (io_.poll() > 0) {
    }
  }
  void hear(int visitor) {
    char some[4096];
    ssize_t n = 0;
    while ((n = recv(visitor, some, sizeof some, 0)) > 0) {
      told_.answers.append(some, static_cast<std::size_t>(n));
    }
    told_.ended = n == 0;
  }
  page::HttpAnswer answer(const page::HttpRequest& request) {
    if (!request.path.starts_with('/')) std::abort();
    std::string line = request.path + '\n' + request.accept + '\n' + request.authorization;
    for (const auto& [key, value] : request.query) line += '\n' + key + '=' + value;
    told_.requests.push_back(std::move(line));
    const double weight = page::weight_of(request.accept, "text/html");
    if (!(weight >= 0 && weight <= 1)) std::abort();
    return page::plain(200, "seen");
  }

  rules::stage::StateDirectory folder_;
  std::filesystem::path path_ = folder_.path() / "page.sock";
  page::AllowedHosts hosts_{config::PageOptions{
      config::ListenAddress::parse("127.0.0.1:8080"), {"sensor.example"}, {}, {}}};
  boost::asio::io_context io_;
  Told told_;
  page::HttpServer server_;
};

// The answers without their dates; each is whole, and no octet is left over.
std::vector<std::string> taken_apart(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos || !text.starts_with("HTTP/1.1 ")) std::abort();
    const std::string_view head = text.substr(0, end + 4);
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    const std::size_t length = head.find(kLength);
    if (length == std::string_view::npos) std::abort();
    const auto size = std::strtoul(head.substr(length + kLength.size()).data(), nullptr, 10);
    text.remove_prefix(head.size());
    // HEAD has no body: then the next answer, or nothing, follows at once.
    const bool body = text.size() >= size && !text.starts_with("HTTP/1.1 ");
    all.emplace_back(head.substr(0, std::string_view("HTTP/1.1 200").size()));
    if (body) text.remove_prefix(size);
  }
  return all;
}

// A head that can only be wrong is refused at once where it comes in one piece, and once its end
// has come (or the time for it has passed) where it comes slowly: one refusal more or less at the
// end.
bool alike(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  const auto& shorter = one.size() < other.size() ? one : other;
  const auto& longer = one.size() < other.size() ? other : one;
  if (!std::equal(shorter.begin(), shorter.end(), longer.begin())) return false;
  return longer.size() == shorter.size() ||
         (longer.size() == shorter.size() + 1 && longer.back().starts_with("HTTP/1.1 4"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Page page;
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const Told whole = page.ask(octets, std::max<std::size_t>(octets.size(), 1));
  const Told slow = page.ask(octets, 1);
  const auto answers = taken_apart(whole.answers);
  if (whole.requests != slow.requests || !alike(answers, taken_apart(slow.answers))) std::abort();
  if (whole.requests.size() > answers.size()) std::abort();
  return 0;
}
