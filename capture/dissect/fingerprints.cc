#include "capture/dissect/fingerprints.h"

#include <algorithm>
#include <array>
#include <span>

#include "capture/dissect/crypto.h"
#include "capture/dissect/tls_extensions.h"

namespace cutoffd::dissect {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

// Numbers with something between them: "4865-4866", "1301,1302". Each is written with its separator
// and given to the hash at once: a fingerprint is a hundred small pieces.
class List {
 public:
  List(TextHash& hash, char separator) : hash_(hash), separator_(separator) {}
  void decimal(std::uint16_t value) {
    std::array<char, 6> text;
    std::size_t at = text.size();
    do {
      text[--at] = static_cast<char>('0' + value % 10);
      value = static_cast<std::uint16_t>(value / 10);
    } while (value != 0);
    if (begun_) text[--at] = separator_;
    begun_ = true;
    hash_.update({text.data() + at, text.size() - at});
  }
  void hex(std::uint16_t value) {
    const std::array<char, 5> text = {separator_, kHexDigits[value >> 12],
                                      kHexDigits[value >> 8 & 15], kHexDigits[value >> 4 & 15],
                                      kHexDigits[value & 15]};
    hash_.update(std::string_view(text.data(), text.size()).substr(begun_ ? 0 : 1));
    begun_ = true;
  }

 private:
  TextHash& hash_;
  char separator_;
  bool begun_ = false;
};

void add_numbers(TextHash& hash, const WireNumbers& numbers) {
  List list(hash, '-');
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!is_grease(numbers[i])) list.decimal(numbers[i]);
  }
}

void add_extension_types(TextHash& hash, Bytes extensions) {
  List list(hash, '-');
  Cursor block(extensions);
  Extension extension;
  while (next_extension(block, extension)) {
    if (!is_grease(extension.type)) list.decimal(extension.type);
  }
}

// A bounded set of numbers without GREASE, to be sorted.
class Numbers {
 public:
  // False when there is no room: what is left out would make another fingerprint.
  bool add(std::uint16_t value) {
    if (is_grease(value)) return true;
    if (count_ == values_.size()) return false;
    values_[count_++] = value;
    return true;
  }
  [[nodiscard]] std::size_t size() const { return count_; }
  std::span<const std::uint16_t> sorted() {
    std::sort(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(count_));
    return {values_.data(), count_};
  }

 private:
  std::array<std::uint16_t, 1024> values_;
  std::size_t count_ = 0;
};

// The hello's highest version by number, as JA4 asks; for DTLS too, where numbers fall as versions
// rise.
std::string_view ja4_version(const ClientHello& hello) {
  std::uint16_t version = 0;
  for (std::size_t i = 0; i < hello.supported_versions.size(); ++i) {
    const std::uint16_t offered = hello.supported_versions[i];
    if (!is_grease(offered)) version = std::max(version, offered);
  }
  switch (version == 0 ? hello.version : version) {
    case 0x0304:
      return "13";
    case 0x0303:
      return "12";
    case 0x0302:
      return "11";
    case 0x0301:
      return "10";
    case 0x0300:
      return "s3";
    case 0x0002:
      return "s2";
    case 0xfeff:
      return "d1";
    case 0xfefd:
      return "d2";
    case 0xfefc:
      return "d3";
    default:
      return "00";
  }
}

constexpr bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

void append_alpn(Ja4Text& out, std::string_view alpn) {
  if (alpn.empty()) {
    out.append("00");
  } else if (is_alphanumeric(alpn.front()) && is_alphanumeric(alpn.back())) {
    out.append(alpn.front());
    out.append(alpn.back());
  } else {  // the first and last digit of its hex
    out.append(kHexDigits[static_cast<std::uint8_t>(alpn.front()) >> 4]);
    out.append(kHexDigits[static_cast<std::uint8_t>(alpn.back()) & 15]);
  }
}

void append_count(Ja4Text& out, std::size_t count) {
  const std::size_t shown = std::min<std::size_t>(count, 99);
  out.append(static_cast<char>('0' + shown / 10));
  out.append(static_cast<char>('0' + shown % 10));
}

void append_hash(Ja4Text& out, TextHash& hash) {
  std::array<char, 12> hex;
  hash.finish(hex);
  out.append({hex.data(), hex.size()});
}

void append_cipher_hash(Ja4Text& out, Numbers& suites) {
  __attribute__((uninitialized)) TextHash hash(TextHash::Kind::sha256);
  List list(hash, ',');
  for (const std::uint16_t suite : suites.sorted()) list.hex(suite);
  append_hash(out, hash);
}

void append_extension_hash(Ja4Text& out, Numbers& types, const WireNumbers& algorithms) {
  __attribute__((uninitialized)) TextHash hash(TextHash::Kind::sha256);
  List list(hash, ',');
  for (const std::uint16_t type : types.sorted()) list.hex(type);
  bool any = false;
  List signatures(hash, ',');
  for (std::size_t i = 0; i < algorithms.size(); ++i) {
    if (is_grease(algorithms[i])) continue;
    if (!any) hash.update("_");
    any = true;
    signatures.hex(algorithms[i]);
  }
  append_hash(out, hash);
}

constexpr std::string_view kNothingToHash = "000000000000";

}  // namespace

Ja3Text ja3(const ClientHello& hello) {
  if (hello.form == HelloForm::sslv2) return {};
  __attribute__((uninitialized)) TextHash hash(TextHash::Kind::md5);
  List(hash, ',').decimal(hello.version);
  hash.update(",");
  add_numbers(hash, hello.cipher_suites);
  hash.update(",");
  add_extension_types(hash, hello.extensions);
  hash.update(",");
  add_numbers(hash, hello.supported_groups);
  hash.update(",");
  List formats(hash, '-');
  for (const std::uint8_t format : hello.point_formats) formats.decimal(format);
  std::array<char, 32> hex;
  hash.finish(hex);
  return Ja3Text({hex.data(), hex.size()});
}

Ja4Text ja4(const ClientHello& hello, HelloCarrier carrier) {
  if (hello.form == HelloForm::sslv2) return {};
  // Of a thousand numbers a hello has a dozen; no others are read.
  __attribute__((uninitialized)) Numbers suites;
  for (std::size_t i = 0; i < hello.cipher_suites.size(); ++i) {
    if (!suites.add(hello.cipher_suites[i])) return {};
  }
  __attribute__((uninitialized))
  Numbers types;  // without the server name and ALPN, which the first part tells
  std::size_t told = 0;
  bool named = false;
  Cursor block(hello.extensions);
  Extension extension;
  while (next_extension(block, extension)) {
    named = named || extension.type == kServerName;
    if (extension.type == kServerName || extension.type == kAlpn) {
      ++told;
    } else if (!types.add(extension.type)) {
      return {};
    }
  }

  Ja4Text out;
  out.append(static_cast<char>(carrier));
  out.append(ja4_version(hello));
  out.append(named ? 'd' : 'i');
  append_count(out, suites.size());
  append_count(out, types.size() + told);
  append_alpn(out, hello.alpn);
  out.append('_');
  if (suites.size() == 0) {
    out.append(kNothingToHash);
  } else {
    append_cipher_hash(out, suites);
  }
  out.append('_');
  if (types.size() == 0) {
    out.append(kNothingToHash);
  } else {
    append_extension_hash(out, types, hello.signature_algorithms);
  }
  return out;
}

}  // namespace cutoffd::dissect
