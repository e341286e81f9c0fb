// Borrowed bytes and the one cursor through which every dissector reads them.
//
// Purpose: a length check that cannot be forgotten. The cursor compares sizes and never forms a
//   pointer past the end; a read that does not fit fails, and every later read of that cursor fails
//   too, so a dissector may read a whole header and ask once.
// Threads: a value; share nothing. Lifetime: borrows; must not outlive the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cutoffd {

using Bytes = std::span<const std::uint8_t>;

// The same octets as text; for ASCII protocols. Borrows.
inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline constexpr char kHexDigits[] = "0123456789abcdef";

class Cursor {
 public:
  constexpr Cursor() = default;
  constexpr explicit Cursor(Bytes bytes) : rest_(bytes) {}

  // Three states, and the names say which is meant: a cursor that failed is not "at the end".
  [[nodiscard]] constexpr bool failed() const { return failed_; }
  [[nodiscard]] constexpr bool ok() const { return !failed_; }
  [[nodiscard]] constexpr bool at_end() const { return !failed_ && rest_.empty(); }
  [[nodiscard]] constexpr std::size_t left() const { return rest_.size(); }
  // What has not been read yet; empty after a failure.
  [[nodiscard]] constexpr Bytes rest() const { return rest_; }

  // The next n octets, or nothing and failure.
  constexpr Bytes take(std::size_t n) {
    if (n > rest_.size()) {
      fail();
      return {};
    }
    const Bytes taken = rest_.first(n);
    rest_ = rest_.subspan(n);
    return taken;
  }
  constexpr void skip(std::size_t n) { take(n); }

  // Big-endian integers (network byte order); 0 after a failure.
  constexpr std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  constexpr std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  constexpr std::uint32_t u24() { return static_cast<std::uint32_t>(number(3)); }
  constexpr std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  constexpr std::uint64_t u64() { return number(8); }
  // Little-endian, for the few formats that use it (radiotap, PPI, Google QUIC).
  constexpr std::uint16_t u16le() { return static_cast<std::uint16_t>(number_le(2)); }
  constexpr std::uint32_t u32le() { return static_cast<std::uint32_t>(number_le(4)); }

  // A child that holds exactly the next n octets and cannot see beyond them. The child of a failed
  // read is itself failed.
  constexpr Cursor child(std::size_t n) {
    const Bytes block = take(n);
    return failed_ ? failed_cursor() : Cursor(block);
  }
  // Length-prefixed blocks, as TLS writes them (RFC 8446 section 3.4).
  constexpr Cursor block8() { return child_after(u8()); }
  constexpr Cursor block16() { return child_after(u16()); }
  constexpr Cursor block24() { return child_after(u24()); }

  constexpr void fail() {
    failed_ = true;
    rest_ = {};
  }

 private:
  static constexpr Cursor failed_cursor() {
    Cursor cursor;
    cursor.failed_ = true;
    return cursor;
  }
  constexpr Cursor child_after(std::size_t n) { return failed_ ? failed_cursor() : child(n); }

  constexpr std::uint64_t number(std::size_t width) {
    std::uint64_t value = 0;
    for (const std::uint8_t octet : take(width)) value = value << 8 | octet;
    return value;
  }
  constexpr std::uint64_t number_le(std::size_t width) {
    std::uint64_t value = 0;
    unsigned shift = 0;
    for (const std::uint8_t octet : take(width)) {
      value |= std::uint64_t{octet} << shift;
      shift += 8;
    }
    return value;
  }

  Bytes rest_;
  bool failed_ = false;
};

}  // namespace cutoffd
