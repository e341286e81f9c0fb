#include "core/address.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/bytes.h"

namespace cutoffd {
namespace {

// Big-endian; the octets must be there.
template <typename Word>
Word word_at(Bytes bytes, std::size_t at) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    word = static_cast<Word>(word << 8 | bytes[at + i]);
  }
  return word;
}

// Reads a number of 1 to max_digits digits, without leading zeros in base 10.
std::optional<std::uint32_t> read_number(std::string_view text, int base, std::size_t max_digits) {
  if (text.empty() || text.size() > max_digits) return std::nullopt;
  if (base == 10 && text.size() > 1 && text.front() == '0') return std::nullopt;
  std::uint32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

std::optional<std::array<std::uint8_t, 4>> parse_dotted(std::string_view text) {
  std::array<std::uint8_t, 4> octets{};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const auto value = read_number(text.substr(0, dot), 10, 3);
    if (!value || *value > 255) return std::nullopt;
    octets[i] = static_cast<std::uint8_t>(*value);
    text.remove_prefix(std::min(text.size(), dot + 1));
  }
  if (!text.empty()) return std::nullopt;
  return octets;
}

// The 16-bit groups of one side of "::"; an IPv4 tail counts as two. False if malformed.
bool parse_groups(std::string_view text, bool may_end_dotted, std::array<std::uint16_t, 8>& groups,
                  std::size_t& count) {
  count = 0;
  if (text.empty()) return true;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && may_end_dotted &&
        group.find('.') != std::string_view::npos) {
      const auto v4 = parse_dotted(group);
      if (!v4 || count > 6) return false;
      groups[count++] = static_cast<std::uint16_t>((*v4)[0] << 8 | (*v4)[1]);
      groups[count++] = static_cast<std::uint16_t>((*v4)[2] << 8 | (*v4)[3]);
      return true;
    }
    const auto value = read_number(group, 16, 4);
    if (!value || count == 8) return false;
    groups[count++] = static_cast<std::uint16_t>(*value);
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
  }
}

std::optional<std::array<std::uint8_t, 16>> parse_v6(std::string_view text) {
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  const std::string_view left = text.substr(0, gap);
  const std::string_view right = has_gap ? text.substr(gap + 2) : std::string_view{};
  std::array<std::uint16_t, 8> head{};
  std::array<std::uint16_t, 8> tail{};
  std::size_t heads = 0;
  std::size_t tails = 0;
  if (!parse_groups(left, !has_gap, head, heads) || !parse_groups(right, true, tail, tails)) {
    return std::nullopt;
  }
  if (has_gap ? heads + tails > 7 : heads != 8) return std::nullopt;
  std::array<std::uint8_t, 16> octets{};
  const auto put = [&octets](std::size_t index, std::uint16_t group) {
    octets[index * 2] = static_cast<std::uint8_t>(group >> 8);
    octets[index * 2 + 1] = static_cast<std::uint8_t>(group & 0xff);
  };
  for (std::size_t i = 0; i < heads; ++i) put(i, head[i]);
  for (std::size_t i = 0; i < tails; ++i) put(8 - tails + i, tail[i]);
  return octets;
}

template <std::size_t N>
void append_decimal(InlineText<N>& out, std::uint32_t value) {
  std::array<char, 10> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

template <std::size_t N>
void append_dotted(InlineText<N>& out, Bytes four) {
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0) out.append('.');
    append_decimal(out, four[i]);
  }
}

// RFC 5952 section 4: the longest run of two or more zero groups (the first of equals) becomes
// "::".
void append_v6(IpText& out, Bytes sixteen) {
  const auto group = [&](std::size_t i) {
    return static_cast<unsigned>(sixteen[i * 2] << 8 | sixteen[i * 2 + 1]);
  };
  std::size_t best_start = 8;
  std::size_t best_length = 1;
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && group(end) == 0) ++end;
    if (end - i > best_length) {
      best_start = i;
      best_length = end - i;
    }
    i = std::max(end, i + 1);
  }
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == best_start) {
      out.append("::");
      i += best_length - 1;
      continue;
    }
    if (i > 0 && i != best_start + best_length) out.append(':');
    std::array<char, 4> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), group(i), 16).ptr;
    out.append(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
  }
}

// FNV-1a, folded: good enough for tables whose size is bounded anyway.
std::size_t hash_octets(Bytes octets) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::uint8_t octet : octets) hash = (hash ^ octet) * 0x100000001b3;
  return static_cast<std::size_t>(hash ^ hash >> 32);
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    const auto octets = parse_dotted(text);
    return octets ? std::optional(from(*octets)) : std::nullopt;
  }
  const auto octets = parse_v6(text);
  return octets ? std::optional(from(*octets)) : std::nullopt;
}

