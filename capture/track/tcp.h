// TCP: puts the segments of each connection in order, as far as anybody reads them.
//
// A segment that comes in order is read where it lies in the packet; only what is incomplete or out
// of order is kept. A connection whose SYN was seen is *anchored*: its first octet is known. One
// that was picked up in its middle *floats*: its first pieces are kept until one of them begins a
// hello or a request, in whatever order they come. Where a hole remains that the peer has
// acknowledged, or that has been there too long, reading goes on at the next segment that begins a
// hello or a request.
//
// Sources: RFC 9293; RFC 7413 (data on SYN). Threads: one owner. No allocation after construction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "capture/track/assembler.h"
#include "capture/track/flow_table.h"
#include "capture/track/http_names.h"
#include "capture/track/lazy_array.h"
#include "capture/track/openings.h"
#include "capture/track/stream.h"
#include "capture/track/teller.h"
#include "capture/track/twin_hellos.h"

namespace cutoffd::track {

class TcpStreams {
 public:
  TcpStreams(Openings& openings, Assembler& assembler, StreamReader& reader, HttpNames& http,
             Counters& counters);

  // A new flow: takes over what the handshake told. `segment` is the first with payload.
  void begin(Flow& flow, std::uint64_t tag, Side sender, const dissect::TcpSegment& segment,
             Instant now) const;
  // A SYN on the ports of a flow that exists: another connection may follow.
  static void on_syn(Flow& flow, Side sender, const dissect::TcpSegment& segment);
  // True if the segment belongs to a later connection than the flow's.
  [[nodiscard]] bool is_reborn(const Flow& flow, std::uint64_t tag, Side sender,
                               const dissect::TcpSegment& segment, Bytes payload,
                               Instant now) const;

  // Any segment of the flow.
  void on_segment(Scene& scene, const dissect::TcpSegment& segment);

  // Time passed: goes on behind holes that have been there too long, also where nothing more comes
  // of a flow. `last`: nothing more will come of any.
  void on_time(FlowTable& flows, Instant now, bool last);

  // Is half a second hello of this flow there? The rest must be shown.
  [[nodiscard]] bool waits_for_twin(SlotId slot, Instant now) const {
    return twins_.waits(slot, now);
  }

  // The flow is forgotten: gives back what is held for it, and counts what was never completed.
  void release(Flow& flow, SlotId slot, GivenUp reason);
  // A head of the flow is given up; the assembler closes it.
  void on_head_given_up(Flow& flow, SlotId slot, SlotId head, GivenUp reason);

 private:
  void read_segment(Scene& scene, std::uint32_t sequence);
  TwinHellos::Segment place_of(Scene& scene, std::uint32_t sequence) const;
  void read_twin(Scene& scene, const TwinHellos::Segment& segment);
  void read_anchored(Scene& scene, std::uint32_t sequence, Bytes payload);
  void read_in_place(Scene& scene, Bytes payload);
  void keep_rest(Scene& scene, const Reading& reading, Bytes payload);
  void begin_floating(Scene& scene, std::uint32_t sequence, Bytes payload);
  void read_floating(Scene& scene, std::uint32_t sequence, Bytes payload);
  bool try_anchor(Scene& scene, std::uint64_t offset);
  static bool is_accepted(Scene& scene, const Reading& reading);
  void read_opaque(Scene& scene, std::uint32_t sequence, Bytes payload);
  void pass_cut(Scene& scene, std::uint32_t end);

  bool keep(Scene& scene, std::uint64_t offset, Bytes payload);
  void drain(Scene& scene, Side side, bool each = false);
  bool settle(Scene& scene, Side side, const Reading& reading, std::size_t run);
  bool pass_hole(Scene& scene, Side side);
  // capture/track/tcp_holes.cc
  void note_resumption(const Scene& scene, std::uint64_t offset, Bytes payload);
  void choose_resumption(SlotId head);
  std::size_t part_of_one(Scene& scene, SlotId head, std::uint64_t start, std::size_t run) const;
  void on_acknowledgement(Scene& scene, std::uint32_t acknowledgement);
  void resume_if_due(Scene& scene, Side side);
  void resume(const Scene& scene, Side which);
  void resume_waiting(FlowTable& flows, SlotId head, Instant now);
  void close_head(TcpSide& side);
  void lose(Flow& flow, Side side);
  void count_given_up(Flow& flow, Side side, GivenUp reason);

  Openings& openings_;
  Assembler& assembler_;
  StreamReader& reader_;
  HttpNames& http_;
  Counters& counters_;
  TwinHellos twins_;
  // How far before and behind the first octets seen a stream that floats is kept.
  std::uint32_t back_;
  std::uint32_t forth_;
  // By head: where reading may go on behind holes, as far as there is room, and the packet that
  // showed the last of these places, without its octets.
  struct Waiting {
    struct Point {
      std::uint64_t offset = 0;
      std::uint64_t frame = 0;
      Instant time{};
    };
    std::array<Point, 8> points{};
    std::size_t count = 0;
    Packet packet;
    dissect::Frame frame;
    Side side = Side::low;
  };
  LazyArray<Waiting> waiting_;
};

}  // namespace cutoffd::track
