// Packets of a live interface, through libpcap: a TPACKET_V3 ring, in both directions.
//
// Threads: a source belongs to one thread. A packet is borrowed from the ring and shown alone: its
// place goes back to the kernel while the batch is still being read. Times are the kernel's, in
// nanoseconds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "capture/source/kernel_filter.h"
#include "capture/source/source.h"
#include "core/flow_shunt.h"
#include "core/result.h"

namespace cutoffd::source {

struct LiveOptions {
  std::string interface;
  // libpcap's own 2 MiB lost up to 38 % of full-size packets in a trial; 64 MiB lost none.
  std::size_t ring_octets = std::size_t{64} << 20;
  // Whole packets, jumbo frames and what GRO has put together included.
  std::size_t snap_length = 262'144;
  bool promiscuous = true;
  // The longest that a packet waits in a block of the ring that is not full.
  std::chrono::milliseconds wait{100};
  FilterChoice filter = FilterChoice::automatic;
  // Flows that the shunt has room for: as many as the tracker's. 0: no shunt.
  std::size_t shunt_flows = 0;
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
  [[nodiscard]] virtual std::string_view filter_lacks() const { return {}; }
  // Another program pinned it for this one (capture/source/shunt_pins.h).
  [[nodiscard]] virtual bool shunt_is_pinned() const { return false; }
  // The tracker's, if packets may stay in the kernel; lives as long as the source.
  [[nodiscard]] virtual FlowShunt* shunt() { return nullptr; }
  [[nodiscard]] virtual ShuntCounts shunted() const { return {}; }
};

Result<std::unique_ptr<LiveSource>, OpenError> open_live(const LiveOptions& options,
                                                         std::uint16_t index);

}  // namespace cutoffd::source