bool IpAddress::is_unspecified() const {
  return std::all_of(octets_.begin(), octets_.end(), [](std::uint8_t o) { return o == 0; });
}

bool IpAddress::is_loopback() const {
  if (!six_) return octets_[0] == 127;
  return octets_[15] == 1 &&
         std::all_of(octets_.begin(), octets_.end() - 1, [](std::uint8_t o) { return o == 0; });
}

bool IpAddress::is_multicast() const {
  if (six_) return octets_[0] == 0xff;
  const bool broadcast =
      std::all_of(octets_.begin(), octets_.begin() + 4, [](std::uint8_t o) { return o == 0xff; });
  return (octets_[0] & 0xf0) == 0xe0 || broadcast;
}

bool IpAddress::is_link_local() const {
  if (six_) return octets_[0] == 0xfe && (octets_[1] & 0xc0) == 0x80;
  return octets_[0] == 169 && octets_[1] == 254;
}

Prefix::Prefix(IpAddress network, unsigned length)
    : network_(network), length_(std::min(length, network.is_v4() ? 32U : 128U)) {
  std::array<std::uint8_t, 16> octets{};
  const Bytes given = network.octets();
  for (std::size_t i = 0; i < given.size(); ++i) {
    const unsigned from_bit = static_cast<unsigned>(i) * 8;
    const unsigned kept = length_ <= from_bit ? 0 : std::min(8U, length_ - from_bit);
    octets[i] = static_cast<std::uint8_t>(given[i] & (0xff00U >> kept));
  }
  network_ = IpAddress::from(Bytes(octets).first(given.size()));
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto network = IpAddress::parse(text.substr(0, slash));
  if (!network) return std::nullopt;
  const unsigned full = network->is_v4() ? 32 : 128;
  if (slash == std::string_view::npos) return Prefix(*network, full);
  const auto length = read_number(text.substr(slash + 1), 10, 3);
  if (!length || *length > full) return std::nullopt;
  return Prefix(*network, *length);
}

bool Prefix::contains(const IpAddress& address) const {
  if (address.is_v4() != network_.is_v4()) return false;
  const Bytes ours = network_.octets();
  const Bytes theirs = address.octets();
  // Asked for each connection, of a few dozen networks: by words, not by octets.
  if (address.is_v4()) {
    return length_ == 0 || (word_at<std::uint32_t>(ours, 0) ^ word_at<std::uint32_t>(theirs, 0)) >>
                                   (32 - length_) ==
                               0;
  }
  const std::uint64_t first = word_at<std::uint64_t>(ours, 0) ^ word_at<std::uint64_t>(theirs, 0);
  const std::uint64_t second = word_at<std::uint64_t>(ours, 8) ^ word_at<std::uint64_t>(theirs, 8);
  if (length_ == 0) return true;
  if (length_ <= 64) return first >> (64 - length_) == 0;
  return first == 0 && second >> (128 - length_) == 0;
}

MacText text(const Mac& mac) {
  MacText out;
  for (std::size_t i = 0; i < mac.octets.size(); ++i) {
    if (i > 0) out.append(':');
    out.append(kHexDigits[mac.octets[i] >> 4]);
    out.append(kHexDigits[mac.octets[i] & 15]);
  }
  return out;
}

IpText text(const IpAddress& address) {
  IpText out;
  if (address.is_v4()) {
    append_dotted(out, address.octets());
    return out;
  }
  // RFC 5952 section 5: IPv4-mapped addresses are shown with their dotted tail.
  static constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const Bytes octets = address.octets();
  if (std::equal(kMapped.begin(), kMapped.end(), octets.begin())) {
    out.append("::ffff:");
    append_dotted(out, octets.subspan(12));
    return out;
  }
  append_v6(out, octets);
  return out;
}

PrefixText text(const Prefix& prefix) {
  PrefixText out(text(prefix.network()).view());
  out.append('/');
  append_decimal(out, prefix.length());
  return out;
}

std::optional<Mac> parse_mac(std::string_view text) {
  if (text.size() != 17) return std::nullopt;
  const char separator = text[2];
  if (separator != ':' && separator != '-') return std::nullopt;
  Mac mac;
  for (std::size_t i = 0; i < 6; ++i) {
    const auto octet = read_number(text.substr(i * 3, 2), 16, 2);
    if (!octet || (i < 5 && text[i * 3 + 2] != separator)) return std::nullopt;
    mac.octets[i] = static_cast<std::uint8_t>(*octet);
  }
  return mac;
}

std::size_t hash_value(const IpAddress& address) { return hash_octets(address.octets()); }
std::size_t hash_value(const Mac& mac) { return hash_octets(mac.octets); }

}  // namespace cutoffd
