// Writes DNS messages for tests, name by name, with pointers wherever a test wants them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/observation.h"
#include "tests/support/octet_writer.h"

namespace cutoffd::dissect {

using Octets = wire::Octets;

// "www.example.org" as labels and the root; "" is the root alone.
inline Octets wire_name(std::string_view dotted) {
  Octets out;
  while (!dotted.empty()) {
    const std::size_t dot = std::min(dotted.find('.'), dotted.size());
    out.push_back(static_cast<std::uint8_t>(dot));
    out.insert(out.end(), dotted.begin(), dotted.begin() + static_cast<std::ptrdiff_t>(dot));
    dotted.remove_prefix(std::min(dot + 1, dotted.size()));
  }
  out.push_back(0);
  return out;
}

// Labels and then a pointer instead of the root.
inline Octets wire_pointer(std::size_t target, std::string_view labels = "") {
  Octets out = wire_name(labels);
  out.pop_back();
  out.push_back(static_cast<std::uint8_t>(0xc0 | target >> 8));
  out.push_back(static_cast<std::uint8_t>(target));
  return out;
}

inline constexpr std::uint16_t kQuery = 0x0100;     // RD
inline constexpr std::uint16_t kResponse = 0x8180;  // QR, RD, RA

class DnsWriter {
 public:
  explicit DnsWriter(std::uint16_t flags, std::uint16_t id = 0x4711) {
    out_ = wire::OctetWriter().u16(id).u16(flags).u64(0).take();
  }
  // Where the next name will stand.
  [[nodiscard]] std::size_t at() const { return out_.size(); }

  DnsWriter& question(const Octets& name, DnsType type, std::uint16_t klass = 1) {
    count(4);
    add(name);
    add(wire::OctetWriter().u16(static_cast<std::uint16_t>(type)).u16(klass).take());
    return *this;
  }
  DnsWriter& question(std::string_view name, DnsType type, std::uint16_t klass = 1) {
    return question(wire_name(name), type, klass);
  }
  // Where the data of the record that is written next will stand.
  [[nodiscard]] std::size_t data_at(const Octets& owner) const { return at() + owner.size() + 10; }
  DnsWriter& record(DnsRecord::Section section, const Octets& owner, std::uint16_t type,
                    std::uint32_t ttl, const Octets& data, std::uint16_t klass = 1) {
    count(6 + 2 * static_cast<std::size_t>(section));
    add(owner);
    add(wire::OctetWriter().u16(type).u16(klass).u32(ttl).u16(data.size()).bytes(data).take());
    return *this;
  }
  DnsWriter& answer(const Octets& owner, DnsType type, std::uint32_t ttl, const Octets& data) {
    return record(DnsRecord::Section::answer, owner, static_cast<std::uint16_t>(type), ttl, data);
  }
  DnsWriter& authority(const Octets& owner, DnsType type, std::uint32_t ttl, const Octets& data) {
    return record(DnsRecord::Section::authority, owner, static_cast<std::uint16_t>(type), ttl,
                  data);
  }
  DnsWriter& additional(const Octets& owner, DnsType type, std::uint32_t ttl, const Octets& data) {
    return record(DnsRecord::Section::additional, owner, static_cast<std::uint16_t>(type), ttl,
                  data);
  }
  // OPT with options as they stand on the wire; `extended` is the upper part of the RCODE.
  DnsWriter& opt(const Octets& options, std::uint16_t payload = 1232, std::uint8_t extended = 0) {
    return record(DnsRecord::Section::additional, wire_name(""), 41, std::uint32_t{extended} << 24,
                  options, payload);
  }
  [[nodiscard]] const Octets& message() const { return out_; }

 private:
  void add(const Octets& octets) { out_.insert(out_.end(), octets.begin(), octets.end()); }
  void count(std::size_t offset) {
    const unsigned n = (unsigned{out_[offset]} << 8 | out_[offset + 1]) + 1;
    out_[offset] = static_cast<std::uint8_t>(n >> 8);
    out_[offset + 1] = static_cast<std::uint8_t>(n);
  }

  Octets out_;
};

inline Octets ipv4_octets(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {a, b, c, d};
}

}  // namespace cutoffd::dissect
