#include "daemon/report_scope.h"

#include <string_view>

namespace cutoffd {
namespace {

using rules::ScopeLists;

template <typename Items, typename Say>
void append_line(std::string& out, std::string_view what, const Items& items, Say say) {
  for (const auto& item : items) {
    if (!out.empty()) out += ", ";
    out += std::string(what) + ' ' + say(item);
  }
}

std::string said(const ScopeLists& lists) {
  const auto same = [](const std::string& text) { return text; };
  std::string out;
  append_line(out, "network", lists.networks,
              [](const Prefix& one) { return std::string(text(one).view()); });
  append_line(out, "VLAN", lists.vlans, [](std::uint16_t vlan) { return std::to_string(vlan); });
  append_line(out, "interface", lists.interfaces, same);
  append_line(out, "device", lists.devices, same);
  append_line(out, "tag", lists.tags, same);
  return out;
}

std::string said(const rules::Scope& scope) {
  const std::string only = said(scope.only);
  const std::string except = said(scope.except);
  std::string out = only.empty() ? "everywhere" : "only " + only;
  if (!except.empty()) out += "; except " + except;
  return out;
}

}  // namespace

std::vector<ScopeLine> scope_lines(const config::Settings& settings) {
  std::vector<ScopeLine> lines;
  for (const rules::Rule& rule : settings.rules) {
    std::string services;
    for (const std::string& one : rule.services) services += (services.empty() ? "" : ", ") + one;
    lines.push_back({rule.name, rule.determination,
                     services.empty() ? "all that it prohibits" : services,
                     std::string(name_of(rule.minimum)), said(rule.scope)});
  }
  return lines;
}

std::vector<std::string> internal_networks(const config::Settings& settings) {
  std::vector<std::string> all;
  for (const Prefix& one : settings.judge.internal) all.emplace_back(text(one).view());
  return all;
}

}  // namespace cutoffd
