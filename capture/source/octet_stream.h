// Octets in order, from a file, a pipe, memory, or out of a gzip stream.
//
// Threads: one. Errors: a failed read is the end of the stream, and trouble() says why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"

namespace cutoffd::source {

class OctetStream {
 public:
  enum class State : std::uint8_t { octets, interrupted, end, failed };
  struct Taken {
    State state{};
    std::size_t count = 0;  // > 0 where state is `octets`
  };

  OctetStream() = default;
  virtual ~OctetStream() = default;
  OctetStream(const OctetStream&) = delete;
  OctetStream& operator=(const OctetStream&) = delete;

  // Some of the next octets: as many as there are now, at most into.size(), which is not 0.
  virtual Taken read(std::span<std::uint8_t> into) = 0;
  // Why the last read failed: "Input/output error", "the gzip data is corrupt".
  [[nodiscard]] virtual std::string_view trouble() const { return {}; }
  // What positions in this stream count: "octet", or "decompressed octet".
  [[nodiscard]] virtual std::string_view unit() const { return "octet"; }
  // Octets taken from below, and all that there are (0 where unknown): for progress.
  [[nodiscard]] virtual std::uint64_t consumed() const = 0;
  [[nodiscard]] virtual std::uint64_t total() const { return 0; }
};

// Takes over the descriptor and closes it, unless it is standard input.
std::unique_ptr<OctetStream> stream_of_descriptor(int descriptor);
// Borrows the memory.
std::unique_ptr<OctetStream> stream_of_memory(Bytes octets);
// Looks at the first octets: a gzip stream (RFC 1952, any number of members) is decompressed,
// anything else passes through.
std::unique_ptr<OctetStream> decompressed(std::unique_ptr<OctetStream> below);

}  // namespace cutoffd::source
