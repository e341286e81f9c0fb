// Packets of a live interface, through libpcap: a TPACKET_V3 ring, in both directions.
//
// Threads: a source belongs to one thread. A packet is borrowed from the ring and shown alone: its
// place goes back to the kernel while the batch is still being read. Times are the kernel's, in
// nanoseconds.
//
// Several workers may share one interface: each has a source, and the kernel shares out the packets
// (capture/source/spread.h). What a socket took before it shared is not shown, so that no packet is
// shown twice.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "capture/source/kernel_filter.h"
#include "capture/source/source.h"
#include "core/flow_shunt.h"
#include "core/result.h"

namespace cutoffd::source {

class Fanout;

struct LiveOptions {
  std::string interface;
  // Of all workers together. libpcap's own 2 MiB lost up to 38 % of full-size packets in a trial;
  // 64 MiB lost none.
  std::size_t ring_octets = std::size_t{64} << 20;
  // Whole packets, jumbo frames and what GRO has put together included.
  std::size_t snap_length = 262'144;
  bool promiscuous = true;
  // The longest that a packet waits in a block of the ring that is not full.
  std::chrono::milliseconds wait{100};
  FilterChoice filter = FilterChoice::automatic;
  // Flows that the shunt has room for: as many as the tracker's. 0: no shunt.
  std::size_t shunt_flows = 0;
  // Workers on this interface; kOnePerProcessor: workers.h says how many.
  std::size_t workers = 1;
  // Where they run, in turn; empty: wherever the system likes.
  std::vector<unsigned> cpu_affinity;
};

inline constexpr std::size_t kOnePerProcessor = 0;
inline constexpr std::size_t kMostWorkers = 32;
inline constexpr std::size_t kLeastRing = std::size_t{256} << 10;  // of one worker

// Which of an interface's workers a source is for.
struct WorkerSeat {
  std::uint16_t number = 0;
  std::optional<unsigned> cpu;  // where it is to run
};

class LiveSource : public PacketSource {
 public:
  // After `gone`: tries once; nothing if packets flow again. Frame numbers and statistics go on.
  virtual std::optional<OpenError> reopen() = 0;
  // The name belongs to another interface now than the one that is read, or to none: what was
  // opened lives on under another name. The next read() is `gone`. Cheap enough for once a second.
  virtual bool notice_replaced() { return false; }
  // Decides what is shown, since it was opened last.
  [[nodiscard]] virtual KernelFilter filter() const { return KernelFilter::none; }
  // Why it is not the one that was wanted, as one sentence; empty: it is.
  [[nodiscard]] virtual std::string filter_lacks() const { return {}; }
  // Another program pinned it for this one (capture/source/shunt_pins.h).
  [[nodiscard]] virtual bool shunt_is_pinned() const { return false; }
  // The tracker's, if packets may stay in the kernel; lives as long as the source.
  [[nodiscard]] virtual FlowShunt* shunt() { return nullptr; }
  [[nodiscard]] virtual ShuntCounts shunted() const { return {}; }
  [[nodiscard]] virtual WorkerSeat seat() const { return {}; }
  // Older packets are not shown.
  virtual void begin(Instant) {}
};

// `fanout`: what the workers of the interface share; null where there is one.
Result<std::unique_ptr<LiveSource>, OpenError> open_live(const LiveOptions& options,
                                                         std::uint16_t index, WorkerSeat seat = {},
                                                         std::shared_ptr<Fanout> fanout = nullptr);

}  // namespace cutoffd::source
