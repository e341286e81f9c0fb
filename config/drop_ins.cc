#include "config/drop_ins.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

namespace cutoffd::config {

std::vector<std::filesystem::path> drop_ins_in(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> all;
  std::error_code absent;
  for (const auto& file : std::filesystem::directory_iterator(directory, absent)) {
    const std::filesystem::path& path = file.path();
    if (path.extension() == ".yaml" && path.filename().string().front() != '.') all.push_back(path);
  }
  std::sort(all.begin(), all.end());
  return all;
}

void join(Node&& from, Node& into) {
  if (from.type == Node::Type::nothing) return;  // an empty file, or a key without a value
  if (from.type != into.type || from.type == Node::Type::text) {
    into = std::move(from);
    return;
  }
  if (from.type == Node::Type::list) {
    into.items.insert(into.items.end(), std::make_move_iterator(from.items.begin()),
                      std::make_move_iterator(from.items.end()));
    return;
  }
  for (std::size_t i = 0; i < from.keys.size(); ++i) {
    const auto known = std::find_if(into.keys.begin(), into.keys.end(),
                                    [&](const Node& key) { return key.text == from.keys[i].text; });
    if (known == into.keys.end()) {
      into.keys.push_back(std::move(from.keys[i]));
      into.items.push_back(std::move(from.items[i]));
      continue;
    }
    const auto at = static_cast<std::size_t>(known - into.keys.begin());
    into.keys[at].at = from.keys[i].at;
    join(std::move(from.items[i]), into.items[at]);
  }
}

}  // namespace cutoffd::config
