#include "daemon/page/view.h"

#include <algorithm>
#include <charconv>

#include "daemon/page/html.h"
#include "daemon/page/words.h"

namespace cutoffd::page {

std::size_t number_of(const HttpRequest& request, std::string_view key, std::size_t otherwise,
                      std::size_t most) {
  const std::string_view text = request.value(key);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::min(number, most) : otherwise;
}

Part part_of(const HttpRequest& request, std::size_t size) {
  constexpr std::size_t kMostPages = 1'000'000;
  return {std::max<std::size_t>(1, number_of(request, "page", 1, kMostPages)), size};
}

std::uint64_t count_of(const std::vector<rules::StateCount>& counts, std::string_view state) {
  std::uint64_t count = 0;
  for (const rules::StateCount& one : counts) {
    if (state.empty() || one.state == state) count += one.count;
  }
  return count;
}

void write_pager(Html& html, std::string_view address, const Part& part, std::uint64_t count) {
  if (count <= part.size) return;
  const std::uint64_t pages = (count + part.size - 1) / part.size;
  const auto to = [&](std::uint64_t page) {
    return std::string(address) + (address.find('?') == std::string_view::npos ? "?" : "&") +
           "page=" + std::to_string(page);
  };
  html.open("nav", {{"class", "pager"}, {"aria-label", "Pages of this list"}});
  if (part.page > 1)
    html.element("a", "← Previous", {{"href", to(part.page - 1)}, {"rel", "prev"}});
  html.element("span", "Page " + grouped(part.page) + " of " + grouped(pages) + ", " +
                           grouped(count) + " in all");
  if (part.page < pages) {
    html.element("a", "Next →", {{"href", to(part.page + 1)}, {"rel", "next"}});
  }
  html.close("nav");
}

}  // namespace cutoffd::page
