// Resolvers that answer "there is no such name": dnsmasq, unbound, and response policy zones.
//
// In all three the most particular rule decides, as in the list.
#include <set>

#include "daemon/watchlist_export_text.h"

namespace cutoffd {
namespace {

using Reach = ExportName::Reach;

// What stands for a name and all below it may be said once.
class SaidOnce {
 public:
  bool operator()(const std::string& name) { return said_.insert(name).second; }

 private:
  std::set<std::string> said_;
};

std::string serial(const ExportPlan& plan) {
  std::string latest = "19700101";
  for (const ExportList& list : plan.lists) {
    std::string date;
    for (const char c : list.list->date) {
      if (c >= '0' && c <= '9') date += c;
    }
    if (date.size() == 8 && date > latest) latest = date;
  }
  return latest + "00";
}

}  // namespace

ExportBody export_dnsmasq(const ExportPlan& plan) {
  ExportBody body;
  ShortfallCount shortfalls;
  SaidOnce said_once;
  write_by_entry(plan, "#", body.text, [&](const ExportList&, const ExportName& name) {
    if (name.reach == Reach::glob) return shortfalls.note(kNoGlob, name.name);
    if (!said_once(name.name)) return;
    if (name.reach == Reach::exact) {
      shortfalls.note("dnsmasq cannot part a name from those below it; the rule is for both",
                      name.name);
    }
    if (name.reach == Reach::below) {
      shortfalls.note("dnsmasq cannot part a name from those below it; the rule is for both",
                      "*." + name.name);
    }
    // "#": the servers that every other name is asked of.
    body.text += name.listed ? "local=/" + name.name + "/\n" : "server=/" + name.name + "/#\n";
  });
  body.warnings = shortfalls.warnings();
  return body;
}

ExportBody export_unbound(const ExportPlan& plan) {
  ExportBody body;
  ShortfallCount shortfalls;
  SaidOnce said_once;
  body.text = "server:\n";
  write_by_entry(plan, "#", body.text, [&](const ExportList&, const ExportName& name) {
    if (name.reach == Reach::glob) return shortfalls.note(kNoGlob, name.name);
    if (!said_once(name.name)) return;
    const std::string zone = "    local-zone: \"" + name.name + ".\" ";
    if (name.reach == Reach::exact && name.depth == 0) {
      // The name has a record, so that it has no other; names below are resolved as ever.
      body.text += zone + "transparent\n    local-data: '" + name.name + ". TXT \"cutoffd\"'\n";
      return;
    }
    if (name.reach != Reach::tree) {
      shortfalls.note("a zone is a name with all below it; the rule is for both",
                      (name.reach == Reach::below ? "*." : "") + name.name);
    }
    body.text += zone + (name.listed ? "always_nxdomain\n" : "always_transparent\n");
  });
  body.warnings = shortfalls.warnings();
  return body;
}

ExportBody export_rpz(const ExportPlan& plan) {
  ExportBody body;
  ShortfallCount shortfalls;
  SaidOnce said_once;
  body.text = "$TTL 300\n@ SOA localhost. root.localhost. " + serial(plan) +
              " 3600 600 86400 300\n@ NS localhost.\n";
  write_by_entry(plan, ";", body.text, [&](const ExportList&, const ExportName& name) {
    if (name.reach == Reach::glob) return shortfalls.note(kNoGlob, name.name);
    const std::string action = name.listed ? " CNAME .\n" : " CNAME rpz-passthru.\n";
    const bool itself = name.reach != Reach::below;
    const bool below = name.reach != Reach::exact;
    if (itself && said_once(name.name)) body.text += name.name + action;
    if (below && said_once("*." + name.name)) body.text += "*." + name.name + action;
  });
  body.warnings = shortfalls.warnings();
  return body;
}

}  // namespace cutoffd
