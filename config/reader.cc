#include "config/reader.h"

#include <algorithm>
#include <utility>

namespace cutoffd::config {
namespace {

// How many letters must be changed, added, dropped or swapped with their neighbour (optimal string
// alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({change, last[j] + 1, now[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

// Words that differ in spelling habits only are near.
std::string plain(std::string_view word) {
  std::string out(word.substr(0, 64));  // longer is no slip of a known word
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (c == '-' || c == ' ') c = '_';
  }
  return out;
}

}  // namespace

std::string KeyPath::text() const {
  std::string out;
  for (const auto& step : steps_) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      out += '[' + std::to_string(*index) + ']';
    } else {
      if (!out.empty()) out += '.';
      out += in_short(std::get<std::string_view>(step));  // a map's keys may be any text
    }
  }
  return out;
}

void Reader::fail(const Position& at, std::string found, std::string expected, std::string hint) {
  ConfigError error = error_at(at, std::move(found), std::move(expected));
  error.key = path_.text();
  error.hint = std::move(hint);
  errors_.push_back(std::move(error));
}

void Reader::note_origin(const Position& at) {
  if (origins_ != nullptr) (*origins_)[path_.text()] = {*at.file, at.line};
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  std::size_t least = 1 + std::max<std::size_t>(2, word.size() / 3);
  for (const std::string& candidate : known) {
    const std::size_t away = distance(plain(word), plain(candidate));
    if (away >= least || away >= candidate.size()) continue;
    least = away;
    best = &candidate;
  }
  return best == nullptr ? std::string{} : "did you mean " + in_quotes(*best) + "?";
}

}  // namespace cutoffd::config
