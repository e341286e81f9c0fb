#include "daemon/page/html.h"

#include "daemon/html.h"

namespace cutoffd::page {

std::string path_escaped(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_' || c == '~' || c == ':';
    if (plain) {
      out += c;
    } else {
      const auto octet = static_cast<unsigned char>(c);
      out += {'%', kHex[octet >> 4], kHex[octet & 15]};
    }
  }
  return out;
}

Html& Html::open(std::string_view element, Attributes attributes) {
  out_ += '<';
  out_ += element;
  for (const auto& [name, value] : attributes) {
    if (name.empty()) continue;
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    append_html_text(out_, value);
    out_ += '"';
  }
  out_ += '>';
  return *this;
}

Html& Html::close(std::string_view element) {
  out_ += "</";
  out_ += element;
  out_ += '>';
  return *this;
}

// An element of HTML that has no content, or one of SVG, where "/>" is the end.
Html& Html::empty(std::string_view element, Attributes attributes) {
  open(element, attributes);
  out_.back() = '/';
  out_ += '>';
  return *this;
}

Html& Html::text(std::string_view text) {
  append_html_text(out_, text);
  return *this;
}

Html& Html::element(std::string_view element, std::string_view text, Attributes attributes) {
  return open(element, attributes).text(text).close(element);
}

Html& Html::link(std::string_view address, std::string_view text) {
  return element("a", text, {{"href", address}});
}

Html& Html::wire(std::string_view text) { return element("bdi", text); }

Html& Html::term(std::string_view name, std::string_view description) {
  return element("dt", name).element("dd", description);
}

}  // namespace cutoffd::page
