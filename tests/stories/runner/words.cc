#include "tests/stories/runner/words.h"

#include <charconv>

#include "tests/stories/runner/script.h"

namespace cutoffd::story {
namespace {

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

template <typename T>
T must(const std::optional<T>& value, std::string_view text, std::string_view what) {
  if (!value) throw StoryError(quoted(text) + " is not " + std::string(what));
  return *value;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  struct Unit {
    std::string_view word;
    std::uint64_t octets;
  };
  for (const Unit& unit : {Unit{"KiB", 1024}, Unit{"MiB", 1024 * 1024}, Unit{"B", 1}}) {
    if (!text.ends_with(unit.word)) continue;
    const auto count = parse_number(text.substr(0, text.size() - unit.word.size()));
    if (!count) return std::nullopt;
    return *count * unit.octets;
  }
  return std::nullopt;
}

Words::Words(std::string_view text) {
  std::string word;
  bool inside = false;
  bool some = false;
  for (const char c : text) {
    if (c == '"') {
      inside = !inside;
      some = true;
    } else if (c == ' ' && !inside) {
      if (some) words_.push_back(word);
      word.clear();
      some = false;
    } else {
      word += c;
      some = true;
    }
  }
  if (some) words_.push_back(word);
}

std::string Words::take(std::string_view what) {
  if (done()) throw StoryError("expected " + std::string(what) + " at the end of the line");
  return words_[next_++];
}

bool Words::accept(std::string_view word) {
  if (done() || words_[next_] != word) return false;
  ++next_;
  return true;
}

void Words::need(std::string_view word) {
  if (!accept(word)) throw StoryError("expected " + quoted(word) + ", not " + quoted(peek()));
}

Duration Words::duration() {
  const std::string text = take("a duration");
  return must(parse_duration(text), text, "a duration, like 10s or 1h30m");
}

std::uint64_t Words::number() {
  const std::string text = take("a number");
  return must(parse_number(text), text, "a number");
}

std::uint64_t Words::size() {
  const std::string text = take("a size");
  return must(parse_size(text), text, "a size, like 17B or 40KiB");
}

IpAddress Words::ip() {
  const std::string text = take("an address");
  return must(IpAddress::parse(text), text, "an IP address");
}

Mac Words::mac() {
  const std::string text = take("a MAC");
  return must(parse_mac(text), text, "a MAC");
}

Endpoint Words::endpoint(std::uint16_t usual_port) {
  const std::string text = take("an address");
  if (const auto ip = IpAddress::parse(text)) return {*ip, Port{usual_port}};
  const std::size_t colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto port = parse_number(colon == std::string::npos ? "" : text.substr(colon + 1));
  return {must(IpAddress::parse(host), text, "an address"),
          Port{static_cast<std::uint16_t>(must(port, text, "an address with a port"))}};
}

void Words::end() const {
  if (!done()) throw StoryError("nobody knows what to do with " + quoted(peek()) + " here");
}

}  // namespace cutoffd::story
