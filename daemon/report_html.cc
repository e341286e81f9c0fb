// A report as one page for an auditor: prints on A4 and Letter, and needs nothing else.
#include <algorithm>

#include "daemon/html.h"
#include "daemon/incident_words.h"
#include "daemon/report_formats.h"
#include "daemon/report_outline.h"
#include "daemon/report_scope.h"
#include "daemon/version.h"
#include "rules/sentence.h"

namespace cutoffd {
namespace {

// Widths are the browser's business: long words break, so that no column is cut off.
constexpr std::string_view kStyle = R"css(
:root{color-scheme:light}
*{box-sizing:border-box}
body{font:15px/1.45 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:#1b1f24;background:#fff;margin:2rem auto;max-width:62rem;padding:0 1.2rem}
h1{font-size:1.7rem;margin:0 0 .2rem}
h2{font-size:1.15rem;margin:2rem 0 .5rem;padding-top:.6rem;border-top:2px solid #1b1f24}
h3{font-size:1rem;margin:1.2rem 0 .3rem}
p{margin:.35rem 0;max-width:48rem}
.lead{color:#4a5360}
.nothing{color:#4a5360;font-style:italic}
.verdict{display:inline-block;font-weight:700;padding:.15rem .6rem;border-radius:.3rem;border:2px solid}
.found{color:#8c1d18;border-color:#8c1d18;background:#fdecea}
.inconclusive{color:#6b4a00;border-color:#6b4a00;background:#fff4d6}
.clean{color:#14532d;border-color:#14532d;background:#e7f6ec}
table{border-collapse:collapse;width:100%;margin:.6rem 0 1rem;font-size:.86rem}
caption{text-align:left;color:#4a5360;padding:0 0 .3rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #c9d1da;overflow-wrap:anywhere;min-width:6.5em}
thead th{border-bottom:2px solid #1b1f24;overflow-wrap:normal}
tbody th{font-weight:600}
small{display:block;color:#4a5360;font-weight:400}
.n,time{font-variant-numeric:tabular-nums;white-space:nowrap}
code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
ul{margin:.3rem 0;padding-left:1.2rem}
@page{margin:14mm}
@media print{body{margin:0;padding:0;max-width:none;font-size:9.5pt}table{font-size:7.5pt}th,td{padding:.25rem .35rem}thead{display:table-header-group}tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}}
)css";

std::string small(std::string_view text) {
  return text.empty() ? std::string() : "<small>" + html_text(text) + "</small>";
}

std::string device_cell(const DeviceView& device) {
  std::string out = html_text(called_shortly(device));
  std::string where;
  for (const IpAddress& ip : device.ips) {
    where += (where.empty() ? "" : ", ") + std::string(text(ip).view());
  }
  out += small(where);
  if (device.mac) out += small(text(*device.mac).view());
  if (!device.owner.empty()) out += small("owner: " + device.owner);
  return out;
}

std::string evidence_cell(const std::optional<Evidence>& evidence,
                          const std::optional<Blocked>& blocked) {
  std::string out = evidence ? html_text(name_of(*evidence)) : "-";
  if (blocked) out += small("blocked: " + std::string(name_of(*blocked)));
  return out;
}

std::string span_cell(const rules::ContactSpan& span) {
  if (span.count == 0) return "none";
  std::string out = "<span class=\"n\">" + std::to_string(span.count) + "</span>";
  out += "<small><time>" + moment(span.first) + "</time></small>";
  return out + "<small>to <time>" + moment(span.last) + "</time></small>";
}

void append_list(std::string& out, const std::vector<std::string>& sentences) {
  if (sentences.empty()) return;
  out += "<ul>\n";
  for (const std::string& one : sentences) append_element(out, "li", one);
  out += "</ul>\n";
}

void append_scope(std::string& out, const config::Settings& settings) {
  append_element(out, "h2", "Scope");
  std::string networks;
  for (const std::string& one : internal_networks(settings)) {
    networks += (networks.empty() ? "" : ", ") + one;
  }
  append_element(
      out, "p",
      networks.empty()
          ? "Internal networks: the private and link-local ones, since none is configured."
          : "Internal networks: " + networks + ".");
  HtmlTable table("The rules in force: what is looked for, and where.",
                  {"Rule", "Determination", "Services", "Told from", "Where"});
  for (const ScopeLine& line : scope_lines(settings)) {
    table.add({html_text(line.rule), html_text(line.determination), html_text(line.services),
               html_text(line.minimum), html_text(line.where)});
  }
  table.append_to(out, "No rule is in force: contacts are recorded, and nothing is told.");
}

void append_coverage(std::string& out, const ReportFacts& facts) {
  append_element(out, "h2", "How much was seen");
  append_list(out, facts.coverage.reasons);
  HtmlTable table("Where the sensor looked. Without coverage, no contact proves nothing.",
                  {"Source", "From", "To", "Looked", "Up", "Packets", "Dropped", "Gaps"});
  for (const SourceCoverage& one : facts.sources) {
    // Nobody looked, or the capture paused.
    std::string gaps = std::to_string(one.gaps.size() + one.gaps_left_out + one.figures.gaps);
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < std::min(one.gaps.size(), kShown); ++i) {
      gaps += small(moment(one.gaps[i].from) + " to " + moment(one.gaps[i].to));
    }
    if (one.gaps.size() > kShown) gaps += small("and more: see the JSON");
    table.add({html_text(one.source), moment(one.seen.from), moment(one.seen.to),
               share_text(one.looked, one.seen.to - one.seen.from), share_text(one.up, one.looked),
               std::to_string(one.figures.packets), std::to_string(one.figures.drops), gaps});
  }
  table.append_to(out, "No coverage is kept of this period.");
}

void append_devices(std::string& out, const ReportFacts& facts) {
  append_element(out, "h2", "Devices");
  HtmlTable table(
      "Each device and service with contacts in the period, before and after the cutoff.",
      {"Device", "Service", "State", "Evidence", "Before", "After", "Octets"});
  for (const rules::DeviceService& row : facts.devices) {
    table.add({device_cell(row.device), html_text(row.vendor) + small(row.service),
               html_text(row.state) + small(row.prohibited ? "prohibited" : "not prohibited"),
               evidence_cell(row.evidence, row.blocked) + small(row.name), span_cell(row.before),
               span_cell(row.after),
               "<span class=\"n\">" + rules::octets_text(row.bytes_down) +
                   "</span><small>sent <span class=\"n\">" + rules::octets_text(row.bytes_up) +
                   "</span></small>"});
  }
  table.append_to(out, "No device contacted a watched service in this period.");
}

// Who stands between is not accused.
std::string between(const rules::IncidentRow& row) {
  std::string out;
  if (row.behind) {
    out += small(std::string(text(*row.behind).view()) +
                 " acts for others: the client is not visible from here");
  }
  if (row.via) out += small("by way of " + std::string(text(*row.via).view()));
  return out;
}

std::string proofs_cell(const rules::IncidentRow& row) {
  std::string out;
  for (std::size_t step = 0; step < row.proofs.size(); ++step) {
    const auto& proof = row.proofs[step];
    if (!proof) continue;
    out += html_text(name_of(static_cast<Evidence>(step)));
    std::string how = std::string(rfc3339(proof->time).view()) + " " + proof->name;
    if (proof->server) how += " at " + std::string(text(proof->server->ip).view());
    if (proof->frame > 0) how += ", frame " + std::to_string(proof->frame);
    out += small(how);
  }
  return out;
}

void append_incidents(std::string& out, const ReportFacts& facts) {
  append_element(out, "h2", "Incidents and their proofs");
  HtmlTable table("One device, one rule, one service.",
                  {"Incident", "Device", "Service and rule", "State", "Contacts", "Proofs"});
  for (const ReportIncident& one : facts.incidents) {
    const rules::IncidentRow& row = one.row;
    table.add({"<code>" + html_text(row.id) + "</code>" +
                   small(one.opened ? "opened in this period" : "opened earlier"),
               html_text(called_shortly(one.device)) + small(one.device.id) + between(row),
               html_text(row.vendor + " " + row.service) + small(row.rule) +
                   small("cutoff " + moment(row.cutoff)),
               html_text(state_word(row)), span_cell(row.span), proofs_cell(row)});
  }
  table.append_to(out, "No incident has contacts in this period.");
}

void append_orders(std::string& out, const config::Settings& settings) {
  append_element(out, "h2", "Determinations in force");
  for (const rules::Determination& order : settings.determinations) {
    append_element(out, "h3", order.title);
    append_element(out, "p",
                   order.authority + (order.citation.empty() ? "" : ", ") + order.citation);
    std::vector<std::string> activities;
    for (const rules::Activity& activity : order.activities) {
      activities.push_back(activity.title + ": from " + moment(activity.from));
    }
    append_list(out, activities);
    if (!order.note.empty()) append_element(out, "p", order.note, "lead");
    append_list(out, order.sources);
  }
  HtmlTable lists("Watchlists.", {"Vendor", "List", "Reviewed", "Version", "Entries"});
  for (const rules::Watchlist& list : settings.watchlists) {
    lists.add({html_text(list.title), html_text(list.id), html_text(list.date),
               html_text(list.version), std::to_string(list.entries.size())});
  }
  lists.append_to(out, "No watchlist is in use.");
}

void append_words(std::string& out, const config::Settings& settings, const ReportFacts& facts) {
  append_element(out, "h2", "Exemptions and decisions");
  HtmlTable exemptions("Exemptions of the configuration: they mute, and erase nothing.",
                       {"Until", "Whose", "What", "Owner", "Reason"});
  const auto or_all = [](const std::string& text) { return text.empty() ? "all" : text; };
  for (const rules::Exemption& one : settings.exemptions) {
    const std::string whose =
        one.device.empty() && !one.tag.empty() ? "tag " + one.tag : one.device;
    exemptions.add({moment(one.until), html_text(or_all(whose)),
                    html_text(or_all(one.vendor)) + small(or_all(one.service)) +
                        small("rule: " + or_all(one.rule)),
                    html_text(one.owner), html_text(one.reason)});
  }
  exemptions.append_to(out, "No exemption is configured.");
  HtmlTable decisions("What operators decided in the period.",
                      {"Time", "Decision", "Of", "Who", "Why", "Until"});
  for (const rules::DecisionRow& row : facts.decisions) {
    decisions.add({moment(row.time), html_text(row.verb), html_text(row.subject),
                   html_text(row.who), html_text(row.why), row.until ? moment(*row.until) : ""});
  }
  decisions.append_to(out, "Nothing was decided in this period.");
}

}  // namespace

void append_report_html(std::string& out, const config::Settings& settings,
                        const ReportFacts& facts, const std::vector<std::string>& changes,
                        std::string_view hash) {
  out +=
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n";
  append_element(out, "title", "Report of " + settings.judge.sensor);
  out += "<style>";
  out += kStyle;
  out += "</style>\n</head>\n<body>\n<main>\n";
  append_element(out, "h1", "Contacts with prohibited services");
  append_element(out, "p",
                 "Sensor " + settings.judge.sensor + ", " + moment(facts.period.from) + " to " +
                     moment(facts.period.to) + ", cutoffd " + std::string(version()),
                 "lead");
  const std::string verdict(name_of(facts.coverage.verdict));
  append_element(out, "p", verdict, "verdict " + verdict);
  append_element(out, "p",
                 "A contact is what a device sent or was answered. It is no offence: what a "
                 "determination forbids, it forbids the vendor.",
                 "lead");
  if (!changes.empty()) {
    append_element(out, "h2", "Since the earlier report");
    append_list(out, changes);
  }
  append_scope(out, settings);
  append_devices(out, facts);
  append_incidents(out, facts);
  append_coverage(out, facts);
  append_orders(out, settings);
  append_words(out, settings, facts);
  append_element(out, "h2", "Content hash");
  out += "<p>SHA-256 of this report as JSON, without its hash: <code>" + html_text(hash) +
         "</code></p>\n</main>\n</body>\n</html>\n";
}

}  // namespace cutoffd
