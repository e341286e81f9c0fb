// The tracker's mouth: observations go out through here, and what the receiver wants of the flow
// comes back.
#pragma once

#include <cstdint>

#include "capture/track/flow.h"
#include "capture/track/progress.h"
#include "capture/track/sight.h"
#include "core/counters.h"
#include "core/observation.h"

namespace cutoffd::track {

// One packet within its flow. Lives for one packet.
struct Scene {
  const Sight& sight;
  Flow& flow;
  SlotId slot;
  Side sender;
  // The packet that completed what is being read: this one, or an earlier one that had to wait for
  // the proof that what lies before it is lost.
  std::uint64_t frame;
  Instant time;

  Scene(const Sight& s, Flow& f, SlotId place, Side from)
      : sight(s), flow(f), slot(place), sender(from), frame(s.packet.frame), time(s.packet.time) {}
};

class Teller {
 public:
  Teller(ObservationSink& sink, Progress& progress, Counters& counters)
      : sink_(sink), progress_(progress), counters_(counters) {}

  // An observation with everything but name and detail, of a message without a flow.
  static Observation about(const Sight& sight, ObservationKind kind, bool sender_is_client);
  // Likewise within a flow whose client is known, or else taken to be `client`.
  Observation about(const Scene& scene, ObservationKind kind, Side client) const;

  void tell(const Observation& observation);
  // If the receiver wants it, the flow is watched from now on.
  void tell(const Observation& observation, Scene& scene);
  // The server of a watched flow answered a request.
  void tell_answer(const Scene& scene, HttpAnswer answer);
  // False for most servers: open() would be answered with no.
  [[nodiscard]] bool may_want(const IpAddress& server) const { return sink_.may_want(server); }
  // A connection was opened; asks whether the receiver wants it for its address.
  Interest open(const Sight& sight, bool sender_is_client, FlowId flow);

 private:
  Interest show(const Observation& observation);

  ObservationSink& sink_;
  Progress& progress_;
  Counters& counters_;
};

}  // namespace cutoffd::track
