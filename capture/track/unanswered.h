// Watched connections whose client does not get through, and how that shows: it repeats itself and
// nothing comes back, or an ICMP error quotes its packet.
//
// Silence proves nothing where answers do not pass this sensor. So it is told only of a client that
// was answered by way of the same neighbour (its router) within the last minutes, and of no
// connection whose packets show that an answer came unseen. Bounded: a fixed table of answered
// clients; what is overwritten is not told. Threads: one owner. No allocation after construction.
#pragma once

#include <cstdint>

#include "capture/track/flow_table.h"
#include "capture/track/keyed_hash.h"
#include "capture/track/lazy_array.h"
#include "capture/track/progress.h"
#include "capture/track/teller.h"

namespace cutoffd::track {

class Unanswered {
 public:
  Unanswered(FlowTable& flows, Progress& progress, const HashKey& key, std::size_t fewer = 1);

  // Any TCP segment that is no copy, before its flow is looked up: learns where answers are seen.
  void on_handshake(const Sight& sight, const dissect::TcpSegment& segment) {
    if (segment.syn && segment.ack) note_answer(sight);
  }
  // A packet of a flow.
  void on_segment(Scene& scene, const dissect::TcpSegment& segment) {
    if (scene.flow.watch != 0) look_at(scene, is_unanswered(scene, segment));
  }
  void on_datagram(Scene& scene);
  // An ICMP message that may be an error.
  void on_icmp(const Sight& sight);

 private:
  struct Entry {
    std::uint64_t key = 0;  // of client and neighbour
    std::uint32_t time = 0;
  };
  static constexpr std::size_t kEntries = 16'384;

  void note_answer(const Sight& sight);
  [[nodiscard]] bool sees_answers(const Sight& of_client) const;
  static bool is_unanswered(const Scene& scene, const dissect::TcpSegment& segment);
  void look_at(Scene& scene, bool unanswered);
  [[nodiscard]] std::uint64_t key_of(const IpAddress& client, const std::optional<Mac>& via) const;

  FlowTable& flows_;
  Progress& progress_;
  HashKey key_;
  LazyArray<Entry> answered_;
};

}  // namespace cutoffd::track
