// Snort 3 rules: names as they stand in DNS questions and in the server name of a TLS hello.
//
// In a question every label has its length before it and the name ends with a zero, so that no
// other name can look the same; in a hello the name's length stands before it.
#include <cstdio>

#include "daemon/watchlist_export_text.h"

namespace cutoffd {
namespace {

using Reach = ExportName::Reach;

std::string hex(std::size_t value) {
  char text[4];
  std::snprintf(text, sizeof text, "%02X", static_cast<unsigned>(value & 0xff));
  return text;
}

// "|05|touch|06|vendor|07|example|00|", and how many octets that is.
std::string question_of(std::string_view name, std::size_t& octets) {
  octets = name.size() + 2;
  std::string out;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    out += "|" + hex(label.size()) + "|" + std::string(label);
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  return out + "|00|";
}

// A whole name in a question, at its beginning.
std::string question_expression(const ExportName& name) {
  std::string out = "/^.{12}";
  if (name.reach == Reach::tree) out += "([\\x01-\\x3f][a-z0-9_-]+)*";
  if (name.reach == Reach::below) out += "([\\x01-\\x3f][a-z0-9_-]+)+";
  std::string_view rest = name.name;
  while (!rest.empty()) {
    const std::string_view label = rest.substr(0, rest.find('.'));
    const bool glob = label.find('*') != std::string_view::npos;
    char length[8];
    std::snprintf(length, sizeof length, "\\x%02x", static_cast<unsigned>(label.size()));
    out += glob ? "[\\x01-\\x3f]" : length;
    for (const char c : label) out += c == '*' ? std::string("[a-z0-9_-]+") : std::string(1, c);
    rest.remove_prefix(std::min(rest.size(), label.size() + 1));
  }
  return out + "\\x00/is";
}

// After the length's second octet; what follows is not a character of names.
std::string hello_expression(const ExportName& name) {
  return "/\\x00\\x00." + expression_of(name) + "(?![a-z0-9_.-])/is";
}

std::string on_questions(const ExportName& name, bool negated) {
  const std::string no = negated ? "!" : "";
  std::size_t octets = 0;
  const std::string wire = question_of(name.name, octets);
  if (name.reach == Reach::exact) {
    return " content:" + no + "\"" + wire + "\",nocase,offset 12,depth " + std::to_string(octets) +
           ";";
  }
  if (name.reach == Reach::tree) return " content:" + no + "\"" + wire + "\",nocase,offset 12;";
  return " pcre:" + no + "\"" + question_expression(name) + "\";";
}

std::string on_hellos(const ExportName& name, bool negated) {
  const std::string no = negated ? "!" : "";
  if (name.reach == Reach::exact) {
    return " content:" + no + "\"|00 00 " + hex(name.name.size()) + "|" + name.name + "\",nocase;";
  }
  // The literal end first: an expression alone would be tried on every packet.
  const std::string end = name.name.substr(name.name.rfind('*') + 1);
  return (negated ? std::string() : " content:\"" + end + "\",nocase;") + " pcre:" + no + "\"" +
         hello_expression(name) + "\";";
}

}  // namespace

ExportBody export_snort(const ExportPlan& plan) {
  ExportBody body;
  RuleNumbers numbers;
  write_by_entry(plan, "#", body.text, [&](const ExportList& list, const ExportName& name) {
    if (!name.listed) return;  // part of the rule that it lies in
    const ExportEntry& entry = list.entries[name.entry];
    const std::string shown =
        (name.reach == Reach::tree || name.reach == Reach::below ? "." : "") + name.name;
    const auto rule = [&](std::string_view head, std::string_view where, const auto& matching) {
      std::string out(head);
      out += " ( msg:\"cutoffd " +
             plain_words(list.list->title + " " + entry.entry->service + " " + shown) + "\"; ";
      out += where;
      out += matching(name, false);
      for (const ExportName* exempt : exempt_within(list, name)) out += matching(*exempt, true);
      out += " classtype:policy-violation; sid:" +
             std::to_string(numbers.of("snort " + std::string(head) + " " + shown)) +
             "; rev:1; )\n";
      body.text += out;
    };
    rule("alert udp any any -> any 53", "flow:to_server;", on_questions);
    rule("alert tcp any any -> any 443", "flow:to_server,established; content:\"|16 03|\",depth 2;",
         on_hellos);
  });
  return body;
}

}  // namespace cutoffd
