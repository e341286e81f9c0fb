#include "capture/source/classic_filter.h"

#include <cstddef>
#include <initializer_list>
#include <utility>

#include <linux/filter.h>
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

// Both ends of each jump are less than 256 steps apart: the whole program is shorter.
class Assembly {
 public:
  enum Place : std::uint8_t { next, keep, drop, ipv4, ipv6, icmp, icmpv6, places };

  void here(Place place) { at_[place] = steps_.size(); }
  void load(unsigned size, std::uint32_t offset) { add(BPF_LD | size | BPF_ABS, offset); }
  void load_behind_ip_header(std::uint32_t offset) {
    add(BPF_LDX | BPF_B | BPF_MSH, kIpAt);
    add(BPF_LD | BPF_B | BPF_IND, kIpAt + offset);
  }
  void mask(std::uint32_t bits) { add(BPF_ALU | BPF_AND | BPF_K, bits); }
  void if_equal(std::uint32_t value, Place so, Place not_so = next) {
    jump(BPF_JEQ, value, so, not_so);
  }
  void if_any_of(std::initializer_list<std::uint32_t> values, Place so) {
    for (const std::uint32_t value : values) if_equal(value, so);
  }
  void jump(unsigned condition, std::uint32_t value, Place so, Place not_so) {
    jumps_.push_back({steps_.size(), so, not_so});
    add(BPF_JMP | condition | BPF_K, value);
  }
  void answer(std::uint32_t octets) { add(BPF_RET | BPF_K, octets); }

  std::vector<FilterStep> assembled() {
    for (const Jump& one : jumps_) {
      const auto to = [&](Place place) {
        return place == next ? std::uint8_t{0}
                             : static_cast<std::uint8_t>(at_[place] - one.step - 1);
      };
      steps_[one.step].if_so = to(one.so);
      steps_[one.step].if_not = to(one.not_so);
    }
    return std::move(steps_);
  }

 private:
  struct Jump {
    std::size_t step;
    Place so, not_so;
  };
  void add(unsigned code, std::uint32_t value) {
    steps_.push_back({static_cast<std::uint16_t>(code), 0, 0, value});
  }

  std::vector<FilterStep> steps_;
  std::vector<Jump> jumps_;
  std::size_t at_[places] = {};
};

}  // namespace

std::vector<FilterStep> classic_filter() {
  using Place = Assembly::Place;
  Assembly program;
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
