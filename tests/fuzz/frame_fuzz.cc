// Any octets as a frame of any link type: whatever comes out lies within what went in.
//
// Input: two octets of link type, one that says how much more was on the wire, then the frame.
#include <cstdint>
#include <cstdlib>
#include <functional>

#include "capture/dissect/frame.h"
#include "capture/dissect/ndp.h"
#include "capture/dissect/quoted.h"
#include "capture/dissect/syn_options.h"
#include "capture/dissect/tunnel.h"

namespace {

using namespace cutoffd;
using namespace cutoffd::dissect;

void require(bool holds) {
  if (!holds) std::abort();
}

bool lies_within(Bytes part, Bytes whole) {
  if (part.empty()) return true;
  const std::less_equal<> at_most;
  return at_most(whole.data(), part.data()) &&
         at_most(part.data() + part.size(), whole.data() + whole.size());
}

void check(const Frame& frame, Bytes packet) {
  require(lies_within(frame.payload, packet));
  require(lies_within(frame.others, packet));
  require(frame.depth <= kMaxTunnels);
  if (const auto* tcp = std::get_if<TcpSegment>(&frame.transport)) {
    require(lies_within(tcp->options, packet) && tcp->options.size() <= 40);
    require(tcp->syn || tcp->options.empty());
    require(syn_layout(tcp->options) < 1 << 12);
  }
  quoted_flow(frame);
  ndp_binding(frame);
}

// A fragment whose piece is taken for the whole leads on into what follows.
void go_on(Frame frame, Bytes packet) {
  const auto* fragment = std::get_if<IpFragment>(&frame.transport);
  if (fragment == nullptr) return;
  const Bytes payload = frame.payload;
  dissect_reassembled(fragment->protocol, payload, frame);
  check(frame, packet);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Cursor in(Bytes(data, size));
  const LinkType link{in.u16()};
  const std::uint8_t cut = in.u8();
  if (in.failed()) return 0;
  const Packet packet{
      .bytes = in.rest(), .wire_length = static_cast<std::uint32_t>(in.left()) + cut, .link = link};
  Frame frame;
  dissect_frame(packet, frame);
  check(frame, packet.bytes);
  go_on(frame, packet.bytes);
  for (std::size_t left = packet.bytes.size(); !frame.others.empty();) {
    require(frame.others.size() < left);
    left = frame.others.size();
    dissect_next(frame);
    check(frame, packet.bytes);
  }
  return 0;
}
