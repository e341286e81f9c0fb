#include "daemon/watchlist_export_text.h"

#include <algorithm>

#include "core/json.h"

namespace cutoffd {

std::string on_one_line(std::string_view text) {
  std::string out;
  append_clean_utf8(out, text, true);
  return out;
}

std::string plain_words(std::string_view text) {
  constexpr std::string_view kPlain = " ._/-()";
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += letter || kPlain.find(c) != std::string_view::npos ? c : '_';
  }
  return out;
}

std::string about(const ExportEntry& entry) {
  std::string out = entry.entry->service;
  if (entry.cutoff) out += ", prohibited from " + std::string(rfc3339(*entry.cutoff, 0).view());
  out += ": " + entry.mark + " (" + std::string(name_of(entry.entry->confidence));
  const std::string& source = entry.entry->about().source;
  if (!source.empty()) out += "; " + source;
  return on_one_line(out + ")");
}

namespace {

using Line = std::function<void(const ExportList&, const ExportName&)>;

void write_names(const ExportPlan& plan, std::string_view comment, std::string& out,
                 bool with_covered, const Line& line) {
  for (const ExportList& list : plan.lists) {
    auto name = list.names.begin();
    auto covered = with_covered ? list.covered.begin() : list.covered.end();
    for (std::size_t i = 0; i < list.entries.size(); ++i) {
      const ExportEntry& entry = list.entries[i];
      const bool has_names = (name != list.names.end() && name->entry == i) ||
                             (covered != list.covered.end() && covered->entry == i);
      const bool is_name = std::holds_alternative<rules::NamePattern>(entry.entry->mark);
      if (!comment.empty() && is_name && (has_names || entry.listed)) {
        out += comment;
        out += !has_names ? " covered: " : entry.listed ? " " : " exempt: ";
        out += about(entry) + '\n';
      }
      for (; name != list.names.end() && name->entry == i; ++name) line(list, *name);
      for (; covered != list.covered.end() && covered->entry == i; ++covered) line(list, *covered);
    }
  }
}

}  // namespace

void write_by_entry(const ExportPlan& plan, std::string_view comment, std::string& out,
                    const Line& line) {
  write_names(plan, comment, out, false, line);
}

void write_whole_names(const ExportPlan& plan, std::string_view comment, std::string& out,
                       ShortfallCount& shortfalls, const Line& line) {
  write_names(plan, comment, out, true, [&](const ExportList& list, const ExportName& name) {
    if (!name.listed) return;
    if (name.reach == ExportName::Reach::glob || name.reach == ExportName::Reach::below) {
      return shortfalls.note("only whole names are known there; left out", name.name);
    }
    if (name.reach == ExportName::Reach::tree) {
      shortfalls.note("only whole names are known there; those below are not in it", name.name);
    }
    line(list, name);
  });
}

std::vector<const ExportName*> exempt_within(const ExportList& list, const ExportName& name) {
  const auto index = static_cast<std::size_t>(&name - list.names.data());
  std::vector<const ExportName*> found;
  for (const ExportName& other : list.names) {
    if (!other.listed && other.within == index) found.push_back(&other);
  }
  return found;
}

std::string expression_of(const ExportName& name) {
  std::string out;
  if (name.reach == ExportName::Reach::tree) out = "([^.]+\\.)*";
  if (name.reach == ExportName::Reach::below) out = "([^.]+\\.)+";
  for (const char c : name.name) {
    if (c == '*') {
      out += "[^.]+";
    } else {
      if (c == '.') out += '\\';
      out += c;
    }
  }
  return out;
}

void ShortfallCount::note(const std::string& kind, const std::string& name) {
  const auto at = std::find_if(kinds_.begin(), kinds_.end(),
                               [&kind](const Kind& known) { return known.kind == kind; });
  if (at == kinds_.end()) {
    kinds_.push_back({kind, 1, name});
  } else {
    ++at->count;
  }
}

std::vector<std::string> ShortfallCount::warnings() const {
  std::vector<std::string> out;
  for (const Kind& kind : kinds_) {
    out.push_back(kind.kind + ": " + kind.first);
    if (kind.count > 1) out.back() += " and " + std::to_string(kind.count - 1) + " more";
  }
  return out;
}

std::uint32_t RuleNumbers::of(std::string_view what) {
  // 1000000 to 1999999 is the range for local use, by the registry of Suricata's and Snort's rules.
  constexpr std::uint32_t kFirst = 1'000'000;
  constexpr std::uint32_t kCount = 1'000'000;
  std::uint32_t hash = 2166136261;  // FNV-1a
  for (const char c : what) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  std::uint32_t number = hash % kCount;
  while (!taken_.insert(number).second) number = (number + 1) % kCount;
  return kFirst + number;
}

}  // namespace cutoffd
