#include "capture/source/spread.h"

#include <utility>

namespace cutoffd::source {
namespace {

constexpr std::uint32_t kTagLength = 4;     // IEEE 802.1Q
constexpr std::uint32_t kBeforeQuoted = 8;  // octets of an ICMP error (RFC 792, RFC 4443)

// The program's memory.
enum SpreadCell : std::uint32_t { kNetwork, kTransport, kSource, kDestination, kScratch };

class SpreadAssembly : public FilterAssembly {
 public:
  enum Places : std::uint8_t {
    next,
    second_tag,
    tag,
    type,
    ipv4,
    whole,
    after_ipv4,
    ipv6,
    behind,
    after_ipv6,
    icmp,
    quoted4,
    quoted_whole,
    icmpv6,
    quoted6,
    quoted_behind,
    transport,
    tcp,
    udp,
    to_client,
    pair,
    spread,
    first_worker,
  };

  void keep_index(SpreadCell cell) { add(BPF_STX, cell); }
  void index_from(SpreadCell cell) { add(BPF_LDX | BPF_MEM, cell); }
  void keep(SpreadCell cell) { add(BPF_ST, cell); }
  void from(SpreadCell cell) { add(BPF_LD | BPF_MEM, cell); }
  void index(std::uint32_t value) { add(BPF_LDX | BPF_IMM, value); }
  void plus_index() { add(BPF_ALU | BPF_ADD | BPF_X); }
  void plus(std::uint32_t value) { add(BPF_ALU | BPF_ADD | BPF_K, value); }
  // X moves on by so many octets.
  void pass(std::uint32_t octets) {
    add(BPF_MISC | BPF_TXA);
    plus(octets);
    add(BPF_MISC | BPF_TAX);
  }
  void times(std::uint32_t value) { add(BPF_ALU | BPF_MUL | BPF_K, value); }
  // What A holds and the cell, into the cell: the same whichever comes first.
  void join(SpreadCell cell) {
    index_from(cell);
    add(BPF_ALU | BPF_XOR | BPF_X);
    keep(cell);
  }
  // The upper half of A takes part in the lower one, which the remainder is of.
  void fold() {
    keep(kScratch);
    add(BPF_ALU | BPF_RSH | BPF_K, 16);
    join(kScratch);
  }
};
using Spot = SpreadAssembly::Places;

// From X, where the header begins; with A the protocol to `to`, a fragment to the pair's.
void read_ipv4(SpreadAssembly& program, Spot whole, Spot to) {
  program.keep_index(kNetwork);
  program.load_behind(BPF_W, 12);
  program.keep(kSource);
  program.load_behind(BPF_W, 16);
  program.keep(kDestination);
  program.load_behind(BPF_B, 0);
  program.mask(0x0f);
  program.times(4);
  program.plus_index();
  program.keep(kTransport);
  program.load_behind(BPF_H, 6);
  program.mask(0x3fff);
  program.if_equal(0, whole);
  program.go(Spot::pair);
  program.here(whole);
  program.load_behind(BPF_B, 9);
  program.go(to);
}

// Likewise; one header between is passed over: hop-by-hop, routing, destination (RFC 8200 section
// 4).
void read_ipv6(SpreadAssembly& program, Spot behind, Spot to) {
  program.keep_index(kNetwork);
  for (const auto& [cell, begin] : {std::pair{kSource, 8U}, std::pair{kDestination, 24U}}) {
    program.load_behind(BPF_W, begin);
    program.keep(cell);
    for (std::uint32_t at = begin + 4; at < begin + 16; at += 4) {
      program.index_from(kNetwork);
      program.load_behind(BPF_W, at);
      program.join(cell);
    }
    program.index_from(kNetwork);
  }
  program.from(kNetwork);
  program.plus(40);
  program.keep(kTransport);
  program.index_from(kNetwork);
  program.load_behind(BPF_B, 6);
  program.if_any_of({0, 43, 60}, behind);
  program.go(to);
  program.here(behind);
  program.load_behind(BPF_B, 41);
  program.plus(1);
  program.times(8);
  program.index_from(kTransport);
  program.plus_index();
  program.keep(kTransport);
  program.index_from(kNetwork);
  program.load_behind(BPF_B, 40);
  program.go(to);
}

// X where the network layer begins, A its EtherType.
void find_network(SpreadAssembly& program, SpreadOver over) {
  if (over == SpreadOver::network) {
    program.index(static_cast<std::uint32_t>(SKF_NET_OFF));
    program.load(BPF_H, static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PROTOCOL));
    return;
  }
  const std::uint32_t frame =
      over == SpreadOver::ethernet ? static_cast<std::uint32_t>(SKF_LL_OFF) : 0;
  const std::uint32_t type_at = frame + 12;
  program.index(frame + 14);
  program.load(BPF_H, type_at);
  program.if_any_of({0x8100, 0x88a8, 0x9100, 0x9200}, Spot::tag);
  program.go(Spot::type);
  program.here(Spot::tag);
  program.index(frame + 14 + kTagLength);
  program.load(BPF_H, type_at + kTagLength);
  program.if_any_of({0x8100, 0x88a8, 0x9100, 0x9200}, Spot::second_tag);
  program.go(Spot::type);
  program.here(Spot::second_tag);
  program.index(frame + 14 + 2 * kTagLength);
  program.load(BPF_H, type_at + 2 * kTagLength);
  program.here(Spot::type);
}

// What an ICMP error quotes goes where the quoted packet went.
void read_icmp(SpreadAssembly& program) {
  program.here(Spot::icmp);
  program.index_from(kTransport);
  program.load_behind(BPF_B, 0);
  program.if_any_of({3, 4, 11, 12}, Spot::quoted4);
  program.go(Spot::pair);
  program.here(Spot::quoted4);
  program.pass(kBeforeQuoted);
  read_ipv4(program, Spot::quoted_whole, Spot::transport);

  program.here(Spot::icmpv6);
  program.index_from(kTransport);
  program.load_behind(BPF_B, 0);
  program.if_any_of({1, 2, 3, 4}, Spot::quoted6);
  program.if_any_of({133, 134, 135, 136, 137}, Spot::first_worker);
  program.go(Spot::pair);
  program.here(Spot::quoted6);
  program.pass(kBeforeQuoted);
  read_ipv6(program, Spot::quoted_behind, Spot::transport);
}

void read_transport(SpreadAssembly& program) {
  program.here(Spot::transport);
  program.if_equal(6, Spot::tcp);
  program.if_equal(17, Spot::udp);
  program.go(Spot::pair);
  program.here(Spot::udp);
  program.index_from(kTransport);
  for (const std::uint32_t port_at : {0U, 2U}) {
    program.load_behind(BPF_H, port_at);
    // DHCP, DHCPv6, NetBIOS names, mDNS, LLMNR.
    program.if_any_of({67, 68, 546, 547, 137, 5353, 5355}, Spot::first_worker);
    // The tunnels that capture/dissect/tunnel_udp.cc reads, which a test holds against this; and
    // WireGuard.
    program.if_any_of(
        {1701, 2152, 3544, 4500, 4754, 4789, 4790, 5072, 5247, 6081, 6635, 8472, 37'008, 51'820},
        Spot::pair);
  }
  program.here(Spot::tcp);
  program.index_from(kTransport);
  program.load_behind(BPF_H, 0);
  program.keep(kScratch);
  program.load_behind(BPF_H, 2);
  program.index_from(kScratch);
  program.against_index(BPF_JEQ, Spot::pair);
  program.against_index(BPF_JGT, Spot::to_client);
  program.from(kSource);
  program.go(Spot::spread);
  program.here(Spot::to_client);
  program.from(kDestination);
  program.go(Spot::spread);
}

}  // namespace

std::vector<FilterStep> spread_program(SpreadOver over) {
  SpreadAssembly program;
  find_network(program, over);
  program.if_equal(0x0800, Spot::ipv4);
  program.if_equal(0x86dd, Spot::ipv6);
  program.answer(0);
  program.here(Spot::ipv4);
  read_ipv4(program, Spot::whole, Spot::after_ipv4);
  program.here(Spot::after_ipv4);
  program.if_equal(1, Spot::icmp);
  program.go(Spot::transport);
  program.here(Spot::ipv6);
  read_ipv6(program, Spot::behind, Spot::after_ipv6);
  program.here(Spot::after_ipv6);
  program.if_equal(58, Spot::icmpv6);
  program.go(Spot::transport);
  read_icmp(program);
  read_transport(program);
  program.here(Spot::pair);
  program.from(kSource);
  program.join(kDestination);
  program.here(Spot::spread);
  program.fold();
  program.times(0x9e3779b1U);
  program.fold();
  program.times(0x85ebca6bU);  // likewise, without a pattern
  program.fold();
  program.add(BPF_RET | BPF_A);
  program.here(Spot::first_worker);
  program.answer(0);
  return program.assembled();
}

}  // namespace cutoffd::source
