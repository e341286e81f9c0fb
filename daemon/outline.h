// An answer as an outline: said once, printed as indented text for people or as JSON for programs.
//
// Keys are those of the JSON; people see them with spaces. Texts may come from the wire: both
// printings make them harmless. Threads: none of its own; a value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cutoffd {

class Outline {
 public:
  // A member of this object, in the order added. Empty texts are left out.
  Outline& add(std::string_view key, std::string_view text);
  Outline& add(std::string_view key, const char* text) { return add(key, std::string_view(text)); }
  Outline& add(std::string_view key, std::uint64_t number);
  Outline& add(std::string_view key, bool truth);
  // Left out where it is empty.
  Outline& add(std::string_view key, Outline below);
  // A list of texts.
  Outline& add(std::string_view key, std::vector<std::string> texts);
  // A list of objects.
  Outline& add(std::string_view key, std::vector<Outline> objects);

  [[nodiscard]] bool empty() const { return members_.empty(); }

  void append_text(std::string& out) const { append_text(out, 0, false); }
  // One line.
  void append_json(std::string& out) const;

 private:
  using Texts = std::vector<std::string>;
  using Objects = std::vector<Outline>;
  // An object that is a member stands in a list of one.
  struct Below {
    Objects one;
  };
  using Value = std::variant<std::string, std::uint64_t, bool, Texts, Objects, Below>;

  // `item`: the first line begins with the dash of a list.
  void append_text(std::string& out, std::size_t depth, bool item) const;

  std::vector<std::pair<std::string, Value>> members_;
};

}  // namespace cutoffd
