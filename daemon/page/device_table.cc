#include "daemon/page/device_table.h"

#include "daemon/page/drawings.h"
#include "daemon/page/frame.h"
#include "daemon/page/words.h"

namespace cutoffd::page {
namespace {

using rules::DeviceService;

void write_titles(Html& html, bool named) {
  html.open("thead").open("tr");
  if (named) html.element("th", "Device", {{"scope", "col"}});
  for (const std::string_view title : {"Service", "Evidence", "Last", "First"}) {
    html.element("th", title, {{"scope", "col"}});
  }
  html.element("th", "Contacts", {{"scope", "col"}, {"class", "number"}});
  html.element("th", "Bytes", {{"scope", "col"}, {"class", "number"}});
  html.element("th", "30 days", {{"scope", "col"}});
  html.element("th", "State", {{"scope", "col"}});
  html.close("tr").close("thead");
}

void write_name(Html& html, const View& view, const DeviceView& device) {
  html.open("th", {{"scope", "row"}});
  html.open("a", {{"href", "/device/" + path_escaped(device.id)}});
  html.wire(known_as(device)).close("a");
  std::string below;
  if (!device.ips.empty() && known_as(device) != text(device.ips.front()).view()) {
    below = text(device.ips.front()).view();
  }
  if (device.ips.size() > 1) below += " +" + std::to_string(device.ips.size() - 1);
  const std::string_view maker = device.mac ? view.vendors.find(*device.mac) : std::string_view();
  if (!maker.empty()) below += (below.empty() ? "" : " · ") + std::string(maker);
  if (!below.empty()) html.element("small", below);
  html.close("th");
}

void write_cell_time(Html& html, const View& view, std::string_view label, bool there,
                     Instant time) {
  html.open("td", {{"data-label", label}, {"class", "close"}});
  if (there) {
    write_time(html, time, view.now());
  } else {
    html.text("–");
  }
  html.close("td");
}

void write_line(Html& html, const View& view, const rules::LedgerLine& whole, bool named) {
  const DeviceService& line = whole.service;
  const rules::ContactSpan& span = line.after.count > 0 ? line.after : line.before;
  html.open("tr");
  if (named) write_name(html, view, line.device);
  html.open("td", {{"data-label", "Service"}, {"class", "service"}})
      .open("div")
      .text(line.vendor + ' ' + line.service);
  if (!line.name.empty()) html.open("small").wire(line.name).close("small");
  html.close("div").close("td");
  html.open("td", {{"data-label", "Evidence"}}).open("div");
  draw_evidence(html, line.evidence, line.blocked.has_value());
  std::string word = line.evidence ? std::string(name_of(*line.evidence)) : "–";
  if (line.blocked) word += ", blocked: " + std::string(name_of(*line.blocked));
  html.element("small", word).close("div").close("td");
  write_cell_time(html, view, "Last", span.count > 0, span.last);
  write_cell_time(html, view, "First", span.count > 0, span.first);
  html.open("td", {{"data-label", "Contacts"}, {"class", "number"}}).open("div");
  html.text(grouped(span.count));
  if (line.after.count > 0 && line.before.count > 0) {
    html.element("small", grouped(line.before.count) + " before");
  }
  html.close("div").close("td");
  html.open("td", {{"data-label", "Bytes"}, {"class", "number"}}).open("div");
  html.text(octets_text(line.bytes_up + line.bytes_down));
  if (line.bytes_up + line.bytes_down > 0) {
    html.element("small", "↑ " + octets_text(line.bytes_up) + " ↓ " + octets_text(line.bytes_down));
  }
  html.close("div").close("td");
  html.open("td", {{"data-label", "30 days"}});
  draw_sparkline(html, whole.days, rules::day_of(view.now()));
  html.close("td");
  html.open("td", {{"data-label", "State"}, {"class", "now"}});
  write_state(html, line.state);
  html.close("td").close("tr");
}

}  // namespace

void write_device_table(Html& html, const View& view, const std::vector<rules::LedgerLine>& lines,
                        bool named) {
  open_scroll(html, "What devices contact")
      .open("table", {{"class", named ? "fold lead" : "fold alone"}});
  write_titles(html, named);
  html.open("tbody");
  for (const rules::LedgerLine& line : lines) write_line(html, view, line, named);
  html.close("tbody").close("table").close("div");
}

}  // namespace cutoffd::page
