#include "capture/source/classic_filter.h"

#include <sys/socket.h>

namespace cutoffd::source {
namespace {

// Where the filter finds things in an Ethernet frame.
constexpr std::uint32_t kTypeAt = 12;
constexpr std::uint32_t kIpAt = 14;
constexpr std::uint32_t kFragmentAt = kIpAt + 6;
constexpr std::uint32_t kProtocolAt = kIpAt + 9;
constexpr std::uint32_t kNextHeaderAt = kIpAt + 6;
constexpr std::uint32_t kIcmpv6At = kIpAt + 40;

constexpr std::uint32_t kTypeOfIpv4 = 0x0800;
constexpr std::uint32_t kTypeOfIpv6 = 0x86dd;
constexpr std::uint32_t kLeastType = 0x0600;  // below it is a length (IEEE 802.3)
constexpr std::uint32_t kIcmp = 1;
constexpr std::uint32_t kIcmpv6 = 58;

class ClassicAssembly : public FilterAssembly {
 public:
  enum Place : std::uint8_t { next, keep, drop, ipv4, ipv6, icmp, icmpv6 };

  void load_behind_ip_header(std::uint32_t offset) {
    add(BPF_LDX | BPF_B | BPF_MSH, kIpAt);
    load_behind(BPF_B, kIpAt + offset);
  }
};

}  // namespace

std::vector<FilterStep> classic_filter() {
  using Place = ClassicAssembly::Place;
  ClassicAssembly program;
  program.load(BPF_H, kTypeAt);
  program.if_equal(kTypeOfIpv4, Place::ipv4);
  program.if_equal(kTypeOfIpv6, Place::ipv6);
  program.jump(BPF_JGE, kLeastType, Place::next, Place::keep);
  // ARP; 802.1Q, 802.1ad and what came before it; MPLS, PPPoE, PPP; bridged and backbone frames;
  // MACsec; LLC in jumbo frames; TrustSec's, VN and service headers.
  program.if_any_of({0x0806, 0x8100, 0x88a8, 0x9100, 0x9200, 0x8847, 0x8848, 0x8864, 0x880b, 0x6558,
                     0x88e7, 0x88e5, 0x8870, 0x8909, 0x8926, 0x894f},
                    Place::keep);
  program.answer(0);

  program.here(Place::ipv4);
  program.load(BPF_B, kIpAt);
  program.mask(0xf0);
  program.if_equal(0x40, Place::next, Place::keep);
  program.load(BPF_H, kFragmentAt);
  program.mask(0x3fff);
  program.if_equal(0, Place::next, Place::keep);
  program.load(BPF_B, kProtocolAt);
  program.if_equal(kIcmp, Place::icmp);
  // TCP, UDP; IP in IP, GRE, ESP, AH, Ethernet in IP, L2TP, MPLS in IP, Ethernet.
  program.if_any_of({6, 17, 4, 41, 47, 50, 51, 97, 115, 137, 143}, Place::keep);
  program.answer(0);

  program.here(Place::ipv6);
  program.load(BPF_B, kIpAt);
  program.mask(0xf0);
  program.if_equal(0x60, Place::next, Place::keep);
  program.load(BPF_B, kNextHeaderAt);
  program.if_equal(kIcmpv6, Place::icmpv6);
  // The same; and the headers behind which others follow: hop-by-hop, routing, fragment,
  // destination, mobility, HIP, Shim6.
  program.if_any_of({6, 17, 0, 4, 41, 43, 44, 47, 50, 51, 60, 97, 115, 135, 137, 139, 140, 143},
                    Place::keep);
  program.answer(0);

  program.here(Place::icmp);
  program.load_behind_ip_header(0);
  program.if_any_of({0, 8}, Place::drop);  // RFC 792: echo reply, echo
  program.answer(~std::uint32_t{0});
  program.here(Place::icmpv6);
  program.load(BPF_B, kIcmpv6At);
  program.if_any_of({128, 129}, Place::drop);  // RFC 4443: echo request, echo reply
  program.here(Place::keep);
  program.answer(~std::uint32_t{0});
  program.here(Place::drop);
  program.answer(0);
  return program.assembled();
}

bool attach_classic_filter(int socket) {
  static_assert(sizeof(FilterStep) == sizeof(sock_filter));
  std::vector<FilterStep> steps = classic_filter();
  const sock_fprog program{static_cast<unsigned short>(steps.size()),
                           reinterpret_cast<sock_filter*>(steps.data())};
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

}  // namespace cutoffd::source
