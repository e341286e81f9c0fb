#include "core/domain_name.h"

#include <algorithm>

#include "core/address.h"

namespace cutoffd {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Printable ASCII that may stand in a label as itself. A dot separates; a space, a backslash or a
// quote would have to be escaped, and no host name has them.
constexpr bool plain(std::uint8_t c) {
  return c > ' ' && c < 0x7f && c != '.' && c != '\\' && c != '"';
}

// RFC 4343 section 2.1: other octets as a backslash and three decimal digits; a backslash, a quote
// or a dot inside a label as a backslash and itself.
bool append_escaped(NameText& out, std::uint8_t c) {
  if (plain(c)) return out.append(lower(static_cast<char>(c)));
  if (c == '.' || c == '\\' || c == '"')
    return out.append('\\') && out.append(static_cast<char>(c));
  const char digits[] = {'\\', static_cast<char>('0' + c / 100),
                         static_cast<char>('0' + c / 10 % 10), static_cast<char>('0' + c % 10)};
  return out.append(std::string_view(digits, sizeof digits));
}

}  // namespace

std::optional<DomainName> DomainName::from_text(std::string_view text) {
  if (!text.empty() && text.back() == '.') text.remove_suffix(1);
  DomainName name;
  if (text.empty()) return name;
  if (text.size() > kMaxText) return std::nullopt;
  std::size_t label = 0;
  for (const char c : text) {
    if (c == '.') {
      if (label == 0) return std::nullopt;
      label = 0;
    } else {
      if (!plain(static_cast<std::uint8_t>(c)) || ++label > 63) return std::nullopt;
    }
    name.text_.append(lower(c));
  }
  if (label == 0) return std::nullopt;
  return name;
}

std::size_t DomainName::label_count() const {
  if (is_root()) return 0;
  return 1 + static_cast<std::size_t>(std::count(view().begin(), view().end(), '.'));
}

bool DomainName::is_at_or_below(const DomainName& ancestor) const {
  if (ancestor.is_root()) return true;
  const std::string_view mine = view();
  const std::string_view theirs = ancestor.view();
  if (!mine.ends_with(theirs)) return false;
  return mine.size() == theirs.size() || mine[mine.size() - theirs.size() - 1] == '.';
}

std::optional<DomainName> ObservedName::domain() const {
  return form == NameForm::domain ? DomainName::from_text(text) : std::nullopt;
}

std::optional<ObservedName> observe_host(Bytes host, NameText& storage) {
  storage.clear();
  std::string_view text = as_text(host);
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  if (text.empty()) return std::nullopt;
  if (const auto address = IpAddress::parse(text)) {
    storage.append(cutoffd::text(*address).view());
    return ObservedName{storage.view(), NameForm::address};
  }
  if (const auto name = DomainName::from_text(text); name && !name->is_root()) {
    storage.append(name->view());
    return ObservedName{storage.view(), NameForm::domain};
  }
  for (const std::uint8_t octet : as_bytes(text)) {
    const bool fits = octet == '.' ? storage.append('.') : append_escaped(storage, octet);
    if (!fits) return std::nullopt;
  }
  return ObservedName{storage.view(), NameForm::odd};
}

bool LabelWriter::add(Bytes label) {
  wire_length_ += 1 + label.size();
  if (label.empty() || label.size() > 63 || wire_length_ > 255) return false;
  if (!storage_.empty() && !storage_.append('.')) return false;
  for (const std::uint8_t octet : label) {
    ordinary_ = ordinary_ && plain(octet);
    if (!append_escaped(storage_, octet)) return false;
  }
  return true;
}

ObservedName LabelWriter::finish() const {
  return {storage_.view(), ordinary_ ? NameForm::domain : NameForm::odd};
}

}  // namespace cutoffd
