// Lists of names for blockers and sensors: Pi-hole, AdGuard Home, hosts files, Maltrail.
#include "daemon/watchlist_export_text.h"

namespace cutoffd {
namespace {

using Reach = ExportName::Reach;

}  // namespace

ExportBody export_pihole(const ExportPlan& plan) {
  ExportBody body;
  ShortfallCount shortfalls;
  write_by_entry(plan, "#", body.text, [&](const ExportList&, const ExportName& name) {
    if (name.depth > 1) return;  // what it lies in, and is exempt in, is blocked all the same
    if (!name.listed) {
      shortfalls.note("a list of Pi-hole's exempts nothing; put it on the allowlist", name.name);
      body.text += "# allow: " + name.name + '\n';
      return;
    }
    if (name.reach == Reach::glob) return shortfalls.note(kNoGlob, name.name);
    if (name.reach == Reach::below) {
      shortfalls.note("the name itself is blocked with those below it", name.name);
    }
    body.text += name.reach == Reach::exact ? name.name + '\n' : "||" + name.name + "^\n";
  });
  body.warnings = shortfalls.warnings();
  return body;
}

// A rule that exempts wins over one that blocks, and one marked important over both.
ExportBody export_adguard(const ExportPlan& plan) {
  ExportBody body;
  write_by_entry(plan, "!", body.text, [&](const ExportList&, const ExportName& name) {
    if (name.reach == Reach::exact && name.depth == 0) {
      body.text += name.name + '\n';  // without marks: this name and none below it
      return;
    }
    if (!name.listed) body.text += "@@";
    body.text +=
        name.reach == Reach::tree ? "||" + name.name + "^" : "/^" + expression_of(name) + "$/";
    if (name.depth > 1) body.text += "$important";
    body.text += '\n';
  });
  for (const ExportList& list : plan.lists) {
    for (const ExportName& name : list.names) {
      if (name.depth != 4) continue;
      body.warnings.push_back("rules here have two ranks; exempt in more than two layers: " +
                              name.name);
    }
  }
  return body;
}

ExportBody export_hosts(const ExportPlan& plan) {
  ExportBody body;
  ShortfallCount shortfalls;
  write_whole_names(plan, "#", body.text, shortfalls,
                    [&body](const ExportList&, const ExportName& name) {
                      body.text += "0.0.0.0 " + name.name + "\n:: " + name.name + '\n';
                    });
  body.warnings = shortfalls.warnings();
  return body;
}

// A trail is found in every name that ends with it, label by label.
ExportBody export_maltrail(const ExportPlan& plan) {
  ExportBody body;
  ShortfallCount shortfalls;
  write_by_entry(plan, "#", body.text, [&](const ExportList&, const ExportName& name) {
    if (name.depth > 1) return;
    if (!name.listed) {
      shortfalls.note("Maltrail exempts by its own whitelist; put it there", name.name);
      body.text += "# whitelist: " + name.name + '\n';
      return;
    }
    if (name.reach == Reach::glob) return shortfalls.note(kNoGlob, name.name);
    if (name.reach != Reach::tree) {
      shortfalls.note("Maltrail cannot part a name from those below it; both are found", name.name);
    }
    body.text += name.name + '\n';
  });
  body.warnings = shortfalls.warnings();
  return body;
}

}  // namespace cutoffd
