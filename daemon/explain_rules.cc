#include "daemon/explain_rules.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <variant>

#include "daemon/moment.h"
#include "rules/standing.h"

namespace cutoffd {
namespace {

using rules::Determination;
using rules::NamePattern;
using rules::Prohibition;

std::string_view how_it_matches(NamePattern::Match match) {
  switch (match) {
    case NamePattern::Match::exact:
      return "exact";
    case NamePattern::Match::suffix:
      return "suffix";
    case NamePattern::Match::family:
      return "family";
    case NamePattern::Match::glob:
      break;
  }
  return "glob";
}

// Where the list was read from; with the entry's line where it is known.
std::string place_of(const InForce& in_force, const std::string& list, std::size_t line) {
  for (const config::LoadedFile& file : in_force.files) {
    if (file.id != list) continue;
    return file.path.string() + (line == 0 ? "" : ":" + std::to_string(line));
  }
  return {};
}

std::vector<std::string> exempting(const InForce& in_force, const std::string& vendor,
                                   const std::string& service) {
  std::vector<std::string> ids;
  for (const Determination& one : in_force.rules.determinations()) {
    const auto& exempt = one.exempt_services;
    if (one.vendor == vendor && std::count(exempt.begin(), exempt.end(), service) > 0) {
      ids.push_back(one.id);
    }
  }
  return ids;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

Outline loudness(const Prohibition& prohibition, const std::string& service) {
  Outline steps;
  for (int step = 0; step <= static_cast<int>(Evidence::transferred); ++step) {
    const auto evidence = static_cast<Evidence>(step);
    if (evidence < prohibition.rule->minimum) continue;
    steps.add(name_of(evidence),
              name_of(rules::severity_of(*prohibition.rule, service, false, evidence)));
  }
  return steps;
}

// "mon, tue 08:00 to 18:30 America/New_York"
std::string hours_of(const rules::TimeWindow& window) {
  std::string days;
  for (const rules::Weekday day : window.days) {
    days += (days.empty() ? "" : ", ") + std::string(name_of(day));
  }
  const auto clock = [](std::chrono::minutes at) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(at.count() / 60),
                  static_cast<int>(at.count() % 60));
    return std::string(text.data());
  };
  return (days.empty() ? "every day" : days) + " " + clock(window.from) + " to " +
         clock(window.to) + " " + window.zone.name;
}

// A contact that it leaves out opens nothing under it.
std::vector<std::string> leaves_out(const rules::Rule& rule) {
  std::vector<std::string> all;
  if (!rule.windows.empty()) {
    std::vector<std::string> hours;
    for (const rules::TimeWindow& window : rule.windows) hours.push_back(hours_of(window));
    std::string sentence = "a contact that begins at another time than ";
    for (const std::string& one : hours) sentence += (&one == &hours.front() ? "" : "; ") + one;
    all.push_back(sentence + " opens nothing under " + rule.name + " (its key windows)");
  }
  if (rule.scope != rules::Scope{}) {
    all.push_back("a contact outside of the scope of " + rule.name +
                  " opens nothing under it (its key scope)");
  }
  for (const rules::Exemption& one : rule.exemptions) {
    all.push_back("an exemption of " + one.owner + " mutes " +
                  (one.device.empty() ? std::string("contacts") : one.device) + " under " +
                  rule.name + " until " + moment(one.until));
  }
  return all;
}

struct Meaning {
  std::string_view word;
  std::string why;
};

Meaning meaning_of(const InForce& in_force, const rules::Subject& subject) {
  const auto found = in_force.rules.prohibitions(subject.vendor, subject.service);
  const bool alerts =
      subject.sure ||
      (subject.inferred && std::any_of(found.begin(), found.end(), [](const Prohibition& one) {
         return one.rule->inferred == rules::Inferred::alert;
       }));
  if (!found.empty() && !alerts) {
    return {"corroborates",
            "its entry is inferred: it counts where an incident is open, and opens none alone"};
  }
  if (!found.empty()) {
    std::vector<std::string> since;
    for (const Prohibition& one : found) {
      if (!subject.sure && one.rule->inferred != rules::Inferred::alert) continue;
      since.push_back(one.determination->id + " since " + moment(one.activity->from));
    }
    return {"prohibited", "a contact opens an incident under " + joined(since)};
  }
  const auto exempt = exempting(in_force, subject.vendor, subject.service);
  if (!exempt.empty()) {
    return {"exempt", "the service is exempt under " + joined(exempt) +
                          ": a contact is recorded, and nobody is told"};
  }
  if (subject.service == rules::kUnclassified && !subject.sure) {
    return {"recorded",
            "its entry is known to be asked for by any browser, or is inferred: nobody is told"};
  }
  if (subject.service == rules::kUnclassified) {
    return {
        "unclassified",
        "no entry says what the name is for: it is told once per device, at notice, and accuses "
        "nobody"};
  }
  return {"recorded",
          "no rule in force forbids the service: a contact is recorded, and nobody is told"};
}

}  // namespace

