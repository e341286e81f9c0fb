// nftables knows addresses and no names: a table that counts and logs, and drops where asked to.
#include "daemon/watchlist_export_text.h"

namespace cutoffd {
namespace {

bool four(const ExportAddress& address) { return address.prefix.network().is_v4(); }

// A prefix of full length is written as an address.
std::string element_of(const Prefix& prefix) { return std::string(text(prefix).view()); }

void write_set(const ExportPlan& plan, bool v4, bool listed, std::string& out) {
  std::string elements;
  for (const ExportList& list : plan.lists) {
    for (const ExportAddress& address : list.addresses) {
      if (four(address) != v4 || address.listed != listed) continue;
      elements += "            # " + about(list.entries[address.entry]) + '\n';
      elements += "            " + element_of(address.prefix) + ",\n";
    }
  }
  out += std::string("    set ") + (listed ? "vendor" : "exempt") + (v4 ? "4" : "6") +
         " {\n        type " + (v4 ? "ipv4_addr" : "ipv6_addr") +
         "\n        flags interval\n        auto-merge\n";
  if (!elements.empty()) out += "        elements = {\n" + elements + "        }\n";
  out += "    }\n";
}

void warn(const ExportPlan& plan, ExportBody& body) {
  std::size_t names = 0;
  ShortfallCount shortfalls;
  for (const ExportList& list : plan.lists) {
    names += list.names.size();
    for (const ExportAddress& inner : list.addresses) {
      for (const ExportAddress& outer : list.addresses) {
        if (inner.listed && !outer.listed && outer.prefix.length() < inner.prefix.length() &&
            outer.prefix.contains(inner.prefix.network())) {
          shortfalls.note("what is exempt comes first; not matched inside of it",
                          element_of(inner.prefix));
        }
      }
    }
  }
  body.warnings = shortfalls.warnings();
  body.warnings.push_back("nftables knows no names: " + std::to_string(names) +
                          " names are left out");
  body.warnings.push_back(
      "an address is weak evidence: others may be served from it, and the vendor from elsewhere");
}

}  // namespace

ExportBody export_nftables(const ExportPlan& plan) {
  ExportBody body;
  body.text = "table inet cutoffd {\n";
  for (const bool listed : {true, false}) {
    for (const bool v4 : {true, false}) write_set(plan, v4, listed, body.text);
  }
  body.text +=
      "    chain contact {\n        # To block, write \"drop\" after the prefix.\n"
      "        counter log prefix \"cutoffd \"\n    }\n";
  for (const char* hook : {"forward", "output"}) {
    body.text += std::string("    chain ") + hook + " {\n        type filter hook " + hook +
                 " priority filter; policy accept;\n"
                 "        ip daddr @exempt4 return\n        ip6 daddr @exempt6 return\n"
                 "        ct state new ip daddr @vendor4 jump contact\n"
                 "        ct state new ip6 daddr @vendor6 jump contact\n    }\n";
  }
  body.text += "}\n";
  warn(plan, body);
  return body;
}

}  // namespace cutoffd
