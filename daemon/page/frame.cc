#include "daemon/page/frame.h"

#include <array>

#include "daemon/page/style.h"
#include "daemon/page/words.h"

namespace cutoffd::page {
namespace {

struct Place {
  std::string_view address;
  std::string_view name;
};
constexpr std::array<Place, 4> kPlaces{{{"/", "Overview"},
                                        {"/incidents", "Incidents"},
                                        {"/determinations", "Determinations"},
                                        {"/sensor", "Sensor"}}};

void write_head(Html& html, const SensorStatus& status, std::string_view title) {
  html.open("head");
  html.empty("meta", {{"charset", "utf-8"}});
  html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.element("title", std::string(title) + " – cutoffd " + status.sensor);
  html.empty("link", {{"rel", "stylesheet"}, {"href", style_address()}});
  html.empty("link", {{"rel", "icon"}, {"type", "image/svg+xml"}, {"href", icon_address()}});
  html.close("head");
}

void write_brand(Html& html) {
  html.open("a", {{"href", "/"}, {"class", "brand"}});
  html.open("svg", {{"viewBox", "0 0 24 24"}, {"aria-hidden", "true"}});
  html.empty("path", {{"class", "ring"}, {"d", "M20 12a8 8 0 1 1-4-6.9"}});
  html.empty("path", {{"class", "cut"}, {"d", "M12 12 20.5 3.5"}});
  html.close("svg").text("cutoffd").close("a");
}

void write_header(Html& html, const SensorStatus& status, std::string_view place) {
  html.open("header").open("div", {{"class", "wide"}});
  write_brand(html);
  html.open("nav", {{"aria-label", "Pages"}}).open("ul");
  for (const Place& one : kPlaces) {
    html.open("li");
    html.element("a", one.name,
                 {{"href", one.address}, {one.address == place ? "aria-current" : "", "page"}});
    html.close("li");
  }
  html.close("ul").close("nav");
  html.open("span", {{"class", "when"}}).text("as of ");
  html.element("time", moment(status.time), {{"datetime", rfc3339(status.time, 0).view()}});
  html.close("span").close("div").close("header");
}

void write_footer(Html& html, const SensorStatus& status) {
  html.open("footer").open("div", {{"class", "wide"}});
  html.element("span", "Sensor " + status.sensor);
  html.element("span", "cutoffd " + std::string(status.version));
  html.element("span", "running since " + moment(status.since));
  html.open("span").link("/metrics", "Metrics").text(" · ").link("/api/v1/status", "JSON");
  html.close("span").close("div").close("footer");
}

}  // namespace

HttpAnswer framed(const SensorStatus& status, const Frame& frame,
                  const std::function<void(Html&)>& main) {
  HttpAnswer answer;
  answer.type = "text/html; charset=utf-8";
  answer.body = "<!DOCTYPE html>";
  Html html(answer.body);
  html.open("html", {{"lang", "en"}});
  write_head(html, status, frame.title);
  html.open("body");
  html.element("a", "Skip to the content", {{"class", "skip"}, {"href", "#content"}});
  write_header(html, status, frame.place);
  html.open("main", {{"id", "content"}, {"class", "wide"}});
  main(html);
  html.close("main");
  write_footer(html, status);
  html.close("body").close("html");
  answer.body += '\n';
  return answer;
}

void write_time(Html& html, Instant time, Instant now) {
  html.element("time", ago(time, now),
               {{"datetime", rfc3339(time, 0).view()}, {"title", moment(time)}});
}

void write_state(Html& html, std::string_view state) {
  html.element("span", state, {{"class", "state " + std::string(state)}});
}

Html& open_scroll(Html& html, std::string_view label) {
  // The section around it may bear the same name.
  const std::string name = std::string(label) + ", may be scrolled";
  return html.open(
      "div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", name}});
}

}  // namespace cutoffd::page
