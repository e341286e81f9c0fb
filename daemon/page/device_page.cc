#include "daemon/page/device_page.h"

#include <algorithm>
#include <array>

#include "daemon/incident_words.h"
#include "daemon/page/device_table.h"
#include "daemon/page/drawings.h"
#include "daemon/page/evidence_timeline.h"
#include "daemon/page/frame.h"
#include "daemon/page/html.h"
#include "daemon/page/words.h"
#include "rules/device.h"

namespace cutoffd::page {
namespace {

constexpr std::size_t kNames = 50;
constexpr std::size_t kShownIncidents = 20;

std::string_view grade(IdentityGrade identity) {
  switch (identity) {
    case IdentityGrade::address:
      return "by its address: no proof was seen whose it is";
    case IdentityGrade::mac:
      return "by its MAC: ARP, NDP or DHCP proved that its addresses belong to it";
    case IdentityGrade::inventory:
      break;
  }
  return "by the inventory in the configuration";
}

std::string joined_addresses(const std::vector<IpAddress>& ips) {
  std::string all;
  for (const IpAddress& ip : ips) {
    all += (all.empty() ? "" : ", ") + std::string(text(ip).view());
  }
  return all;
}

void write_identity(Html& html, const View& view, const rules::DeviceRow& row) {
  const DeviceView shown = rules::view_of(row);
  html.open("section", {{"aria-labelledby", "identity"}});
  html.element("h2", "Who it is", {{"id", "identity"}}).open("dl", {{"class", "facts"}});
  html.term("Known", grade(shown.identity));
  html.element("dt", "Id").open("dd").element("code", shown.id).close("dd");
  if (!shown.name.empty()) html.element("dt", "Name").open("dd").wire(shown.name).close("dd");
  if (!shown.ips.empty()) html.term("Addresses", joined_addresses(shown.ips));
  if (shown.mac) {
    std::string mac(text(*shown.mac).view());
    if (shown.mac->is_local()) mac += ", randomised or set by hand";
    const std::string_view maker = view.vendors.find(*shown.mac);
    if (!maker.empty()) mac += ", " + std::string(maker);
    html.term("MAC", mac);
  }
  std::string vlans;
  for (const std::uint16_t vlan : shown.vlans) {
    vlans += (vlans.empty() ? "" : ", ") + std::to_string(vlan);
  }
  if (!vlans.empty()) html.term("VLAN", vlans);
  if (!shown.owner.empty()) html.term("Owner", shown.owner);
  if (row.alive) {
    html.element("dt", "Seen alive").open("dd");
    write_time(html, *row.alive, view.now());
    html.close("dd");
  }
  html.close("dl").close("section");
}

void write_incident(Html& html, const View& view, const rules::IncidentRow& row) {
  html.open("section").open("div", {{"class", "head"}});
  html.open("h2").link("/incident/" + row.id, row.vendor + ' ' + row.service).close("h2");
  write_state(html, state_word(row));
  draw_evidence(html, row.evidence, row.blocked.has_value());
  html.element("span", "under rule " + row.rule, {{"class", "small"}});
  html.close("div");
  write_timeline(html, view, row);
  html.close("section");
}

void write_names(Html& html, const View& view, rules::DeviceKey key) {
  auto names = view.ledger.view().names_of(key);
  if (names.empty()) return;
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
    return std::tie(b.span.last, a.name) < std::tie(a.span.last, b.name);
  });
  html.open("section", {{"aria-labelledby", "names"}});
  html.element("h2", "Names that it asked for or named", {{"id", "names"}});
  open_scroll(html, "Names").open("table", {{"class", "fold"}});
  html.open("thead").open("tr");
  for (const std::string_view title : {"Name", "Evidence", "Last", "First", "Times", "Entry"}) {
    html.element("th", title, {{"scope", "col"}});
  }
  html.close("tr").close("thead").open("tbody");
  for (std::size_t i = 0; i < std::min(names.size(), kNames); ++i) {
    const rules::NameRow& name = names[i];
    html.open("tr").open("th", {{"scope", "row"}}).open("code").wire(name.name);
    html.close("code").close("th").open("td", {{"data-label", "Evidence"}}).open("div");
    draw_evidence(html, name.evidence, name.blocked.has_value());
    html.element("small", name.evidence ? name_of(*name.evidence) : "in a certificate only");
    html.close("div").close("td").open("td", {{"data-label", "Last"}});
    write_time(html, name.span.last, view.now());
    html.close("td").open("td", {{"data-label", "First"}});
    write_time(html, name.span.first, view.now());
    html.close("td").element("td", grouped(name.span.count), {{"data-label", "Times"}});
    std::array<rules::Match, rules::kMaxLists> matches;
    const std::size_t found =
        std::min(view.in_force.rules.match(name.name, matches), matches.size());
    html.element("td",
                 found == 0 ? std::string("none")
                            : matches[0].list->id + " " + matches[0].entry->service + ", " +
                                  std::string(rules::name_of(matches[0].entry->confidence)),
                 {{"data-label", "Entry"}});
    html.close("tr");
  }
  html.close("tbody").close("table").close("div");
  if (names.size() > kNames) {
    html.element("p", "The latest " + grouped(kNames) + " of " + grouped(names.size()) + ".",
                 {{"class", "note"}});
  }
  html.close("section");
}

}  // namespace

std::optional<HttpAnswer> device(const View& view, std::string_view id) {
  const auto row = view.ledger.view().device(id);
  if (!row) return std::nullopt;
  const std::string name = known_as(rules::view_of(*row));
  return framed(view.status, {name, "/"}, [&](Html& html) {
    html.open("div", {{"class", "head"}}).open("h1").wire(name).close("h1");
    html.link("/api/v1/device/" + path_escaped(id), "JSON").close("div");
    const auto lines = view.ledger.view().lines_of(*row);
    html.open("section", {{"aria-labelledby", "contacts"}});
    html.element("h2", "What it contacts", {{"id", "contacts"}});
    write_device_table(html, view, lines, false);
    html.close("section");
    auto incidents = view.ledger.view().incidents_of(row->key);
    std::erase_if(incidents, [](const rules::IncidentRow& one) {
      return one.id.empty() || one.state == rules::IncidentState::joined;
    });
    std::reverse(incidents.begin(), incidents.end());
    html.open("div", {{"class", "columns"}});
    write_identity(html, view, *row);
    if (incidents.size() > kShownIncidents) incidents.resize(kShownIncidents);
    for (const rules::IncidentRow& incident : incidents) write_incident(html, view, incident);
    html.close("div");
    write_names(html, view, row->key);
  });
}

}  // namespace cutoffd::page
