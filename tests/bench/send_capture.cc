// Sends the packets of a pcap file on an interface, once, one after the other as fast as it takes
// them.
//
//   send_capture FILE INTERFACE
//
// For an end of a veth pair in a network namespace: nothing is put into the packets' place. What
// the interface has no room for is sent again. Says how many packets it sent and in which time.
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr std::size_t kBatch = 64;

int socket_on(const char* interface) {
  const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_ifindex = static_cast<int>(if_nametoindex(interface));
  if (fd < 0 || address.sll_ifindex == 0 ||
      bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return -1;
  }
  const int yes = 1;
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes);
  return fd;
}

class Sender {
 public:
  explicit Sender(int fd) : fd_(fd) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      messages_[i].msg_hdr.msg_iov = &pieces_[i];
      messages_[i].msg_hdr.msg_iovlen = 1;
    }
  }
  // False: it cannot be sent.
  bool add(const u_char* bytes, std::size_t size) {
    std::vector<u_char>& copy = packets_[waiting_];
    copy.assign(bytes, bytes + size);
    pieces_[waiting_] = {copy.data(), copy.size()};
    return ++waiting_ < kBatch || flush();
  }
  bool flush() {
    std::size_t sent = 0;
    while (sent < waiting_) {
      const int n = sendmmsg(fd_, &messages_[sent], static_cast<unsigned>(waiting_ - sent), 0);
      if (n > 0) {
        sent += static_cast<std::size_t>(n);
      } else if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR) {
        return false;
      }
    }
    total_ += waiting_;
    waiting_ = 0;
    return true;
  }
  [[nodiscard]] unsigned long total() const { return total_; }

 private:
  int fd_;
  std::array<std::vector<u_char>, kBatch> packets_;
  std::array<iovec, kBatch> pieces_{};
  std::array<mmsghdr, kBatch> messages_{};
  std::size_t waiting_ = 0;
  unsigned long total_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  pcap_t* capture = pcap_open_offline(argv[1], error.data());
  const int fd = socket_on(argv[2]);
  if (capture == nullptr || fd < 0) {
    std::fprintf(stderr, "%s on %s: %s %s\n", argv[1], argv[2], error.data(), std::strerror(errno));
    return 66;
  }
  Sender sender(fd);
  const auto begin = std::chrono::steady_clock::now();
  pcap_pkthdr* header = nullptr;
  const u_char* bytes = nullptr;
  bool sent = true;
  while (sent && pcap_next_ex(capture, &header, &bytes) == 1)
    sent = sender.add(bytes, header->caplen);
  sent = sent && sender.flush();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%lu packets, %.3f s\n", sender.total(), took.count());
  if (!sent) std::fprintf(stderr, "%s: %s\n", argv[2], std::strerror(errno));
  pcap_close(capture);
  close(fd);
  return sent ? 0 : 74;
}
