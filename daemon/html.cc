#include "daemon/html.h"

#include "core/json.h"

namespace cutoffd {

void append_html_text(std::string& out, std::string_view text) {
  std::string clean;
  append_clean_utf8(clean, text, true);
  for (const char c : clean) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
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
