#include "daemon/page/determination_page.h"

#include <string>

#include "daemon/page/frame.h"
#include "daemon/page/html.h"
#include "daemon/page/words.h"

namespace cutoffd::page {
namespace {

using rules::Determination;

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all.empty() ? "none that the wire shows" : all;
}

// What is no address of the web is shown, and leads nowhere.
void write_source(Html& html, std::string_view source) {
  const bool address = source.starts_with("https://") || source.starts_with("http://");
  html.open("li");
  if (address) {
    html.element("a", source, {{"href", source}, {"rel", "noreferrer"}});
  } else {
    html.text(source);
  }
  html.close("li");
}

void write_activities(Html& html, const View& view, const Determination& one) {
  html.open("ol", {{"class", "timeline"}});
  for (const rules::Activity& activity : one.activities) {
    html.open("li", {{"class", "rule"}}).element("strong", activity.title);
    html.empty("br").element("span", "from " + moment(activity.from) + ", ", {{"class", "small"}});
    html.open("span", {{"class", "small"}});
    write_time(html, activity.from, view.now());
    html.close("span").empty("br").text("Services: " + joined(activity.services));
    html.close("li");
  }
  html.close("ol");
}

void write_rules(Html& html, const View& view, const Determination& one) {
  html.open("section", {{"aria-labelledby", "rules"}});
  html.element("h2", "Rules that enforce it", {{"id", "rules"}}).open("dl", {{"class", "facts"}});
  for (const rules::Rule& rule : view.in_force.rules.rules()) {
    if (rule.determination != one.id) continue;
    html.term(rule.name, "told from " + std::string(name_of(rule.minimum)) + " on" +
                             (rule.services.empty() ? std::string(", all prohibited services")
                                                    : ", services " + joined(rule.services)));
  }
  html.close("dl").close("section");
}

}  // namespace

HttpAnswer determinations(const View& view) {
  return framed(view.status, {"Determinations", "/determinations"}, [&](Html& html) {
    html.open("div", {{"class", "head"}}).element("h1", "Determinations in force").close("div");
    for (const Determination& one : view.in_force.rules.determinations()) {
      html.open("section").open("h2");
      html.link("/determination/" + path_escaped(one.id), one.title).close("h2");
      html.element("p",
                   one.authority + (one.citation.empty() ? "" : ", " + one.citation) + ", vendor " +
                       one.vendor,
                   {{"class", "small"}});
      write_activities(html, view, one);
      html.close("section");
    }
  });
}

std::optional<HttpAnswer> determination(const View& view, std::string_view id) {
  for (const Determination& one : view.in_force.rules.determinations()) {
    if (one.id != id) continue;
    return framed(view.status, {one.title, "/determinations"}, [&](Html& html) {
      html.open("div", {{"class", "head"}}).element("h1", one.title).close("div");
      html.open("div", {{"class", "columns"}}).open("section", {{"aria-labelledby", "order"}});
      html.element("h2", "The order", {{"id", "order"}}).open("dl", {{"class", "facts"}});
      html.element("dt", "Id").open("dd").element("code", one.id).close("dd");
      html.term("Authority", one.authority);
      if (!one.citation.empty()) html.term("Citation", one.citation);
      html.term("Vendor", one.vendor);
      html.term("Exempt services", joined(one.exempt_services));
      html.close("dl");
      if (!one.note.empty()) html.element("p", one.note);
      html.close("section").open("section", {{"aria-labelledby", "dates"}});
      html.element("h2", "What is prohibited, and from when", {{"id", "dates"}});
      write_activities(html, view, one);
      html.close("section").close("div");
      write_rules(html, view, one);
      html.open("section", {{"aria-labelledby", "sources"}});
      html.element("h2", "Sources", {{"id", "sources"}}).open("ul");
      for (const std::string& source : one.sources) write_source(html, source);
      html.close("ul").close("section");
    });
  }
  return std::nullopt;
}

}  // namespace cutoffd::page
