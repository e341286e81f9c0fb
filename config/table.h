// The table of a map's keys: one line each says name, kind, where it is kept, and what it means.
// The same line reads the key, shows it, documents it and describes it to editors.
//
//   Table<Log> log = Table<Log>("log")
//       .key("level", [](auto& s) -> auto& { return s.level; }, word(…), "How much …");
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "config/key_table.h"
#include "config/kind.h"

namespace cutoffd::config {

enum class Presence : std::uint8_t { optional, required };

// Some two hundred keys are made with this, and compilers take their time over what is a template:
// here is only what knows an object's type or a key's. The rest is KeyTable.
template <typename Object>
class Table {
 public:
  using Check = void (*)(const Object&, const Node&, Reader&);

  // `name` is the word for the whole in the reference: "sink", "rule".
  explicit Table(std::string_view name) : keys_(name, defaults()) {}

  // `Access`, a lambda without captures, gives the place of the value in an object, const or not.
  template <typename Access, typename Value>
  Table&& key(std::string_view name, Access, const Kind<Value>& kind, std::string_view help,
              Presence presence = Presence::optional) && {
    static_assert(std::is_empty_v<Access> && std::is_default_constructible_v<Access>);
    keys_.add({name, std::make_shared<const Kind<Value>>(kind),
               [](const void* known, const Node& node, Reader& reader, void* object) {
                 static_cast<const Kind<Value>*>(known)->read(
                     node, reader, Access{}(*static_cast<Object*>(object)));
               },
               [](const void* known, const void* object, Listing& out) {
                 static_cast<const Kind<Value>*>(known)->list(
                     Access{}(*static_cast<const Object*>(object)), out);
               }},
              kind.shape, help, presence == Presence::required);
    return std::move(*this);
  }

  // Of these keys exactly one must be there.
  Table&& exactly_one(std::initializer_list<std::string_view> names) && {
    keys_.exactly_one(names);
    return std::move(*this);
  }
  // Of these keys at least one must be there.
  Table&& at_least_one(std::initializer_list<std::string_view> names) && {
    keys_.at_least_one(names);
    return std::move(*this);
  }
  // This key is read before the others, wherever it is written: it gives them values that they then
  // change.
  Table&& first(std::string_view name) && {
    keys_.first(name);
    return std::move(*this);
  }
  // A text alone stands for a map with this key.
  Table&& shorthand(std::string_view name) && {
    keys_.shorthand(name);
    return std::move(*this);
  }
  // What only the whole can tell. Asked of every map, also of one with mistakes.
  Table&& check(Check ask) && {
    check_ = ask;
    return std::move(*this);
  }
  // Asked only where every key was right, so that one mistake is not told twice.
  Table&& check_whole(Check ask) && {
    check_whole_ = ask;
    return std::move(*this);
  }

  // The whole as a kind of value.
  Kind<Object> kind() && {
    auto keys = std::make_shared<const KeyTable>(std::move(keys_));
    auto read = [keys, always = check_, whole = check_whole_](const Node& node, Reader& reader,
                                                              Object& object) {
      const KeyTable::Outcome outcome = keys->read(node, reader, &object);
      if (outcome == KeyTable::Outcome::no_map) return;
      if (always != nullptr) always(object, node, reader);
      if (whole != nullptr && outcome == KeyTable::Outcome::right) whole(object, node, reader);
    };
    auto list = [keys](const Object& object, Listing& out) { keys->list(&object, out); };
    return {keys->shape(), read, list};
  }

 private:
  static const void* defaults() {
    static const Object object{};
    return &object;
  }

  KeyTable keys_;
  Check check_ = nullptr;
  Check check_whole_ = nullptr;
};

}  // namespace cutoffd::config
