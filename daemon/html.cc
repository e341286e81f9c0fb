#include "daemon/html.h"

#include <array>

#include "core/json.h"

namespace cutoffd {
namespace {

// U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069 (Unicode Annex 9), U+061C, U+2028 and U+2029.
constexpr std::array<std::string_view, 14> kTurns{
    "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC",
    "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8",
    "\xE2\x81\xA9", "\xD8\x9C",     "\xE2\x80\xA8", "\xE2\x80\xA9"};

std::string_view turn_at(std::string_view text) {
  for (const std::string_view turn : kTurns) {
    if (text.starts_with(turn)) return turn;
  }
  return {};
}

std::string_view reference_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

void append_html_text(std::string& out, std::string_view text) {
  std::string clean;
  append_clean_utf8(clean, text, true);
  const std::string_view all = clean;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto octet = static_cast<unsigned char>(all[i]);
    if (octet == 0xE2 || octet == 0xD8) {
      const std::string_view turn = turn_at(all.substr(i));
      if (!turn.empty()) {
        out += kReplacement;
        i += turn.size() - 1;
        continue;
      }
    }
    const std::string_view reference = reference_of(all[i]);
    if (reference.empty()) {
      out += all[i];
    } else {
      out += reference;
    }
  }
}

std::string html_text(std::string_view text) {
  std::string out;
  append_html_text(out, text);
  return out;
}

void append_element(std::string& out, std::string_view tag, std::string_view text,
                    std::string_view style) {
  out += '<';
  out += tag;
  if (!style.empty()) {
    out += " class=\"";
    append_html_text(out, style);
    out += '"';
  }
  out += '>';
  append_html_text(out, text);
  out += "</";
  out += tag;
  out += ">\n";
}

HtmlTable::HtmlTable(std::string_view caption, std::vector<std::string> headers) {
  head_ = "<table>\n<caption>" + html_text(caption) + "</caption>\n<thead><tr>";
  for (const std::string& header : headers) {
    head_ += "<th scope=\"col\">" + html_text(header) + "</th>";
  }
  head_ += "</tr></thead>\n<tbody>\n";
}

void HtmlTable::add(const std::vector<std::string>& cells) {
  body_ += "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    body_ += i == 0 ? "<th scope=\"row\">" : "<td>";
    body_ += cells[i];
    body_ += i == 0 ? "</th>" : "</td>";
  }
  body_ += "</tr>\n";
}

void HtmlTable::append_to(std::string& out, std::string_view nothing) const {
  if (body_.empty()) return append_element(out, "p", nothing, "nothing");
  out += head_ + body_ + "</tbody>\n</table>\n";
}

}  // namespace cutoffd