std::string title_of(const InForce& in_force, std::string_view determination) {
  for (const Determination& one : in_force.rules.determinations()) {
    if (one.id != determination) continue;
    return one.title + (one.citation.empty() ? "" : ", " + one.citation);
  }
  return {};
}

std::vector<Outline> entries_of(const InForce& in_force, std::string_view name) {
  std::array<rules::Match, rules::kMaxLists> matches;
  const std::size_t count = std::min(in_force.rules.match(name, matches), matches.size());
  std::vector<Outline> all;
  for (std::size_t i = 0; i < count; ++i) {
    const rules::WatchEntry& entry = *matches[i].entry;
    const rules::Watchlist& list = *matches[i].list;
    Outline one;
    one.add("watchlist", list.id).add("file", place_of(in_force, list.id, entry.line));
    if (const auto* pattern = std::get_if<NamePattern>(&entry.mark)) {
      one.add("entry", pattern->text).add("matches_as", how_it_matches(pattern->match));
    }
    one.add("vendor", list.vendor).add("title", list.title).add("service", entry.service);
    one.add("confidence", name_of(entry.confidence)).add("source", entry.about().source);
    one.add("retrieved", entry.about().retrieved)
        .add("protocol", entry.about().protocol)
        .add("note", entry.about().note);
    if (entry.quiet) one.add("quiet", true);
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Outline> rules_of(const InForce& in_force, const std::string& vendor,
                              const std::string& service) {
  std::vector<Outline> all;
  for (const Prohibition& prohibition : in_force.rules.prohibitions(vendor, service)) {
    Outline one;
    one.add("rule", prohibition.rule->name).add("determination", prohibition.determination->id);
    one.add("title", prohibition.determination->title);
    one.add("citation", prohibition.determination->citation);
    one.add("activity", prohibition.activity->id + ": " + prohibition.activity->title);
    one.add("since", moment(prohibition.activity->from));
    one.add("minimum", name_of(prohibition.rule->minimum));
    std::vector<std::string> hours;
    for (const auto& window : prohibition.rule->windows) hours.push_back(hours_of(window));
    one.add("windows", std::move(hours));
    if (prohibition.rule->scope != rules::Scope{}) one.add("scope", "see cutoffd check");
    if (prohibition.rule->inferred == rules::Inferred::alert) one.add("inferred", "alert");
    one.add("severity", loudness(prohibition, service));
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<std::string> what_would_change(const InForce& in_force, const std::string& vendor,
                                           const std::string& service, bool sure) {
  std::vector<std::string> all;
  const auto found = in_force.rules.prohibitions(vendor, service);
  for (const Prohibition& one : found) {
    all.push_back("before " + moment(one.activity->from) + " a contact opens nothing under " +
                  one.rule->name);
    if (one.rule->minimum > Evidence::asked) {
      all.push_back("less evidence than \"" + std::string(name_of(one.rule->minimum)) +
                    "\" is recorded and not told by " + one.rule->name + " (its key minimum)");
    }
    for (std::string& sentence : leaves_out(*one.rule)) all.push_back(std::move(sentence));
  }
  if (!found.empty()) {
    all.push_back(sure ? "a rule whose services leave out \"" + service + "\" would not tell of it"
                       : "an entry that is documented or observed would open an incident");
    return all;
  }
  for (const std::string& id : exempting(in_force, vendor, service)) {
    all.push_back("it would open an incident if " + id + " named \"" + service +
                  "\" among an activity's services instead of exempting it");
  }
  if (service == rules::kUnclassified) {
    all.push_back(
        "an entry of a watchlist that names its service; contacts that were seen are then "
        "judged at the reload");
  } else if (all.empty()) {
    all.push_back("a determination in force that names vendor \"" + vendor + "\" and service \"" +
                  service + "\" among its activities, and a rule for it");
  }
  return all;
}

Outline explain_name(const InForce& in_force, const DomainName& name) {
  Outline out;
  out.add("name", name.view());
  const auto subjects = rules::subjects_of(in_force.rules, name);
  if (subjects.empty()) {
    out.add("verdict", "not watched");
    out.add("why",
            "no watchlist in use has an entry for it, and it lies below no domain of interest");
    return out.add("would_change", std::vector<std::string>{
                                       "an entry in a watchlist, or a domain of interest above it",
                                       "a watchlist that is shipped and not in use (cutoffd check "
                                       "shows which ones are)"});
  }
  std::vector<Outline> meanings;
  for (const rules::Subject& subject : subjects) {
    const Meaning meaning = meaning_of(in_force, subject);
    Outline one;
    one.add("vendor", subject.vendor).add("service", subject.service);
    one.add("verdict", meaning.word).add("why", meaning.why);
    one.add("rules", rules_of(in_force, subject.vendor, subject.service));
    one.add("would_change",
            what_would_change(in_force, subject.vendor, subject.service, subject.sure));
    meanings.push_back(std::move(one));
  }
  out.add("means", std::move(meanings));
  std::vector<Outline> entries = entries_of(in_force, name.view());
  if (entries.empty())
    out.add("entries_none", "no entry matches; a domain of interest lies above it");
  return out.add("entries", std::move(entries));
}

}  // namespace cutoffd
