// Counts what went over a TCP connection, by its sequence numbers: octets each way for watched
// flows (gaps count, retransmissions do not), and octets that were lost on the way to the sensor.
//
// An octet is lost if the peer acknowledged it and it was never seen here: that is the network
// telling the sensor what it missed. A side of which nothing is seen at all (a tap on one
// direction) is not lost but missing; its octets are counted by what the other side acknowledges,
// from its first acknowledgement on. What forged acknowledgements can do is bounded: tcp_counts.cc.
// Threads: one owner; no state of its own.
#pragma once

#include <cstdint>

#include "capture/track/progress.h"
#include "capture/track/teller.h"
#include "core/counters.h"

namespace cutoffd::track {

class TcpCounts {
 public:
  TcpCounts(Progress& progress, Counters& counters) : progress_(progress), counters_(counters) {}

  void on_segment(Scene& scene, const dissect::TcpSegment& segment);

 private:
  void on_payload(Scene& scene, const dissect::TcpSegment& segment);
  void on_acknowledgement(Scene& scene, const dissect::TcpSegment& segment);
  void on_unseen(Scene& scene, const dissect::TcpSegment& segment);
  void on_end(Scene& scene, const dissect::TcpSegment& segment);

  Progress& progress_;
  Counters& counters_;
};

}  // namespace cutoffd::track
