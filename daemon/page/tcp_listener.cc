#include "daemon/page/tcp_listener.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/unix_listener.h"

namespace cutoffd::page {

int listen_at(const config::ListenAddress& listen) {
  sockaddr_in6 six{};
  sockaddr_in four{};
  const Bytes octets = listen.ip.octets();
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(number(listen.port));
  four.sin_family = AF_INET;
  four.sin_port = htons(number(listen.port));
  std::memcpy(
      listen.ip.is_v6() ? static_cast<void*>(&six.sin6_addr) : static_cast<void*>(&four.sin_addr),
      octets.data(), octets.size());
  const auto* address = listen.ip.is_v6() ? reinterpret_cast<const sockaddr*>(&six)
                                          : reinterpret_cast<const sockaddr*>(&four);
  const socklen_t length = listen.ip.is_v6() ? sizeof six : sizeof four;
  const int descriptor =
      socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
  const int yes = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(descriptor, address, length) != 0 || ::listen(descriptor, SOMAXCONN) != 0) {
    const std::string why = std::strerror(errno);
    close(descriptor);
    throw ListenError("page.listen: " + listen.text() + ": " + why +
                      ": give the page another address, or end who listens there");
  }
  return descriptor;
}

}  // namespace cutoffd::page
