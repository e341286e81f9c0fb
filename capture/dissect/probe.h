// What a dissector says of bytes that may be its own.
//
// Four different answers, never mixed up: a dissector that has seen too little does not say no, and
// one that recognises its protocol but finds it broken does not say "not mine".
#pragma once

#include <cstdint>

namespace cutoffd::dissect {

enum class Answer : std::uint8_t {
  not_mine,  // another protocol; do not ask again for this flow
  unsure,    // mine so far, but more bytes are needed
  certain,   // mine, and read whole
  fault,     // mine, and it contradicts itself; count it, learn nothing from it
};

}  // namespace cutoffd::dissect
