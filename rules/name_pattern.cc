#include "rules/name_pattern.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/domain_name.h"
#include "core/words.h"

namespace cutoffd::rules {
namespace {

using Kind = NamePattern::Match;

constexpr std::array<std::string_view, 4> kKinds{"exact", "suffix", "family", "glob"};
constexpr std::string_view kBelow = "*.";
constexpr std::size_t kMaxDigits = 9;  // any number of so many digits fits 32 bits

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view digits_at(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::uint32_t number_in(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint32_t>(c - '0');
  return value;
}

// "[00-19]" at the beginning of `text`.
struct Range {
  std::string_view low;
  std::string_view high;
  [[nodiscard]] bool fixed_width() const { return low.size() == high.size(); }
  [[nodiscard]] std::size_t length() const { return low.size() + high.size() + 3; }
};

std::optional<Range> range_at(std::string_view text) {
  if (!text.starts_with('[')) return std::nullopt;
  Range range;
  range.low = digits_at(text.substr(1));
  std::string_view rest = text.substr(1 + range.low.size());
  if (range.low.empty() || !rest.starts_with('-')) return std::nullopt;
  range.high = digits_at(rest.substr(1));
  rest = rest.substr(1 + range.high.size());
  if (range.high.empty() || !rest.starts_with(']')) return std::nullopt;
  return range;
}

std::optional<std::string> fault_of(const Range& range, std::string_view after) {
  if (range.high.size() > kMaxDigits) return "numbers of at most nine digits";
  if (range.low.size() > range.high.size() || number_in(range.low) > number_in(range.high)) {
    return "the smaller number first, as in [00-19]";
  }
  if (!range.fixed_width() && range.low.size() > 1 && range.low.front() == '0') {
    return "both numbers padded to the same width ([00-19]), or none ([0-99])";
  }
  if (!after.empty() && (is_digit(after.front()) || after.front() == '[')) {
    return "something other than a digit after ']', or the number's end cannot be told";
  }
  return std::nullopt;
}

// Stricter than what a wire may carry: a pattern is written by people, and "https://x" or
// "ü.example" in one is a slip, not a name.
bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_' || c == '.';
}

// What fault_of_name() would find nothing wrong with, in one pass: of a million names nearly all
// are such. Where this says no, fault_of_name() says why, or that it is a name all the same.
bool is_plain_name(std::string_view text) {
  if (text.empty() || text.size() > DomainName::kMaxText) return false;
  std::size_t label = 0;
  bool number = true;  // the label is one, so far
  for (const char c : text) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      number = true;
      continue;
    }
    if (!is_host_character(c) || ++label > 63) return false;
    number = number && is_digit(c);
  }
  return label > 0 && !number;
}

std::optional<std::string> fault_of_name(std::string_view text) {
  const auto name = DomainName::from_text(text);
  if (!name || name->is_root() || name->view() != text ||
      !std::all_of(text.begin(), text.end(), is_host_character)) {
    return "a domain name: labels of 1 to 63 letters, digits, '-' or '_' between dots, at most 253 "
           "characters in all, other alphabets as xn--";
  }
  const std::string_view last = text.substr(text.rfind('.') + 1);
  if (std::all_of(last.begin(), last.end(), is_digit)) return "a name; this looks like an address";
  return std::nullopt;
}

// The pattern with each wildcard replaced by the shortest text that it stands for, so that the rest
// can be judged as a name.
struct Sample {
  std::string text;
  std::size_t wildcards = 0;
  std::optional<std::string> fault;
};

Sample sample_of(Kind kind, std::string_view text) {
  Sample sample;
  while (!text.empty() && !sample.fault) {
    const char c = text.front();
    if (kind == Kind::glob && c == '*') {
      sample.text += 'x';
      ++sample.wildcards;
      text.remove_prefix(1);
      if (text.starts_with('*')) sample.fault = "one * where two stand side by side";
    } else if (kind == Kind::family && (c == '[' || c == ']')) {
      const std::optional<Range> range = range_at(text);
      if (!range) {
        sample.fault = "a range of numbers such as [00-19] or [0-99]";
        break;
      }
      sample.text += range->low;
      ++sample.wildcards;
      text.remove_prefix(range->length());
      sample.fault = fault_of(*range, text);
    } else {
      if (c == '*' || c == '[' || c == ']') sample.fault = "no wildcard in this kind of entry";
      sample.text += c;
      text.remove_prefix(1);
    }
  }
  return sample;
}

