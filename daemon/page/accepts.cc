#include "daemon/page/accepts.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

namespace cutoffd::page {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// Takes the next piece off the front.
std::string_view take(std::string_view& rest, char separator) {
  const std::string_view piece = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
  return trimmed(piece);
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

double weight(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view one = take(parameters, ';');
    if (!one.starts_with("q=") && !one.starts_with("Q=")) continue;
    return std::clamp(std::strtod(std::string(one.substr(2, 5)).c_str(), nullptr), 0.0, 1.0);
  }
  return 1.0;
}

}  // namespace

double weight_of(std::string_view accept, std::string_view type) {
  double best = 0;
  while (!accept.empty()) {
    std::string_view range = take(accept, ',');
    if (same_word(take(range, ';'), type)) best = std::max(best, weight(range));
  }
  return best;
}

}  // namespace cutoffd::page
