// Suricata 7 rules and datasets: names in DNS questions, TLS and QUIC hellos and HTTP hosts.
//
// dotprefix puts a dot before the name, so that ".upd.vendor.example" at the end is a whole label;
// what is exempt is a negated content of the same rule.
#include <array>

#include "daemon/watchlist_export_text.h"

namespace cutoffd {
namespace {

using Reach = ExportName::Reach;

struct Buffer {
  std::string_view protocol;
  std::string_view keyword;
  std::string_view nocase;  // http.host is lower case already and takes no nocase
};
constexpr std::array<Buffer, 4> kBuffers{
    Buffer{"dns", "dns.query", " nocase;"}, Buffer{"tls", "tls.sni", " nocase;"},
    Buffer{"quic", "quic.sni", " nocase;"}, Buffer{"http", "http.host", ""}};

std::string content(const std::string& text, bool negated, const Buffer& buffer) {
  return std::string(" content:") + (negated ? "!" : "") + "\"" + text + "\";" +
         std::string(buffer.nocase);
}

std::string expression(const ExportName& name, bool negated) {
  return std::string(" pcre:") + (negated ? "!" : "") + "\"/^\\.?" + expression_of(name) + "$/i\";";
}

// In a buffer with dotprefix.
std::string unless(const ExportName& exempt, const Buffer& buffer) {
  switch (exempt.reach) {
    case Reach::exact:
      return content("." + exempt.name, true, buffer) + " startswith; endswith;";
    case Reach::tree:
      return content("." + exempt.name, true, buffer) + " endswith;";
    case Reach::below:
    case Reach::glob:
      break;
  }
  return expression(exempt, true);
}

std::string matching(const ExportName& name, const Buffer& buffer) {
  switch (name.reach) {
    case Reach::exact:
      return content(name.name, false, buffer) + " bsize:" + std::to_string(name.name.size()) + ";";
    case Reach::tree:
      return " dotprefix;" + content("." + name.name, false, buffer) + " endswith;";
    case Reach::below:
      return " dotprefix;" + content("." + name.name, false, buffer) + " endswith;" +
             content("." + name.name, true, buffer) + " startswith; endswith;";
    case Reach::glob:
      break;
  }
  return " dotprefix;" + content(name.name.substr(name.name.rfind('*') + 1), false, buffer) +
         " endswith;" + expression(name, false);
}

std::string rule(const ExportList& list, const ExportName& name, const Buffer& buffer,
                 RuleNumbers& numbers) {
  const ExportEntry& entry = list.entries[name.entry];
  const std::string shown =
      (name.reach == Reach::tree || name.reach == Reach::below ? "." : "") + name.name;
  std::string out =
      "alert " + std::string(buffer.protocol) + " any any -> any any (msg:\"cutoffd " +
      plain_words(list.list->title + " " + entry.entry->service + " " + shown) +
      "\"; flow:to_server; " + std::string(buffer.keyword) + ";" + matching(name, buffer);
  for (const ExportName* exempt : exempt_within(list, name)) out += unless(*exempt, buffer);
  out += " classtype:policy-violation; metadata:vendor " + plain_words(list.list->vendor) +
         ", service " + plain_words(entry.entry->service);
  if (entry.cutoff) out += ", cutoff " + std::string(rfc3339(*entry.cutoff, 0).view());
  out += "; sid:" +
         std::to_string(numbers.of("suricata " + std::string(buffer.protocol) + " " + shown)) +
         "; rev:1;)\n";
  return out;
}

std::string base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
    }
    const std::size_t octets = std::min<std::size_t>(3, text.size() - i);
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= octets ? kDigits[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return out;
}

}  // namespace

ExportBody export_suricata(const ExportPlan& plan) {
  ExportBody body;
  RuleNumbers numbers;
  write_by_entry(plan, "#", body.text, [&](const ExportList& list, const ExportName& name) {
    if (!name.listed) return;  // part of the rule that it lies in
    for (const Buffer& buffer : kBuffers) body.text += rule(list, name, buffer, numbers);
  });
  return body;
}

// A dataset knows whole names only, and no comments.
ExportBody export_suricata_dataset(const ExportPlan& plan) {
  ExportBody body;
  ShortfallCount shortfalls;
  write_whole_names(plan, "", body.text, shortfalls,
                    [&body](const ExportList&, const ExportName& name) {
                      body.text += base64(name.name) + '\n';
                    });
  body.warnings = shortfalls.warnings();
  return body;
}

}  // namespace cutoffd
