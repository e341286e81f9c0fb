// Kinds of values: how each is read from YAML, shown again, and described.
//
// A kind reads in place: what the file leaves out keeps what was there before, which is the
// default. A value that cannot be read is told and left as it was.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/reader.h"
#include "config/shape.h"
#include "core/address.h"
#include "core/domain_name.h"
#include "core/time.h"

namespace cutoffd::config {

// Collects "key: value" lines of what the settings hold.
class Listing {
 public:
  struct Line {
    std::string key;
    std::string value;
  };
  template <typename Key, typename Body>
  void below(Key key, const Body& body) {
    path_.enter(key);
    body();
    path_.leave();
  }
  void value(std::string text) { lines_.push_back({path_.text(), std::move(text)}); }
  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }

 private:
  KeyPath path_;
  std::vector<Line> lines_;
};

template <typename T>
struct Kind {
  ShapePtr shape;
  std::function<void(const Node&, Reader&, T&)> read;
  std::function<void(const T&, Listing&)> list;
};

// A kind whose values are single texts.
template <typename T>
Kind<T> text_kind(Shape shape, std::function<std::optional<T>(std::string_view)> parse,
                  std::function<std::string(const T&)> show) {
  auto shared = std::make_shared<const Shape>(std::move(shape));
  auto read = [shared, parse](const Node& node, Reader& reader, T& out) {
    if (node.type == Node::Type::text) {
      if (std::optional<T> value = parse(node.text)) {
        out = std::move(*value);
        return;
      }
      reader.fail(node, shared->expected, suggestion(node.text, shared->choices));
    } else {
      reader.fail(node, shared->expected);
    }
  };
  auto list = [show](const T& value, Listing& out) { out.value(show(value)); };
  return {shared, read, list};
}

Kind<std::string> text();        // any; not empty
Kind<std::string> identifier();  // letters, digits, '.', '-', '_'; for names and ids
Kind<std::string> date();        // YYYY-MM-DD
Kind<std::filesystem::path> path();
Kind<bool> truth();
Kind<Duration> duration();
Kind<std::chrono::milliseconds> milliseconds_duration();
Kind<double> share();  // "0.1%" is 0.001
Kind<std::vector<Prefix>> networks();
Kind<DomainName> domain();
Kind<Instant> instant();

// The readers behind, for kinds of other widths.
std::optional<std::uint64_t> parse_octets(std::string_view text);  // "64KiB"
std::string octets_text(std::uint64_t octets);
std::optional<std::uint64_t> parse_count(std::string_view text);
Shape octets_shape();
Shape count_shape(std::uint64_t minimum, std::uint64_t maximum);

template <std::integral T>
Kind<T> octets(T minimum, T maximum) {
  Shape shape = octets_shape();
  shape.expected += ", " + octets_text(static_cast<std::uint64_t>(minimum)) + " to " +
                    octets_text(static_cast<std::uint64_t>(maximum));
  return text_kind<T>(
      std::move(shape),
      [minimum, maximum](std::string_view text) -> std::optional<T> {
        const auto value = parse_octets(text);
        if (!value || *value < static_cast<std::uint64_t>(minimum) ||
            *value > static_cast<std::uint64_t>(maximum)) {
          return std::nullopt;
        }
        return static_cast<T>(*value);
      },
      [](const T& value) { return octets_text(static_cast<std::uint64_t>(value)); });
}

template <std::integral T>
Kind<T> count(T minimum, T maximum) {
  return text_kind<T>(
      count_shape(static_cast<std::uint64_t>(minimum), static_cast<std::uint64_t>(maximum)),
      [minimum, maximum](std::string_view text) -> std::optional<T> {
        const auto value = parse_count(text);
        if (!value || *value < static_cast<std::uint64_t>(minimum) ||
            *value > static_cast<std::uint64_t>(maximum)) {
          return std::nullopt;
        }
        return static_cast<T>(*value);
      },
      [](const T& value) { return std::to_string(value); });
}

