#include "daemon/page/overview.h"

#include <algorithm>
#include <map>

#include "daemon/page/device_table.h"
#include "daemon/page/drawings.h"
#include "daemon/page/frame.h"
#include "daemon/page/html.h"
#include "daemon/page/sensor_strip.h"
#include "daemon/page/words.h"

namespace cutoffd::page {
namespace {

constexpr std::size_t kLines = 50;
constexpr std::string_view kRefresh = "30";

struct VerdictLine {
  std::string_view look;
  std::string sentence;
};

VerdictLine verdict_of(const View& view, std::uint64_t calling) {
  if (calling > 0) {
    return {"found", counted(calling, "device") + (calling == 1 ? " is" : " are") +
                         " calling home after the cutoff."};
  }
  if (view.status.coverage.verdict == Verdict::inconclusive) {
    return {"inconclusive",
            "Nobody was seen calling home, but the sensor sees too little to be sure."};
  }
  if (view.status.coverage.verdict == Verdict::found) {
    return {"found", "Nobody is calling home now; incidents are not closed yet."};
  }
  return {"clean", "Nothing is calling home, and the sensor sees enough to say so."};
}

void write_verdict(Html& html, const View& view) {
  const std::uint64_t calling = view.ledger.view().calling_devices();
  const VerdictLine line = verdict_of(view, calling);
  html.open("section", {{"class", "verdict " + std::string(line.look)}, {"aria-label", "Verdict"}});
  html.element("h1", line.sentence);
  if (const auto last = view.ledger.view().last_call()) {
    html.open("p").text("Last contact after a cutoff: ");
    write_time(html, *last, view.now());
    html.text(". " + counted(view.status.open_incidents, "open incident") + ", " +
              counted(view.status.devices, "device") + " with watched contacts.");
    html.close("p");
  } else {
    html.element("p", "No contact after a cutoff has been seen. " +
                          counted(view.status.devices, "device") + " with watched contacts.");
  }
  if (!view.status.coverage.reasons.empty()) {
    html.open("ul");
    for (const std::string& reason : view.status.coverage.reasons) html.element("li", reason);
    html.close("ul");
  }
  html.close("section");
}

void write_chip(Html& html, std::string_view state, std::string_view chosen, std::uint64_t count) {
  const std::string address = state.empty() ? "/" : "/?state=" + std::string(state);
  const std::string label = std::string(state.empty() ? "all" : state) + ' ' + grouped(count);
  html.open("li").element("a", label,
                          {{"href", address}, {state == chosen ? "aria-current" : "", "true"}});
  html.close("li");
}

void write_devices(Html& html, const View& view) {
  const std::string state(view.request.value("state"));
  const std::uint64_t count = count_of(view.status.lines, state);
  const Part part = part_of(view.request, kLines);
  html.open("section", {{"aria-labelledby", "devices"}});
  html.element("h2", "Devices and what they contact", {{"id", "devices"}});
  html.open("ul", {{"class", "chips"}});
  write_chip(html, "", state, count_of(view.status.lines, ""));
  for (const rules::StateCount& one : view.status.lines) {
    write_chip(html, one.state, state, one.count);
  }
  html.close("ul");
  const auto lines = view.ledger.view().lines({state, part.size, part.offset()});
  if (lines.empty()) {
    html.element("p",
                 state.empty() ? "No device has contacted a watched service yet."
                               : "No device is in this state.",
                 {{"class", "empty"}});
  } else {
    write_device_table(html, view, lines, true);
  }
  write_pager(html, state.empty() ? "/" : "/?state=" + path_escaped(state), part, count);
  html.close("section");
}

// Of every determination that the rules enforce, each instant once.
std::vector<CutoffLine> cutoffs_of(const View& view) {
  std::map<Instant, std::string> found;
  for (const rules::Rule& rule : view.in_force.rules.rules()) {
    for (const rules::Determination& one : view.in_force.rules.determinations()) {
      if (one.id != rule.determination) continue;
      for (const rules::Activity& activity : one.activities) {
        found.emplace(activity.from, "cutoff " + one.id);
      }
    }
  }
  std::vector<CutoffLine> lines;
  for (const auto& [at, label] : found) lines.push_back({at, label});
  // The latest is the one that matters; lines that lie close would hide each other's words.
  if (lines.size() > 1) lines.erase(lines.begin(), lines.end() - 1);
  return lines;
}

void write_history(Html& html, const View& view) {
  const auto days = view.ledger.view().history();
  html.open("section", {{"aria-labelledby", "history"}});
  html.element("h2", "Contacts a day", {{"id", "history"}});
  open_scroll(html, "Contacts a day");
  draw_history(html, days, rules::day_of(view.now()), cutoffs_of(view));
  html.close("div").close("section");
}

}  // namespace

HttpAnswer overview(const View& view) {
  const bool live = view.request.value("refresh") != "off";
  HttpAnswer answer = framed(view.status, {"Overview", "/"}, [&](Html& html) {
    write_verdict(html, view);
    write_sensor_strip(html, view);
    write_devices(html, view);
    write_history(html, view);
    html.open("p", {{"class", "note"}});
    if (live) {
      html.text("This page renews itself every 30 seconds. ").link("/?refresh=off", "Stop that");
    } else {
      html.text("This page does not renew itself. ").link("/", "Renew it every 30 seconds");
    }
    html.close("p");
  });
  if (live) answer.headers.emplace_back("Refresh", kRefresh);
  return answer;
}

}  // namespace cutoffd::page
