// What accompanies a tree while it is read: where we are, what is wrong, what came from where.
//
// Threads: one. Lifetime: borrows the errors and origins that it fills, and the keys' texts.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/error.h"
#include "config/node.h"
#include "config/settings.h"

namespace cutoffd::config {

// "sinks[0].format": the place of a value in the tree.
class KeyPath {
 public:
  void enter(std::string_view key) { steps_.emplace_back(key); }
  void enter(std::size_t index) { steps_.emplace_back(index); }
  void leave() { steps_.pop_back(); }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::variant<std::string_view, std::size_t>> steps_;
};

class Reader {
 public:
  using Origins = std::map<std::string, Origin>;

  // `origins` may be null where nobody asks.
  Reader(std::vector<ConfigError>& errors, Origins* origins) : errors_(errors), origins_(origins) {}

  void fail(const Node& node, std::string expected, std::string hint = {}) {
    fail(node.at, shown(node), std::move(expected), std::move(hint));
  }
  void fail(const Position& at, std::string found, std::string expected, std::string hint = {});

  // How many were told so far.
  [[nodiscard]] std::size_t mistakes() const { return errors_.size(); }

  // The value here was read from there.
  void note_origin(const Position& at);

  // While it lives, the place is one step further down.
  class Step {
   public:
    template <typename Key>
    Step(Reader& reader, Key key) : path_(reader.path_) {
      path_.enter(key);
    }
    ~Step() { path_.leave(); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    KeyPath& path_;
  };

 private:
  std::vector<ConfigError>& errors_;
  Origins* origins_;
  KeyPath path_;
};

// "did you mean 'interfaces'?", or nothing where no known word is near.
std::string suggestion(std::string_view word, const std::vector<std::string>& known);

}  // namespace cutoffd::config
