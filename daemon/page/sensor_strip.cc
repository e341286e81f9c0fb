#include "daemon/page/sensor_strip.h"

#include <algorithm>

#include "daemon/page/frame.h"
#include "daemon/page/words.h"

namespace cutoffd::page {
namespace {

void write_card(Html& html, std::string_view name, std::string_view figure, std::string_view below,
                std::string_view look = {}) {
  html.open("div", {{"class", look}});
  html.element("dt", name).element("dd", figure).element("dd", below);
  html.close("div");
}

std::string_view look_of(bool wrong, std::string_view look) { return wrong ? look : ""; }

void write_traffic(Html& html, const View& view) {
  double rate = 0;
  std::string names;
  bool down = false;
  for (const InterfaceStatus& one : view.status.interfaces) {
    rate += one.packets_per_second;
    names += (names.empty() ? "" : ", ") + one.name + (one.capturing ? "" : " down");
    down = down || !one.capturing;
  }
  write_card(html, "Packets a second", rate_text(rate), names, look_of(down, "bad"));
}

void write_lists(Html& html, const View& view) {
  std::int64_t oldest = 0;
  std::string names;
  for (const ListStatus& list : view.status.watchlists) {
    oldest = std::max(oldest, list.age_days.value_or(0));
    names += (names.empty() ? "" : ", ") + list.id;
  }
  write_card(html, "List age", counted(static_cast<std::uint64_t>(oldest), "day"), names,
             look_of(oldest > 180, "warn"));
}

void write_deliveries(Html& html, const View& view) {
  for (const alerts::SinkStatistics& sink : view.status.sinks) {
    const bool waits = sink.queued > 0 && !sink.connected;
    const bool lost = sink.dropped + sink.refused > 0;
    std::string below = sink.name;
    if (sink.queued > 0) below += ", " + grouped(sink.queued) + " waiting";
    if (lost) below += ", " + grouped(sink.dropped + sink.refused) + " lost";
    write_card(html, "Last delivery",
               sink.last_success ? ago(*sink.last_success, view.now()) : std::string("none yet"),
               below, lost ? "bad" : look_of(waits, "warn"));
  }
}

}  // namespace

void write_sensor_strip(Html& html, const View& view) {
  const CoverageFigures& f = view.status.coverage.figures;
  const std::uint64_t flows = f.one_way_flows + f.two_way_flows;
  const std::uint64_t named = f.encrypted_flows - std::min(f.encrypted_flows, f.unnamed_flows);
  html.open("dl", {{"class", "strip"}, {"aria-label", "The sensor over the last hour"}});
  write_traffic(html, view);
  write_card(html, "Dropped", share_text(f.drops, f.packets + f.drops),
             grouped(f.drops) + " packets", look_of(f.drops * 1'000 > f.packets + f.drops, "bad"));
  write_card(html, "One direction only", share_text(f.one_way_flows, flows),
             "of " + grouped(flows) + " connections",
             look_of(f.one_way_flows * 20 > flows, "warn"));
  write_card(html, "Named", share_text(named, f.encrypted_flows),
             "of " + grouped(f.encrypted_flows) + " TLS and QUIC",
             look_of(f.unnamed_flows * 5 > f.encrypted_flows, "warn"));
  write_lists(html, view);
  write_deliveries(html, view);
  html.close("dl");
}

namespace {

void write_titles(Html& html, std::initializer_list<std::string_view> titles) {
  html.open("thead").open("tr");
  for (const std::string_view title : titles) html.element("th", title, {{"scope", "col"}});
  html.close("tr").close("thead").open("tbody");
}

void cell(Html& html, std::string_view label, std::string_view text) {
  html.element("td", text, {{"data-label", label}});
}

void write_interfaces(Html& html, const View& view) {
  html.open("section", {{"aria-labelledby", "interfaces"}});
  html.element("h2", "Interfaces over the last hour", {{"id", "interfaces"}});
  open_scroll(html, "Interfaces").open("table", {{"class", "fold"}});
  write_titles(html, {"Interface", "State", "Packets", "A second", "Dropped", "One-way", "Unnamed",
                      "Cut", "Gaps", "Encrypted DNS"});
  for (const InterfaceStatus& one : view.status.interfaces) {
    const CoverageFigures& f = one.window.figures;
    html.open("tr").element("th", one.name, {{"scope", "row"}});
    html.open("td", {{"data-label", "State"}});
    write_state(html, one.capturing ? "up" : "down");
    html.close("td");
    cell(html, "Packets", grouped(f.packets));
    cell(html, "A second", rate_text(one.packets_per_second));
    cell(html, "Dropped", share_text(f.drops, f.drops + f.packets));
    cell(html, "One-way", share_text(f.one_way_flows, f.one_way_flows + f.two_way_flows));
    cell(html, "Unnamed", share_text(f.unnamed_flows, f.encrypted_flows));
    cell(html, "Cut", share_text(f.cut_packets, f.packets));
    cell(html, "Gaps", grouped(f.gaps));
    cell(html, "Encrypted DNS", counted(f.encrypted_dns_devices, "device"));
    html.close("tr");
  }
  html.close("tbody").close("table").close("div").close("section");
}

// What decides in the kernel what the sensor is shown, and what stayed there since the start.
void write_kernel_filters(Html& html, const View& view) {
  html.open("section", {{"aria-labelledby", "kernel"}});
  html.element("h2", "Kept in the kernel since the start", {{"id", "kernel"}});
  open_scroll(html, "Kept in the kernel").open("table", {{"class", "fold"}});
  write_titles(html, {"Interface", "Filter", "Packets", "Of all", "Octets", "Of all", "Lacks"});
  for (const InterfaceStatus& one : view.status.interfaces) {
    const auto all = [&one](Counter counter) {
      return one.totals[static_cast<std::size_t>(counter)];
    };
    const bool counts = one.filter == source::KernelFilter::shunt;
    html.open("tr").element("th", one.name, {{"scope", "row"}});
    cell(html, "Filter",
         std::string(name_of(one.filter)) + (one.shunt_is_pinned && counts ? " (pinned)" : ""));
    cell(html, "Packets", counts ? grouped(one.shunted.packets) : "–");
    cell(html, "Of all packets",
         counts ? share_text(one.shunted.packets, all(Counter::packets)) : "–");
    cell(html, "Octets", counts ? grouped(one.shunted.octets) : "–");
    cell(html, "Of all octets",
         counts ? share_text(one.shunted.octets, all(Counter::octets)) : "–");
    cell(html, "Lacks", one.filter_lacks.empty() ? "–" : one.filter_lacks);
    html.close("tr");
  }
  html.close("tbody").close("table").close("div").close("section");
}

// Where an interface has several: one that drops while the others do not has the flows that a hash
// cannot part.
void write_workers(Html& html, const View& view) {
  const auto& all = view.status.interfaces;
  if (std::none_of(all.begin(), all.end(), [](const auto& one) { return one.workers.size() > 1; }))
    return;
  html.open("section", {{"aria-labelledby", "workers"}});
  html.element("h2", "Workers since the start", {{"id", "workers"}});
  open_scroll(html, "Workers").open("table", {{"class", "fold"}});
  write_titles(html, {"Interface", "Worker", "Packets", "Dropped"});
  for (const InterfaceStatus& one : all) {
    for (std::size_t i = 0; i < one.workers.size(); ++i) {
      const WorkerStatus& worker = one.workers[i];
      html.open("tr").element("th", one.name, {{"scope", "row"}});
      cell(html, "Worker", std::to_string(i));
      cell(html, "Packets", grouped(worker.packets));
      cell(html, "Dropped", share_text(worker.kernel_drops, worker.kernel_drops + worker.packets));
      html.close("tr");
    }
  }
  html.close("tbody").close("table").close("div").close("section");
}

void write_sinks(Html& html, const View& view) {
  html.open("section", {{"aria-labelledby", "sinks"}});
  html.element("h2", "Sinks", {{"id", "sinks"}});
  if (view.status.sinks.empty()) html.element("p", "Alerts go nowhere.", {{"class", "empty"}});
  open_scroll(html, "Sinks").open("table", {{"class", "fold"}});
  write_titles(html, {"Sink", "State", "Destination", "Waiting", "Delivered", "Repeated", "Lost",
                      "Last delivery", "Last error"});
  for (const alerts::SinkStatistics& sink : view.status.sinks) {
    html.open("tr").element("th", sink.name, {{"scope", "row"}});
    html.open("td", {{"data-label", "State"}});
    write_state(html, sink.connected ? "up" : "down");
    html.close("td");
    cell(html, "Destination", sink.destination);
    cell(html, "Waiting", grouped(sink.queued));
    cell(html, "Delivered", grouped(sink.acknowledged));
    cell(html, "Repeated", grouped(sink.retried));
    cell(html, "Lost", grouped(sink.dropped + sink.refused));
    cell(html, "Last delivery", sink.last_success ? ago(*sink.last_success, view.now()) : "–");
    cell(html, "Last error", sink.last_error.empty() ? "–" : sink.last_error);
    html.close("tr");
  }
  html.close("tbody").close("table").close("div").close("section");
}

void write_watchlists(Html& html, const View& view) {
  html.open("section", {{"aria-labelledby", "lists"}});
  html.element("h2", "Watchlists", {{"id", "lists"}});
  open_scroll(html, "Watchlists").open("table", {{"class", "fold"}});
  write_titles(html, {"List", "Vendor", "Version", "Reviewed", "Age"});
  for (const ListStatus& list : view.status.watchlists) {
    html.open("tr").element("th", list.id, {{"scope", "row"}});
    cell(html, "Vendor", list.vendor);
    cell(html, "Version", list.version.empty() ? "–" : list.version);
    cell(html, "Reviewed", list.date);
    cell(html, "Age",
         list.age_days ? counted(static_cast<std::uint64_t>(*list.age_days), "day")
                       : std::string("–"));
    html.close("tr");
  }
  html.close("tbody").close("table").close("div").close("section");
}

}  // namespace

HttpAnswer sensor(const View& view) {
  return framed(view.status, {"Sensor", "/sensor"}, [&](Html& html) {
    html.open("div", {{"class", "head"}}).element("h1", "Sensor " + view.status.sensor);
    html.close("div");
    write_sensor_strip(html, view);
    write_interfaces(html, view);
    write_kernel_filters(html, view);
    write_workers(html, view);
    write_sinks(html, view);
    write_watchlists(html, view);
  });
}

}  // namespace cutoffd::page
