// Where packets come from: a live interface or a capture file, through one door.
//
// One read() shows one batch to the handler and returns; the bytes are borrowed until the next
// read(). Threads: a source belongs to one thread. Errors: opening fails with an OpenError; later
// trouble is a status, told after every packet before it has been shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/packet.h"

namespace cutoffd::source {

enum class ReadStatus : std::uint8_t {
  packets,  // at least one packet was shown
  idle,     // live: nothing now, poll descriptor(); standard input: a signal interrupted the wait
  end,      // the file ended where a file may end
  damaged,  // the file is cut or contradicts itself here; damage() says where; nothing follows
  gone,     // live: the interface went down or away; damage() says how; LiveSource::reopen()
};

// Counted since the source was first opened.
struct SourceStatistics {
  std::uint64_t received = 0;         // packets shown to the handler
  std::uint64_t kernel_drops = 0;     // live: the ring was full
  std::uint64_t interface_drops = 0;  // live: told by the network interface's driver
};

class PacketSource {
 public:
  PacketSource() = default;
  virtual ~PacketSource() = default;
  PacketSource(const PacketSource&) = delete;
  PacketSource& operator=(const PacketSource&) = delete;

  virtual ReadStatus read(PacketHandler& handler) = 0;

  // One sentence for the operator after `damaged` or `gone`: "office.pcap: ends in the middle of
  // packet 812 at octet 123456". Empty before.
  [[nodiscard]] virtual std::string_view damage() const = 0;
  // The file's path or the interface's name.
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual SourceStatistics statistics() = 0;

  // Becomes readable when packets wait; -1 for files, which never wait.
  [[nodiscard]] virtual int descriptor() const { return -1; }
  // For a progress bar: octets of the file (compressed ones where it is compressed) taken so far,
  // and all that it has. 0 where it is not known.
  [[nodiscard]] virtual std::uint64_t octets_read() const { return 0; }
  [[nodiscard]] virtual std::uint64_t octets_total() const { return 0; }
};

struct OpenError {
  enum class Kind : std::uint8_t {
    not_found,      // no such file or interface
    no_permission,  // the message says which command or capability mends it
    not_a_capture,  // the file is something else, empty, or cut inside its header
    unsupported,    // a capture or compression that is not read; the message says how to convert it
    down,           // the interface exists and is not up
    io,             // the system refused for another reason
  };
  Kind kind{};
  std::string message;  // one sentence, with the remedy where there is one
};

}  // namespace cutoffd::source
