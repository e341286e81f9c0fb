#include "daemon/outline.h"

#include <algorithm>

#include "core/json.h"
#include "daemon/overloaded.h"

namespace cutoffd {
namespace {

std::string clean(std::string_view text) {
  std::string out;
  append_clean_utf8(out, text, true);
  return out;
}

std::string for_people(std::string key) {
  std::replace(key.begin(), key.end(), '_', ' ');
  return key;
}

}  // namespace

Outline& Outline::add(std::string_view key, std::string_view text) {
  if (!text.empty()) members_.emplace_back(key, std::string(text));
  return *this;
}
Outline& Outline::add(std::string_view key, std::uint64_t number) {
  members_.emplace_back(key, number);
  return *this;
}
Outline& Outline::add(std::string_view key, bool truth) {
  members_.emplace_back(key, truth);
  return *this;
}
Outline& Outline::add(std::string_view key, Outline below) {
  if (!below.empty()) members_.emplace_back(key, Below{{std::move(below)}});
  return *this;
}
Outline& Outline::add(std::string_view key, std::vector<std::string> texts) {
  if (!texts.empty()) members_.emplace_back(key, std::move(texts));
  return *this;
}
Outline& Outline::add(std::string_view key, std::vector<Outline> objects) {
  if (!objects.empty()) members_.emplace_back(key, std::move(objects));
  return *this;
}

void Outline::append_text(std::string& out, std::size_t depth, bool item) const {
  for (const auto& [key, value] : members_) {
    out.append(depth * 2, ' ');
    if (std::exchange(item, false)) out.replace(out.size() - 2, 1, "-");
    out += for_people(key) + ':';
    std::visit(Overloaded{
                   [&](const std::string& text) { out += ' ' + clean(text) + '\n'; },
                   [&](std::uint64_t number) { out += ' ' + std::to_string(number) + '\n'; },
                   [&](bool truth) { out += truth ? " yes\n" : " no\n"; },
                   [&](const Texts& texts) {
                     out += '\n';
                     for (const std::string& text : texts) {
                       out.append(depth * 2 + 2, ' ');
                       out += "- " + clean(text) + '\n';
                     }
                   },
                   [&](const Objects& objects) {
                     out += '\n';
                     for (const Outline& one : objects) one.append_text(out, depth + 2, true);
                   },
                   [&](const Below& below) {
                     out += '\n';
                     below.one.front().append_text(out, depth + 1, false);
                   },
               },
               value);
  }
}

void Outline::append_json(std::string& out) const {
  JsonWriter json(out);
  const auto write = [&json](const auto& self, const Outline& object) -> void {
    json.begin_object();
    for (const auto& [key, value] : object.members_) {
      json.key(key);
      std::visit(Overloaded{
                     [&](const std::string& text) { json.value(text); },
                     [&](std::uint64_t number) { json.value(number); },
                     [&](bool truth) { json.value(truth); },
                     [&](const Texts& texts) {
                       json.begin_array();
                       for (const std::string& text : texts) json.value(text);
                       json.end_array();
                     },
                     [&](const Objects& objects) {
                       json.begin_array();
                       for (const Outline& one : objects) self(self, one);
                       json.end_array();
                     },
                     [&](const Below& below) { self(self, below.one.front()); },
                 },
                 value);
    }
    json.end_object();
  };
  write(write, *this);
}

}  // namespace cutoffd
