// Small capture files for tests, made octet by octet, and a reader that keeps what it was shown.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include <zlib.h>

#include "capture/source/file_source.h"
#include "core/packet.h"
#include "tests/support/octet_writer.h"

namespace cutoffd::source::stage {

using wire::Octets;

// Numbers in the byte order of the machine that the file claims to come from.
class FileWriter {
 public:
  explicit FileWriter(bool big_endian) : big_(big_endian) {}
  FileWriter& u16(std::uint64_t v) { return number(v, 2); }
  FileWriter& u32(std::uint64_t v) { return number(v, 4); }
  FileWriter& u64(std::uint64_t v) { return number(v, 8); }
  FileWriter& bytes(Bytes octets) {
    out_.insert(out_.end(), octets.begin(), octets.end());
    return *this;
  }
  FileWriter& pad_to_4() {
    while (out_.size() % 4 != 0) out_.push_back(0);
    return *this;
  }
  [[nodiscard]] bool big_endian() const { return big_; }
  [[nodiscard]] const Octets& octets() const { return out_; }

 private:
  FileWriter& number(std::uint64_t value, unsigned width) {
    for (unsigned i = 0; i < width; ++i) {
      const unsigned shift = 8 * (big_ ? width - 1 - i : i);
      out_.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    return *this;
  }

  bool big_;
  Octets out_;
};

// What a packet was, kept.
struct Seen {
  Octets bytes;
  std::uint32_t wire_length = 0;
  std::uint32_t link = 0;
  Instant time{};
  std::uint64_t frame = 0;
  std::uint16_t source = 0;

  friend bool operator==(const Seen&, const Seen&) = default;
  friend void PrintTo(const Seen& seen, std::ostream* out) {
    *out << "packet " << seen.frame << " of source " << seen.source << " at "
         << ns_since_epoch(seen.time) << ": " << seen.bytes.size() << " of " << seen.wire_length
         << " octets, link type " << seen.link;
  }
};

class Keeper final : public PacketHandler {
 public:
  void on_packets(std::span<const Packet> packets) override {
    for (const Packet& p : packets) {
      seen.push_back({Octets(p.bytes.begin(), p.bytes.end()), p.wire_length,
                      static_cast<std::uint32_t>(p.link), p.time, p.frame, p.source});
    }
  }
  std::vector<Seen> seen;
};

// A file read to its end.
struct ReadFile {
  std::vector<Seen> packets;
  ReadStatus status{};
  std::string damage;
};

// Reads until nothing more comes; `source` must be one that never waits.
inline ReadFile read_all(PacketSource& source) {
  Keeper keeper;
  ReadStatus status = ReadStatus::packets;
  while (status == ReadStatus::packets) status = source.read(keeper);
  return {std::move(keeper.seen), status, std::string(source.damage())};
}

// Nothing where the file could not even be opened.
inline std::optional<ReadFile> read_octets(Bytes octets, std::uint16_t index = 0) {
  auto source = open_stream(stream_of_memory(octets), "test", index);
  if (!source) return std::nullopt;
  return read_all(**source);
}

// The packets of every synthetic file: different lengths, times and contents.
inline std::vector<Seen> sample_packets() {
  std::vector<Seen> packets;
  for (std::uint32_t i = 0; i < 5; ++i) {
    Octets bytes(i * 7, static_cast<std::uint8_t>(0x40 + i));
    const auto length = static_cast<std::uint32_t>(bytes.size());
    packets.push_back({std::move(bytes), length + i, 1,
                       instant_from_ns(1'727'582'400'000'000'000 + i * std::int64_t{1'234'567'000}),
                       i + 1, 0});
  }
  return packets;
}

// ---- pcap ------------------------------------------------------------------------------------
struct PcapDialect {
  const char* name;
  std::uint32_t magic;
  std::int64_t ns_per_tick;
  bool kuznetsov;
};
inline constexpr PcapDialect kMicroseconds{"microseconds", 0xa1b2c3d4, 1000, false};
inline constexpr PcapDialect kNanoseconds{"nanoseconds", 0xa1b23c4d, 1, false};
inline constexpr PcapDialect kKuznetsov{"kuznetsov", 0xa1b2cd34, 1000, true};

inline void pcap_header(FileWriter& out, const PcapDialect& dialect, std::uint32_t link = 1,
                        std::uint16_t minor = 4) {
  out.u32(dialect.magic).u16(2).u16(minor).u32(0).u32(0).u32(65'535).u32(link);
}
inline void pcap_record(FileWriter& out, const PcapDialect& dialect, const Seen& packet) {
  const std::int64_t ns = ns_since_epoch(packet.time);
  out.u32(static_cast<std::uint64_t>(ns / 1'000'000'000))
      .u32(static_cast<std::uint64_t>(ns % 1'000'000'000 / dialect.ns_per_tick))
      .u32(packet.bytes.size())
      .u32(packet.wire_length);
  if (dialect.kuznetsov) out.u32(2).u16(0x0800).u16(0);
  out.bytes(packet.bytes);
}

// ---- pcapng ----------------------------------------------------------------------------------
inline void block(FileWriter& out, std::uint32_t type, Bytes body) {
  const std::size_t length = 12 + (body.size() + 3) / 4 * 4;
  out.u32(type).u32(length).bytes(body).pad_to_4().u32(length);
}
inline void section(FileWriter& out) {
  FileWriter body(out.big_endian());
  body.u32(0x1a2b3c4d).u16(1).u16(0).u64(~std::uint64_t{0});
  block(out, 0x0a0d0d0a, body.octets());
}
inline void interface(FileWriter& out, std::uint16_t link, Bytes options = {},
                      std::uint32_t snap_length = 0) {
  FileWriter body(out.big_endian());
  body.u16(link).u16(0).u32(snap_length).bytes(options);
  block(out, 1, body.octets());
}
inline void enhanced_packet(FileWriter& out, std::uint32_t on, std::uint64_t ticks,
                            const Seen& packet) {
  FileWriter body(out.big_endian());
  body.u32(on)
      .u32(ticks >> 32)
      .u32(ticks & 0xffffffff)
      .u32(packet.bytes.size())
      .u32(packet.wire_length)
      .bytes(packet.bytes);
  block(out, 6, body.octets());
}
inline std::uint64_t microseconds(const Seen& packet) {
  return static_cast<std::uint64_t>(ns_since_epoch(packet.time) / 1000);
}

// ---- gzip ------------------------------------------------------------------------------------
inline Octets gzip(Bytes plain) {
  z_stream zlib{};
  deflateInit2(&zlib, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  Octets packed(deflateBound(&zlib, plain.size()));
  zlib.next_in = const_cast<Bytef*>(plain.data());
  zlib.avail_in = static_cast<uInt>(plain.size());
  zlib.next_out = packed.data();
  zlib.avail_out = static_cast<uInt>(packed.size());
  deflate(&zlib, Z_FINISH);
  packed.resize(zlib.total_out);
  deflateEnd(&zlib);
  return packed;
}

}  // namespace cutoffd::source::stage
