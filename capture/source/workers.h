// Several workers on one interface: how many, and a source for each.
//
// Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "capture/source/live_source.h"

namespace cutoffd::source {

// `processors`: that this process may use. With kOnePerProcessor one for each, or for each that the
// options list, but none with less than 4 MiB of the ring: several that each drop at the first
// burst are worse than one.
std::size_t worker_count(const LiveOptions& options, std::size_t processors);
// On this machine.
std::size_t worker_count(const LiveOptions& options);

// What one of so many workers has: its part of the ring, and less time to wait for more packets.
LiveOptions share_of(const LiveOptions& options, std::size_t workers);

// As many sources as worker_count() says, that share the interface's packets.
Result<std::vector<std::unique_ptr<LiveSource>>, OpenError> open_workers(const LiveOptions& options,
                                                                         std::uint16_t index);

}  // namespace cutoffd::source