// One of an enumeration's words. `name_of` is that of the enumeration's own room; its enumerators
// count from 0, and it says "?" beyond the last.
Shape word_shape(std::string name, std::vector<std::string> words);
template <typename Enum>
Kind<Enum> word(std::string name, std::string_view (*name_of)(Enum)) {
  std::vector<std::string> words;
  for (unsigned i = 0; name_of(static_cast<Enum>(i)) != "?"; ++i) {
    words.emplace_back(name_of(static_cast<Enum>(i)));
  }
  return text_kind<Enum>(
      word_shape(std::move(name), words),
      [words](std::string_view text) -> std::optional<Enum> {
        const auto at = std::find(words.begin(), words.end(), text);
        if (at == words.end()) return std::nullopt;
        return static_cast<Enum>(at - words.begin());
      },
      [name_of](const Enum& value) { return std::string(name_of(value)); });
}

// Absent until it is written.
template <typename T>
Kind<std::optional<T>> maybe(const Kind<T>& kind) {
  auto read = [kind](const Node& node, Reader& reader, std::optional<T>& out) {
    T value = out.value_or(T{});
    kind.read(node, reader, value);
    out = std::move(value);
  };
  auto list = [kind](const std::optional<T>& value, Listing& out) {
    if (value) kind.list(*value, out);
  };
  return {kind.shape, read, list};
}

template <typename T>
Kind<std::vector<T>> list_of(const Kind<T>& kind) {
  Shape shape;
  shape.type = Shape::Type::list;
  shape.name = "list of " + kind.shape->name;
  shape.expected = "a list: [a, b], or one item a line after '- '";
  shape.element = kind.shape;
  auto shared = std::make_shared<const Shape>(std::move(shape));
  auto read = [kind, shared](const Node& node, Reader& reader, std::vector<T>& out) {
    if (node.type != Node::Type::list) return reader.fail(node, shared->expected);
    out.clear();
    out.reserve(node.items.size());
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Reader::Step step(reader, i);
      reader.note_origin(node.items[i].at);
      T value{};
      kind.read(node.items[i], reader, value);
      out.push_back(std::move(value));
    }
  };
  auto list = [kind](const std::vector<T>& values, Listing& out) {
    if (values.empty()) return out.value("[]");
    for (std::size_t i = 0; i < values.size(); ++i) {
      out.below(i, [&] { kind.list(values[i], out); });
    }
  };
  return {shared, read, list};
}

// A map whose keys are of a kind themselves: {asked: notice, answered: warning}.
template <typename K, typename V>
Kind<std::map<K, V>> map_from(const Kind<K>& key_kind, const Kind<V>& value_kind) {
  Shape shape;
  shape.type = Shape::Type::map;
  shape.name = "map from " + key_kind.shape->name + " to " + value_kind.shape->name;
  shape.expected = "a map: " + key_kind.shape->name + ": " + value_kind.shape->name;
  shape.choices = key_kind.shape->choices;
  shape.element = value_kind.shape;
  auto shared = std::make_shared<const Shape>(std::move(shape));
  auto read = [key_kind, value_kind, shared](const Node& node, Reader& reader,
                                             std::map<K, V>& out) {
    if (node.type != Node::Type::map) return reader.fail(node, shared->expected);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Reader::Step step(reader, std::string_view(node.keys[i].text));
      reader.note_origin(node.items[i].at);
      std::optional<K> key;
      maybe(key_kind).read(node.keys[i], reader, key);
      value_kind.read(node.items[i], reader, out[*key]);
    }
  };
  auto list = [key_kind, value_kind](const std::map<K, V>& values, Listing& out) {
    for (const auto& entry : values) {
      Listing name;
      key_kind.list(entry.first, name);
      const std::string text = name.lines().front().value;
      out.below(std::string_view(text), [&] { value_kind.list(entry.second, out); });
    }
  };
  return {shared, read, list};
}

}  // namespace cutoffd::config
