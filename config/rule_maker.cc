#include "config/rule_maker.h"

#include <algorithm>
#include <set>
#include <utility>

namespace cutoffd::config {
namespace {

rules::Rule suggested(const LoadedDetermination& loaded) {
  rules::Rule rule = loaded.value.default_rule;
  rule.name = loaded.id;
  rule.determination = loaded.id;
  return rule;
}

}  // namespace

std::vector<rules::Rule> RuleMaker::make(const Node* written, Reader::Origins& origins) const {
  std::vector<rules::Rule> made;
  if (written == nullptr) {
    for (const LoadedDetermination& loaded : determinations_) made.push_back(suggested(loaded));
    return made;
  }
  Reader reader(errors_, &origins);
  const Reader::Step below(reader, std::string_view("rules"));
  if (written->type != Node::Type::list) {
    reader.fail(*written, "a list of rules");
    return made;
  }
  std::set<std::string> names;
  for (std::size_t i = 0; i < written->items.size(); ++i) {
    const Reader::Step step(reader, i);
    made.push_back(read(written->items[i], i, reader));
    const std::string& name = made.back().name;
    if (name.empty() || names.insert(name).second) continue;
    reader.fail(written->items[i].at, in_quotes(name), "each name once");
  }
  return made;
}

rules::Rule RuleMaker::read(const Node& node, std::size_t index, Reader& reader) const {
  const Node* named = node.find("determination");
  const LoadedDetermination* loaded = named == nullptr ? nullptr : find(named->text);
  rules::Rule made = loaded == nullptr ? rules::Rule{} : suggested(*loaded);
  made.name.clear();
  reader.note_origin(node.at);
  rule().read(node, reader, made);
  if (loaded != nullptr) {
    check_rule(node, index, *loaded, vendors_, errors_);
  } else if (named != nullptr && named->type == Node::Type::text) {
    refuse_unknown(*named, reader);
  }
  return made;
}

void RuleMaker::refuse_unknown(const Node& named, Reader& reader) const {
  std::vector<std::string> ids;
  std::string all;
  for (const LoadedDetermination& loaded : determinations_) {
    ids.push_back(loaded.id);
    all += (all.empty() ? ": " : ", ") + loaded.id;
  }
  const Reader::Step step(reader, std::string_view("determination"));
  reader.fail(named, "a determination that is enforced" + all, suggestion(named.text, ids));
}

const LoadedDetermination* RuleMaker::find(const std::string& id) const {
  const auto at =
      std::find_if(determinations_.begin(), determinations_.end(),
                   [&id](const LoadedDetermination& loaded) { return loaded.id == id; });
  return at == determinations_.end() ? nullptr : &*at;
}

}  // namespace cutoffd::config
