// What other detection takes: Zeek's intelligence framework and a Sigma rule.
#include <cstdio>

#include "daemon/watchlist_export_text.h"

namespace cutoffd {
namespace {

using Reach = ExportName::Reach;

// A field of Zeek, between tabs; a lone "-" would mean that there is none.
std::string zeek_field(std::string_view text) {
  std::string out = on_one_line(text);
  return out.empty() || out == "-" ? "none" : out;
}

std::string sigma_text(std::string_view text) {
  std::string out = "'";
  for (const char c : on_one_line(text)) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

// Sigma's `query` at one depth of listed and exempt: whole names, ends of names, patterns.
void write_layer(const ExportPlan& plan, unsigned depth, const std::string& name,
                 std::string& out) {
  struct Kind {
    const char* word;
    const char* key;
    bool (*belongs)(const ExportName&);
    std::string (*value)(const ExportName&);
  };
  const Kind kinds[] = {
      {"names", "query",
       [](const ExportName& n) { return n.reach == Reach::exact || n.reach == Reach::tree; },
       [](const ExportName& n) { return n.name; }},
      {"below", "query|endswith",
       [](const ExportName& n) { return n.reach == Reach::tree || n.reach == Reach::below; },
       [](const ExportName& n) { return "." + n.name; }},
      {"patterns", "query|re", [](const ExportName& n) { return n.reach == Reach::glob; },
       [](const ExportName& n) { return "^" + expression_of(n) + "$"; }},
  };
  for (const Kind& kind : kinds) {
    std::string values;
    for (const ExportList& list : plan.lists) {
      for (const ExportName& n : list.names) {
        if (n.depth != depth || !kind.belongs(n)) continue;
        const ExportEntry& entry = list.entries[n.entry];
        values +=
            "            - " + sigma_text(kind.value(n)) + "  # " + entry.entry->service + '\n';
      }
    }
    if (values.empty()) continue;
    out += "    " + name + "_" + kind.word + ":\n        " + kind.key + ":\n" + values;
  }
}

unsigned depth_of(const ExportPlan& plan) {
  unsigned deepest = 0;
  for (const ExportList& list : plan.lists) {
    for (const ExportName& name : list.names) deepest = std::max(deepest, name.depth);
  }
  return deepest;
}

std::string uuid_of(std::string_view text) {
  std::uint64_t halves[2] = {0xcbf29ce484222325, 0x84222325cbf29ce4};  // FNV-1a, begun in two ways
  for (std::uint64_t& half : halves) {
    for (const char c : text) half = (half ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  // Version 8, RFC 9562: made as the maker likes.
  char out[40];
  std::snprintf(
      out, sizeof out, "%08x-%04x-8%03x-%04x-%012llx", static_cast<unsigned>(halves[0] >> 32),
      static_cast<unsigned>(halves[0] >> 16 & 0xffff), static_cast<unsigned>(halves[0] & 0xfff),
      static_cast<unsigned>((halves[1] >> 48 & 0x3fff) | 0x8000),
      static_cast<unsigned long long>(halves[1] & 0xffffffffffff));
  return out;
}

void write_comments(const ExportPlan& plan, std::string& out) {
  write_by_entry(plan, "#", out, [](const ExportList&, const ExportName&) {});
}

}  // namespace

ExportBody export_zeek(const ExportPlan& plan) {
  ExportBody body;
  ShortfallCount shortfalls;
  body.text = "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\tmeta.url\n";
  const auto line = [&body](const ExportList& list, const ExportName& name) {
    const ExportEntry& entry = list.entries[name.entry];
    const std::string& source = entry.entry->about().source;
    std::string says = list.list->title + ": " + entry.entry->service;
    if (entry.cutoff) {
      says += ", prohibited from " + std::string(rfc3339(*entry.cutoff, 0).view());
    }
    body.text += name.name + "\tIntel::DOMAIN\tcutoffd-" + zeek_field(list.list->id) + '\t' +
                 zeek_field(says) + '\t' + zeek_field(source.substr(0, source.find(" ; "))) + '\n';
  };
  write_whole_names(plan, "#", body.text, shortfalls, line);
  body.warnings = shortfalls.warnings();
  return body;
}

ExportBody export_sigma(const ExportPlan& plan) {
  ExportBody body;
  std::string titles;
  std::string date;
  for (const ExportList& list : plan.lists) {
    titles += (titles.empty() ? "" : ", ") + list.list->title;
    date = std::max(date, list.list->date);
  }
  std::string detection;
  std::string condition;
  const unsigned deepest = depth_of(plan);
  for (unsigned depth = 0; depth <= deepest; ++depth) {
    const std::string layer = (depth % 2 == 0 ? "listed_" : "exempt_") + std::to_string(depth);
    write_layer(plan, depth, layer, detection);
    condition += (depth == 0 ? "1 of " : " and not (1 of ") + layer + "_*";
  }
  condition += std::string(deepest, ')');
  write_comments(plan, body.text);
  body.text += "title: " + sigma_text("Contact with prohibited services of " + titles) + '\n' +
               "id: " + uuid_of(detection) + '\n' + "status: experimental\n" + "description: " +
               sigma_text(
                   "A DNS question for a name that a watchlist of cutoffd lists. Who asks wants "
                   "to call; nothing here shows that the call succeeded.") +
               '\n';
  if (!date.empty()) body.text += "date: " + date + '\n';
  body.text += "tags:\n    - attack.command-and-control\n    - attack.t1071.004\n";
  body.text += "logsource:\n    category: dns\ndetection:\n" + detection +
               "    condition: " + condition + "\nfalsepositives:\n    - " +
               sigma_text("Resolvers and forwarders that ask for somebody else") +
               "\nlevel: medium\n";
  return body;
}

}  // namespace cutoffd
