// Where the tracker says that nothing more is to be learnt of a flow, so that its packets need not
// be handed over: whoever shows the packets may leave the flow's middle out from then on.
//
// A flow is known by its place in the tracker's table and its tag there. What was left out is told
// back, since an acknowledgement of octets that nobody was shown would look like loss.
//
// Threads: one owner, the tracker's. No allocation.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace cutoffd {

class FlowShunt {
 public:
  // How the tracker finds a flow: by the keyed hash of capture/track/flow_key.h, whose low bits
  // are the bucket of eight places.
  struct Table {
    std::uint64_t key0 = 0;
    std::uint64_t key1 = 0;
    std::uint64_t buckets = 0;  // a power of two
  };
  // One direction of a TCP flow: from the sequence number `base` up to `next` octets were left out.
  struct Passed {
    std::uint32_t base = 0;
    std::uint32_t next = 0;
    std::uint32_t span = 0;  // so many octets lie between them, up to kSpan; 0: none was left out
  };
  // From here on `base` is too far back for numbers to tell.
  static constexpr std::uint32_t kSpan = std::uint32_t{1} << 30;

  FlowShunt() = default;
  virtual ~FlowShunt() = default;
  FlowShunt(const FlowShunt&) = delete;
  FlowShunt& operator=(const FlowShunt&) = delete;

  virtual void begin(const Table& table) = 0;
  // What need not be handed over of a flow any more: both directions, or one while the other is
  // still read. A payload of a direction that is read is handed over, and so is all that follows,
  // until this is said again.
  struct Finished {
    std::array<std::uint32_t, 2> next{};  // behind the octets seen of each direction
    std::array<bool, 2> sides{};          // finished; never none
  };
  // `place`: from 0, eight to a bucket. Asked again at each packet that comes up all the same; may
  // decline.
  virtual void finished(std::uint32_t place, std::uint64_t tag, const Finished& what) = 0;
  // Both directions; nothing if the flow was never left out.
  virtual std::optional<std::array<Passed, 2>> passed(std::uint32_t place) = 0;
  // Did any packet of it stay below since this was asked last?
  virtual bool moved(std::uint32_t place) = 0;
  // Another flow may have the place.
  virtual void forget(std::uint32_t place) = 0;
};

}  // namespace cutoffd
