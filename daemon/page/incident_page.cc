#include "daemon/page/incident_page.h"

#include <string>

#include "daemon/incident_words.h"
#include "daemon/page/drawings.h"
#include "daemon/page/evidence_timeline.h"
#include "daemon/page/frame.h"
#include "daemon/page/html.h"
#include "daemon/page/words.h"
#include "rules/device.h"

namespace cutoffd::page {
namespace {

constexpr std::size_t kOnAPage = 50;

DeviceView device_of(const View& view, rules::DeviceKey key) {
  const auto row = view.ledger.view().device(key);
  return row ? rules::view_of(*row) : DeviceView{};
}

void write_device_link(Html& html, const DeviceView& device) {
  html.open("a", {{"href", "/device/" + path_escaped(device.id)}});
  html.wire(known_as(device)).close("a");
}

void write_row(Html& html, const View& view, const rules::IncidentRow& row) {
  html.open("tr").open("th", {{"scope", "row"}}).open("a", {{"href", "/incident/" + row.id}});
  html.element("code", row.id).close("a").close("th");
  html.open("td", {{"data-label", "Device"}});
  write_device_link(html, device_of(view, row.device));
  html.close("td");
  html.open("td", {{"data-label", "Service"}, {"class", "service"}})
      .open("div")
      .text(row.vendor + ' ' + row.service);
  html.open("small").wire(row.name).close("small").close("div").close("td");
  html.open("td", {{"data-label", "Evidence"}}).open("div");
  draw_evidence(html, row.evidence, row.blocked.has_value());
  html.element("small", name_of(row.evidence)).close("div").close("td");
  html.open("td", {{"data-label", "Last"}});
  write_time(html, row.span.last, view.now());
  html.close("td").open("td", {{"data-label", "First"}});
  write_time(html, row.span.first, view.now());
  html.close("td");
  html.element("td", grouped(row.span.count), {{"data-label", "Contacts"}, {"class", "number"}});
  html.open("td", {{"data-label", "State"}, {"class", "now"}});
  write_state(html, state_word(row));
  html.close("td").close("tr");
}

void write_facts(Html& html, const View& view, const rules::IncidentRow& row) {
  html.open("section", {{"aria-labelledby", "facts"}});
  html.element("h2", "What is known", {{"id", "facts"}}).open("dl", {{"class", "facts"}});
  html.element("dt", "Device").open("dd");
  write_device_link(html, device_of(view, row.device));
  html.close("dd");
  html.term("Service", row.vendor + ' ' + row.service);
  html.element("dt", "Name").open("dd").open("code").wire(row.name).close("code").close("dd");
  html.term("Rule", row.rule);
  html.element("dt", "Determination").open("dd");
  html.link("/determination/" + path_escaped(row.determination), row.determination);
  html.close("dd").term("Cutoff", moment(row.cutoff));
  html.term("First", moment(row.span.first)).term("Last", moment(row.span.last));
  html.term("Contacts", grouped(row.span.count));
  html.term("Bytes", "up " + octets_text(row.bytes_up) + ", down " + octets_text(row.bytes_down));
  if (row.blocked) html.term("Blocked", name_of(*row.blocked));
  if (row.behind) {
    html.term("Behind", std::string(text(*row.behind).view()) + ": the client is not visible");
  }
  if (row.via) html.term("Via", text(*row.via).view());
  if (row.exempt_until) html.term("Exempt until", moment(*row.exempt_until));
  html.close("dl").close("section");
}

void write_decisions(Html& html, const View& view, std::string_view id) {
  const auto decisions = view.ledger.view().decisions_of(id);
  html.open("section", {{"aria-labelledby", "decisions"}});
  html.element("h2", "What was decided", {{"id", "decisions"}});
  if (decisions.empty()) {
    html.open("p", {{"class", "empty"}}).text("Nothing yet. ");
    html.element("code", "cutoffd incident ack " + std::string(id)).close("p");
  }
  html.open("ol", {{"class", "timeline"}});
  for (const rules::DecisionRow& one : decisions) {
    html.open("li", {{"class", "rule"}}).element("strong", one.verb + " by ").wire(one.who);
    html.element("span", ", " + moment(one.time), {{"class", "small"}}).empty("br");
    html.wire(one.why);
    if (one.until) html.text(", until " + moment(*one.until));
    html.close("li");
  }
  html.close("ol").close("section");
}

void write_one(Html& html, const View& view, const rules::IncidentRow& row) {
  html.open("div", {{"class", "head"}});
  html.element("h1", row.vendor + ' ' + row.service);
  write_state(html, state_word(row));
  draw_evidence(html, row.evidence, row.blocked.has_value());
  html.element("span", name_of(row.evidence), {{"class", "small"}});
  html.link("/api/v1/incident/" + row.id, "JSON").close("div");
  html.open("div", {{"class", "columns"}});
  write_facts(html, view, row);
  html.open("section", {{"aria-labelledby", "proofs"}});
  html.element("h2", "How we know", {{"id", "proofs"}});
  write_timeline(html, view, row);
  html.close("section");
  write_decisions(html, view, row.id);
  html.close("div");
}

}  // namespace

HttpAnswer incidents(const View& view) {
  return framed(view.status, {"Incidents", "/incidents"}, [&](Html& html) {
    const std::string state(view.request.value("state"));
    const Part part = part_of(view.request, kOnAPage);
    const std::uint64_t all = count_of(view.status.incidents, "");
    const std::uint64_t count = count_of(view.status.incidents, state);
    html.open("div", {{"class", "head"}}).element("h1", "Incidents").close("div");
    html.open("section", {{"aria-label", "List of incidents"}}).open("ul", {{"class", "chips"}});
    html.open("li").element(
        "a", "all " + grouped(all),
        {{"href", "/incidents"}, {state.empty() ? "aria-current" : "", "true"}});
    html.close("li");
    for (const rules::StateCount& one : view.status.incidents) {
      html.open("li").element("a", one.state + ' ' + grouped(one.count),
                              {{"href", "/incidents?state=" + one.state},
                               {state == one.state ? "aria-current" : "", "true"}});
      html.close("li");
    }
    html.close("ul");
    const auto rows = view.ledger.view().incidents({state, part.size, part.offset()});
    if (rows.empty()) html.element("p", "There is no incident.", {{"class", "empty"}});
    open_scroll(html, "Incidents").open("table", {{"class", "fold lead"}});
    html.open("thead").open("tr");
    for (const std::string_view title :
         {"Incident", "Device", "Service", "Evidence", "Last", "First", "Contacts", "State"}) {
      html.element("th", title, {{"scope", "col"}, {title == "Contacts" ? "class" : "", "number"}});
    }
    html.close("tr").close("thead").open("tbody");
    for (const rules::IncidentRow& row : rows) write_row(html, view, row);
    html.close("tbody").close("table").close("div");
    write_pager(html, state.empty() ? "/incidents" : "/incidents?state=" + path_escaped(state),
                part, count);
    html.close("section");
  });
}

std::optional<HttpAnswer> incident(const View& view, std::string_view id) {
  const auto rows = view.ledger.view().incidents_called(id);
  if (rows.empty()) return std::nullopt;
  return framed(view.status, {"Incident " + std::string(id), "/incidents"}, [&](Html& html) {
    for (const rules::IncidentRow& row : rows) write_one(html, view, row);
  });
}

}  // namespace cutoffd::page
