#include "daemon/report_outline.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "daemon/incident_words.h"
#include "daemon/report_scope.h"
#include "daemon/version.h"

namespace cutoffd {
namespace {

using rules::ContactSpan;

Outline span_outline(const ContactSpan& span) {
  Outline out;
  if (span.count > 0) out.add("first", moment(span.first)).add("last", moment(span.last));
  return out.add("count", span.count);
}

Outline device_outline(const DeviceView& device) {
  Outline out;
  out.add("id", device.id).add("name", device.name);
  if (device.mac) out.add("mac", text(*device.mac).view());
  std::vector<std::string> ips;
  for (const IpAddress& ip : device.ips) ips.emplace_back(text(ip).view());
  out.add("ip", std::move(ips)).add("identity", name_of(device.identity));
  std::vector<std::string> vlans;
  for (const std::uint16_t vlan : device.vlans) vlans.push_back(std::to_string(vlan));
  out.add("vlan", std::move(vlans));
  return out.add("owner", device.owner).add("tags", device.tags);
}

std::vector<Outline> devices_of(const ReportFacts& facts) {
  std::vector<Outline> all;
  for (const rules::DeviceService& row : facts.devices) {
    Outline one;
    one.add("device", device_outline(row.device));
    one.add("vendor", row.vendor).add("service", row.service);
    one.add("prohibited", row.prohibited).add("state", row.state);
    if (row.evidence) one.add("evidence", name_of(*row.evidence));
    if (row.blocked) one.add("blocked", name_of(*row.blocked));
    one.add("before", span_outline(row.before)).add("after", span_outline(row.after));
    one.add("bytes_up", row.bytes_up).add("bytes_down", row.bytes_down).add("name", row.name);
    if (row.relay) one.add("relay", text(*row.relay).view());
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Outline> proofs_of(const rules::IncidentRow& row) {
  std::vector<Outline> all;
  for (std::size_t step = 0; step < row.proofs.size(); ++step) {
    const auto& proof = row.proofs[step];
    if (!proof) continue;
    Outline one;
    one.add("evidence", name_of(static_cast<Evidence>(step)));
    one.add("time", rfc3339(proof->time).view()).add("name", proof->name);
    if (proof->by != rules::Basis::name) one.add("known_by", name_of(proof->by));
    if (proof->frame > 0) one.add("frame", proof->frame);
    if (proof->server) {
      one.add("server", text(proof->server->ip).view());
      one.add("port", std::uint64_t{number(proof->server->port)});
    }
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Outline> incidents_of(const ReportFacts& facts) {
  std::vector<Outline> all;
  for (const ReportIncident& incident : facts.incidents) {
    const rules::IncidentRow& row = incident.row;
    Outline one;
    one.add("incident", row.id).add("state", state_word(row)).add("opened", incident.opened);
    one.add("device", incident.device.id).add("device_name", incident.device.name);
    one.add("vendor", row.vendor).add("service", row.service);
    one.add("rule", row.rule).add("determination", row.determination);
    one.add("cutoff", moment(row.cutoff)).add("evidence", name_of(row.evidence));
    if (row.blocked) one.add("blocked", name_of(*row.blocked));
    one.add("first", moment(row.span.first)).add("last", moment(row.span.last));
    one.add("count", row.span.count);
    if (row.behind) one.add("behind", text(*row.behind).view());
    if (row.via) one.add("via", text(*row.via).view());
    one.add("bytes_up", row.bytes_up).add("bytes_down", row.bytes_down);
    if (row.exempt_until) one.add("exempt_until", moment(*row.exempt_until));
    if (row.past) one.add("retroactive", true);
    all.push_back(std::move(one.add("proofs", proofs_of(row))));
  }
  return all;
}

std::vector<Outline> determinations_of(const config::Settings& settings) {
  std::vector<Outline> all;
  for (const rules::Determination& order : settings.determinations) {
    Outline one;
    one.add("id", order.id).add("title", order.title).add("authority", order.authority);
    one.add("citation", order.citation).add("vendor", order.vendor);
    std::vector<Outline> activities;
    for (const rules::Activity& activity : order.activities) {
      Outline below;
      below.add("title", activity.title).add("from", moment(activity.from));
      activities.push_back(std::move(below.add("services", activity.services)));
    }
    one.add("activities", std::move(activities)).add("exempt_services", order.exempt_services);
    all.push_back(std::move(one.add("note", order.note).add("sources", order.sources)));
  }
  return all;
}

std::vector<Outline> exemptions_of(const config::Settings& settings) {
  std::vector<Outline> all;
  for (const rules::Exemption& exemption : settings.exemptions) {
    Outline one;
    one.add("device", exemption.device).add("tag", exemption.tag).add("rule", exemption.rule);
    one.add("vendor", exemption.vendor).add("service", exemption.service);
    one.add("owner", exemption.owner).add("reason", exemption.reason);
    all.push_back(std::move(one.add("until", moment(exemption.until))));
  }
  return all;
}

std::vector<Outline> decisions_of(const ReportFacts& facts) {
  std::vector<Outline> all;
  for (const rules::DecisionRow& row : facts.decisions) {
    Outline one;
    one.add("time", moment(row.time)).add("verb", row.verb).add("subject", row.subject);
    one.add("who", row.who).add("why", row.why);
    if (row.until) one.add("until", moment(*row.until));
    all.push_back(std::move(one));
  }
  return all;
}

Outline figures_of(const CoverageFigures& f) {
  Outline out;
  out.add("packets", f.packets).add("octets", f.octets).add("drops", f.drops);
  out.add("one_way_flows", f.one_way_flows).add("two_way_flows", f.two_way_flows);
  out.add("encrypted_flows", f.encrypted_flows).add("unnamed_flows", f.unnamed_flows);
  out.add("ech_flows", f.ech_flows).add("encrypted_dns_devices", f.encrypted_dns_devices);
  out.add("opaque_packets", f.opaque_packets);
  out.add("cut_packets", f.cut_packets).add("lost_octets", f.lost_octets);
  return out.add("unjudged", f.unjudged).add("gaps", f.gaps);
}

Outline coverage_of(const ReportFacts& facts) {
  Outline out;
  out.add("verdict", name_of(facts.coverage.verdict)).add("reasons", facts.coverage.reasons);
  out.add("figures", figures_of(facts.coverage.figures));
  std::vector<Outline> sources;
  for (const SourceCoverage& source : facts.sources) {
    Outline one;
    one.add("source", source.source);
    one.add("from", moment(source.seen.from)).add("until", moment(source.seen.to));
    one.add("looked", share_text(source.looked, source.seen.to - source.seen.from));
    one.add("up", share_text(source.up, source.looked));
    one.add("figures", figures_of(source.figures));
    std::vector<std::string> gaps;
    for (const ReportPeriod& gap : source.gaps) {
      gaps.push_back(moment(gap.from) + " to " + moment(gap.to));
    }
    one.add("nobody_looked", std::move(gaps));
    if (source.gaps_left_out > 0) one.add("shorter_gaps", std::uint64_t{source.gaps_left_out});
    sources.push_back(std::move(one));
  }
  return out.add("sources", std::move(sources));
}

Outline scope_of(const config::Settings& settings) {
  Outline out;
  out.add("internal_networks", internal_networks(settings));
  std::vector<Outline> rules;
  for (ScopeLine& line : scope_lines(settings)) {
    Outline one;
    one.add("rule", line.rule).add("determination", line.determination);
    one.add("services", line.services).add("told_from", line.minimum).add("where", line.where);
    rules.push_back(std::move(one));
  }
  return out.add("rules", std::move(rules));
}

// An incident of an earlier report, as its JSON has it.
struct Earlier {
  std::string state;
  std::string evidence;
  std::uint64_t count = 0;
};

std::string text_in(const JsonValue& object, std::string_view key) {
  const std::string* text = object[key].text();
  return text == nullptr ? std::string() : *text;
}

}  // namespace

std::string called_shortly(const DeviceView& device) {
  if (!device.name.empty()) return device.name;
  if (device.identity != IdentityGrade::address && device.mac) {
    return std::string(text(*device.mac).view());
  }
  return device.ips.empty() ? device.id : std::string(text(device.ips.front()).view());
}

std::string share_text(Duration part, Duration whole) {
  if (whole <= Duration{}) return "-";
  std::array<char, 32> text{};
  const double share = static_cast<double>(part.count()) / static_cast<double>(whole.count());
  std::snprintf(text.data(), text.size(), "%.2f %%", share * 100);
  return text.data();
}

Outline report_outline(const config::Settings& settings, const ReportFacts& facts,
                       const std::vector<std::string>& changes) {
  Outline out;
  Outline period;
  period.add("from", moment(facts.period.from)).add("to", moment(facts.period.to));
  out.add("report", "contacts with vendors whose services are prohibited");
  out.add("sensor", settings.judge.sensor).add("version", version());
  out.add("period", std::move(period)).add("scope", scope_of(settings));
  out.add("coverage", coverage_of(facts));
  out.add("determinations", determinations_of(settings));
  std::vector<Outline> lists;
  for (const rules::Watchlist& list : settings.watchlists) {
    Outline one;
    one.add("id", list.id).add("vendor", list.vendor).add("date", list.date);
    lists.push_back(std::move(
        one.add("version", list.version).add("entries", std::uint64_t{list.entries.size()})));
  }
  out.add("watchlists", std::move(lists));
  out.add("devices", devices_of(facts)).add("incidents", incidents_of(facts));
  out.add("exemptions", exemptions_of(settings)).add("decisions", decisions_of(facts));
  return out.add("changes", changes);
}

std::vector<std::string> changes_since(const JsonValue& earlier, const ReportFacts& facts) {
  std::map<std::string, Earlier> before;
  if (const JsonValue::Array* all = earlier["incidents"].array()) {
    for (const JsonValue& one : *all) {
      before[text_in(one, "incident")] = {text_in(one, "state"), text_in(one, "evidence"),
                                          one["count"].whole().value_or(0)};
    }
  }
  std::vector<std::string> changes;
  for (const ReportIncident& now : facts.incidents) {
    const std::string who =
        now.row.id + " (" + called_shortly(now.device) + ", " + now.row.service + ")";
    const auto at = before.find(now.row.id);
    if (at == before.end()) {
      changes.push_back("new: " + who);
      continue;
    }
    const Earlier& then = at->second;
    const std::string evidence(name_of(now.row.evidence));
    if (const std::string_view state = state_word(now.row); then.state != state) {
      changes.push_back(who + " was " + then.state + ", and is " + std::string(state));
    }
    if (then.evidence != evidence) {
      changes.push_back(who + " went from " + then.evidence + " to " + evidence);
    }
    if (then.count < now.row.span.count) {
      changes.push_back(who + ": " + std::to_string(now.row.span.count - then.count) +
                        " more contacts");
    }
    before.erase(at);
  }
  for (const auto& [id, then] : before) {
    changes.push_back(id + " was " + then.state + ", and has no contact in this period");
  }
  return changes;
}

}  // namespace cutoffd
