// Domain names that cannot be wrong, and the names that a wire may carry instead.
//
// DomainName: whole, lower case, at most 253 octets of text (RFC 1035 section 2.3.4), labels of 1
// to
//   63 octets of printable ASCII without dot or space (underscores are legal), without the trailing
//   dot; or the root. A longer or odder name is not cut or mended: it is not a DomainName.
// ObservedName: any name as seen, with what it is. Only `domain` is ever matched; an address
// literal
//   or an odd name is shown and kept apart, so that it cannot be mistaken for another name.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "core/bytes.h"
#include "core/inline_text.h"

namespace cutoffd {

class DomainName {
 public:
  static constexpr std::size_t kMaxText = 253;

  DomainName() = default;  // the root
  // Folds case; accepts one trailing dot; "." and "" are the root.
  static std::optional<DomainName> from_text(std::string_view text);

  [[nodiscard]] std::string_view view() const { return text_.view(); }
  [[nodiscard]] bool is_root() const { return text_.empty(); }
  [[nodiscard]] std::size_t label_count() const;
  // True for the name itself and for every name below it, by whole labels.
  [[nodiscard]] bool is_at_or_below(const DomainName& ancestor) const;

  friend bool operator==(const DomainName&, const DomainName&) = default;
  friend auto operator<=>(const DomainName&, const DomainName&) = default;

 private:
  InlineText<kMaxText> text_;
};

enum class NameForm : std::uint8_t {
  domain,   // text is exactly what DomainName::view() gives
  address,  // an IPv4 or IPv6 literal where a name belongs
  odd,      // anything else: escaped by RFC 4343 section 2.1 (\DDD), lower case
};

// 255 octets on the wire, each at most four characters (\DDD) when escaped.
inline constexpr std::size_t kMaxObservedName = 1020;
using NameText = InlineText<kMaxObservedName>;

// A name seen on the wire. Borrows its text.
struct ObservedName {
  std::string_view text;
  NameForm form = NameForm::domain;

  // The name to match, if it is one.
  [[nodiscard]] std::optional<DomainName> domain() const;
};

// The name in a host field (TLS SNI, HTTP Host without its port): judged for what it is, its text
// written to `storage`, which the result borrows. Nothing if the text is empty or escapes to more
// than the storage holds. Brackets around an IPv6 literal are removed.
std::optional<ObservedName> observe_host(Bytes host, NameText& storage);

// The name whose labels were read from DNS wire format, each label raw. Labels may hold any octet:
// one that holds a dot is `odd`, never two labels. No labels is the root: an empty `domain`.
class LabelWriter {
 public:
  explicit LabelWriter(NameText& storage) : storage_(storage) { storage_.clear(); }
  // A label of 1 to 63 octets. False once the name is longer than 255 octets on the wire.
  bool add(Bytes label);
  [[nodiscard]] ObservedName finish() const;

 private:
  NameText& storage_;
  std::size_t wire_length_ = 1;  // the root's length octet
  bool ordinary_ = true;
};

}  // namespace cutoffd

template <>
struct std::hash<cutoffd::DomainName> {
  std::size_t operator()(const cutoffd::DomainName& name) const {
    return std::hash<std::string_view>{}(name.view());
  }
};
