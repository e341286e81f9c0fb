// What the files of TcpStreams share. Inside this room only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "capture/track/flow.h"
#include "capture/track/teller.h"

namespace cutoffd::track {

// The longest start of a piece that is looked at to find out whether it begins something.
inline constexpr std::size_t kProbed = 2048;

// How far `a` lies before `b`; negative if behind.
inline std::int32_t ahead(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b);
}

inline TcpState& tcp_of(Flow& flow) { return std::get<TcpState>(flow.state); }
inline TcpSide& side_of(Scene& scene, Side side) { return tcp_of(scene.flow).sides[index(side)]; }
inline Stage& stage_of(Scene& scene, Side side) { return tcp_of(scene.flow).stages[index(side)]; }

}  // namespace cutoffd::track