bool family_matches(std::string_view pattern, std::string_view label) {
  while (!pattern.empty()) {
    const std::optional<Range> range = range_at(pattern);
    if (!range) {
      if (label.empty() || label.front() != pattern.front()) return false;
      label.remove_prefix(1);
      pattern.remove_prefix(1);
      continue;
    }
    std::string_view digits = digits_at(label);
    if (range->fixed_width()) {
      if (digits.size() < range->low.size()) return false;
      digits = digits.substr(0, range->low.size());
    } else if (digits.empty() || digits.size() > range->high.size() ||
               (digits.size() > 1 && digits.front() == '0')) {
      return false;
    }
    const std::uint32_t number = number_in(digits);
    if (number < number_in(range->low) || number > number_in(range->high)) return false;
    label.remove_prefix(digits.size());
    pattern.remove_prefix(range->length());
  }
  return label.empty();
}

// Each * takes as little as it can; on a mismatch the last * takes one more and all is tried again
// from there. Only the last one needs to: an earlier * that took more could not help.
bool glob_matches(std::string_view pattern, std::string_view label) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t p = 0;
  std::size_t l = 0;
  std::size_t after_star = kNone;
  std::size_t taken_to = 0;
  while (l < label.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      taken_to = ++l;  // at least one
    } else if (p < pattern.size() && pattern[p] == label[l]) {
      ++p;
      ++l;
    } else if (after_star != kNone) {
      p = after_star;
      l = ++taken_to;
    } else {
      return false;
    }
  }
  return p == pattern.size();
}

}  // namespace

std::optional<std::string> fault_of(const NamePattern& pattern) {
  std::string_view text = pattern.text;
  if (pattern.match == Kind::suffix && text.starts_with(kBelow)) text.remove_prefix(kBelow.size());
  const bool literal = pattern.match == Kind::exact || pattern.match == Kind::suffix;
  if (literal && is_plain_name(text)) return std::nullopt;
  Sample sample = sample_of(pattern.match, text);
  if (sample.fault) return sample.fault;
  if (auto fault = fault_of_name(sample.text)) return fault;
  if (pattern.match == Kind::family && sample.wildcards == 0) {
    return "a range of numbers such as [00-19]; a name without one is an exact entry";
  }
  if (pattern.match == Kind::glob && sample.wildcards == 0) {
    return "a * in one of the labels; a name without one is an exact entry";
  }
  if (anchor_of(pattern).empty()) return "no wildcard in the last label";
  return std::nullopt;
}

bool label_matches(Kind kind, std::string_view pattern, std::string_view label) {
  switch (kind) {
    case Kind::family:
      return family_matches(pattern, label);
    case Kind::glob:
      return glob_matches(pattern, label);
    case Kind::exact:
    case Kind::suffix:
      break;
  }
  return pattern == label;
}

std::string_view anchor_of(const NamePattern& pattern) {
  const std::string_view text = pattern.text;
  switch (pattern.match) {
    case Kind::exact:
      return text;
    case Kind::suffix:
      return only_below(pattern) ? text.substr(kBelow.size()) : text;
    case Kind::family:
    case Kind::glob:
      break;
  }
  const std::size_t wildcard = text.find_last_of("*]");
  if (wildcard == std::string_view::npos) return text;
  const std::size_t dot = text.find('.', wildcard);
  return dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
}

bool only_below(const NamePattern& pattern) {
  return pattern.match == Kind::suffix && std::string_view(pattern.text).starts_with(kBelow);
}

std::size_t labels_in(std::string_view name) {
  if (name.empty()) return 0;
  return 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), '.'));
}

std::string_view name_of(Kind match) { return word_of<Kind>(kKinds, match); }

}  // namespace cutoffd::rules
