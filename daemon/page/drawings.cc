#include "daemon/page/drawings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "daemon/page/words.h"

namespace cutoffd::page {
namespace {

constexpr int kSteps = 5;
constexpr std::int64_t kSpark = rules::kDeviceDays;

std::string number(double value) {
  std::string text = std::to_string(std::round(value * 10) / 10);
  text.erase(text.find('.') + 2);
  return text;
}

struct Box {
  double x, y, width, height;
};

void rectangle(Html& html, const Box& box, std::string_view look, std::string_view title = {}) {
  html.open("rect", {{"x", number(box.x)},
                     {"y", number(box.y)},
                     {"width", number(box.width)},
                     {"height", number(box.height)},
                     {"rx", box.width > 6 ? "2" : "1"},
                     {"class", look}});
  if (!title.empty()) html.element("title", title);
  html.close("rect");
}

// So that few stand out from none and many do not hide few.
double height_of(double value, double most, double room) {
  return value <= 0 || most <= 0 ? 0 : std::max(2.0, std::sqrt(value / most) * room);
}

struct Plot {
  std::int64_t first = 0;  // day
  std::int64_t last = 0;   // today: the last bar may not be over
  std::int64_t span = 1;   // days a bar
  std::vector<std::uint64_t> bars;
  std::uint64_t most = 0;
};
constexpr double kWidth = 960;
constexpr double kHeight = 190;
constexpr double kTop = 26;
constexpr double kBottom = 24;

// Where bars are weeks, one begins with the day of the cutoff: none is of both sides.
std::int64_t begin_of_bars(std::int64_t first, std::int64_t span,
                           const std::vector<CutoffLine>& cutoffs) {
  if (span == 1 || cutoffs.empty()) return first;
  const std::int64_t past = (rules::day_of(cutoffs.front().at) - first) % span;
  return past == 0 ? first : first - span + (past + span) % span;
}

Plot plot_of(const rules::DayCounts& days, std::int64_t today,
             const std::vector<CutoffLine>& cutoffs) {
  Plot plot;
  // A month at least, so that a sensor that began today has not one fat bar.
  std::int64_t first = today - kSpark + 1;
  for (const rules::DayCount& row : days) first = std::min(first, row.day);
  const std::int64_t length = today - first + 1;
  const auto most = static_cast<std::int64_t>(kMostBars) - 1;  // one more to begin with the cutoff
  plot.span = (length + most - 1) / most;
  if (plot.span > 1) plot.span = (plot.span + 6) / 7 * 7;  // whole weeks
  plot.first = begin_of_bars(first, plot.span, cutoffs);
  plot.last = today;
  const std::int64_t count = (today - plot.first) / plot.span + 1;
  plot.bars.resize(static_cast<std::size_t>(count));
  for (const rules::DayCount& row : days) {
    const std::int64_t at = (row.day - plot.first) / plot.span;
    if (row.day < plot.first || at >= count) continue;
    plot.bars[static_cast<std::size_t>(at)] += row.contacts;
  }
  plot.most = *std::max_element(plot.bars.begin(), plot.bars.end());
  return plot;
}

double x_of(const Plot& plot, Instant time) {
  const double days =
      std::chrono::duration<double, std::ratio<86'400>>(time - rules::begin_of_day(plot.first))
          .count();
  return days / static_cast<double>(plot.span) * kWidth / static_cast<double>(plot.bars.size());
}

void draw_bars(Html& html, const Plot& plot, const std::vector<CutoffLine>& cutoffs) {
  Instant earliest = Instant::max();
  for (const CutoffLine& one : cutoffs) earliest = std::min(earliest, one.at);
  const double step = kWidth / static_cast<double>(plot.bars.size());
  for (std::size_t i = 0; i < plot.bars.size(); ++i) {
    const std::int64_t day = plot.first + static_cast<std::int64_t>(i) * plot.span;
    const double height = height_of(static_cast<double>(plot.bars[i]),
                                    static_cast<double>(plot.most), kHeight - kTop - kBottom);
    if (height <= 0) continue;
    const bool after = rules::begin_of_day(day + plot.span) > earliest;
    rectangle(html,
              {static_cast<double>(i) * step + 0.5, kHeight - kBottom - height,
               std::max(1.0, step - 1.5), height},
              after ? "after" : "before",
              (plot.span > 1 ? "from " : "") + date(rules::begin_of_day(day)) + ": " +
                  counted(plot.bars[i], "contact"));
  }
}

void draw_days(Html& html, const Plot& plot) {
  constexpr int kLabels = 6;
  const auto length = static_cast<std::int64_t>(plot.bars.size()) * plot.span;
  for (int i = 0; i < kLabels; ++i) {
    const std::int64_t day = std::min(plot.last, plot.first + (length - 1) * i / (kLabels - 1));
    const std::string_view anchor = i == 0 ? "start" : i == kLabels - 1 ? "end" : "middle";
    html.element("text", date(rules::begin_of_day(day)),
                 {{"x", number(kWidth * i / (kLabels - 1))},
                  {"y", number(kHeight - 6)},
                  {"text-anchor", anchor},
                  {"class", i % 2 == 0 ? "tick" : "tick minor"}});
  }
}

void draw_cutoff(Html& html, const Plot& plot, const CutoffLine& cutoff) {
  const double x = x_of(plot, cutoff.at);
  if (x > kWidth) return;
  if (x < 0) {
    html.element("text", "◂ " + cutoff.label + ", " + date(cutoff.at),
                 {{"x", "0"}, {"y", "14"}, {"class", "mark"}});
    return;
  }
  html.empty("line", {{"x1", number(x)},
                      {"x2", number(x)},
                      {"y1", "4"},
                      {"y2", number(kHeight - kBottom)},
                      {"class", "cutoff"}});
  const bool right = x < kWidth * 0.6;
  html.element("text", cutoff.label + ", " + date(cutoff.at),
               {{"x", number(right ? x + 6 : x - 6)},
                {"y", "14"},
                {"text-anchor", right ? "start" : "end"},
                {"class", "mark"}});
}

}  // namespace

void draw_evidence(Html& html, std::optional<Evidence> evidence, bool blocked) {
  const int reached = evidence ? static_cast<int>(*evidence) + 1 : 0;
  const std::string word = evidence ? std::string(name_of(*evidence)) : "nothing proved";
  const std::string title =
      word + ", step " + std::to_string(reached) + " of 5" + (blocked ? ", blocked" : "");
  html.open("svg", {{"class", blocked ? "evidence stopped" : "evidence"},
                    {"viewBox", "0 0 78 12"},
                    {"role", "img"},
                    {"aria-label", title}});
  html.element("title", title);
  for (int i = 0; i < kSteps; ++i) {
    const std::string look =
        i < reached ? "step s" + std::to_string(reached) : std::string("step none");
    rectangle(html, {i * 16.0, 1, 14, 10}, look);
  }
  html.close("svg");
}

void draw_sparkline(Html& html, const rules::DayCounts& days, std::int64_t today) {
  std::array<std::uint64_t, static_cast<std::size_t>(kSpark)> bars{};
  std::uint64_t most = 0;
  std::uint64_t sum = 0;
  for (const rules::DayCount& one : days) {
    const std::int64_t at = one.day - (today - kSpark + 1);
    if (at < 0 || at >= kSpark) continue;
    bars[static_cast<std::size_t>(at)] = one.contacts;
    most = std::max(most, one.contacts);
    sum += one.contacts;
  }
  const std::string title =
      counted(sum, "contact") + " in 30 days, at most " + grouped(most) + " a day";
  html.open(
      "svg",
      {{"class", "spark"}, {"viewBox", "0 0 120 24"}, {"role", "img"}, {"aria-label", title}});
  html.element("title", title);
  html.empty("line",
             {{"x1", "0"}, {"x2", "120"}, {"y1", "23.5"}, {"y2", "23.5"}, {"class", "base"}});
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double height = height_of(static_cast<double>(bars[i]), static_cast<double>(most), 22);
    if (height > 0) rectangle(html, {static_cast<double>(i) * 4, 23 - height, 3, height}, "bar");
  }
  html.close("svg");
}

void draw_history(Html& html, const rules::DayCounts& days, std::int64_t today,
                  const std::vector<CutoffLine>& cutoffs) {
  const Plot plot = plot_of(days, today, cutoffs);
  std::uint64_t sum = 0;
  for (const std::uint64_t bar : plot.bars) sum += bar;
  const std::string title = counted(sum, "contact") + " from " +
                            date(rules::begin_of_day(plot.first)) + " to " +
                            date(rules::begin_of_day(today)) +
                            (plot.span > 1 ? ", " + std::to_string(plot.span) + " days a bar" : "");
  html.open(
      "svg",
      {{"class", "history"}, {"viewBox", "0 0 960 190"}, {"role", "img"}, {"aria-label", title}});
  html.empty("line", {{"x1", "0"}, {"x2", "960"}, {"y1", "166"}, {"y2", "166"}, {"class", "base"}});
  draw_bars(html, plot, cutoffs);
  draw_days(html, plot);
  for (const CutoffLine& cutoff : cutoffs) draw_cutoff(html, plot, cutoff);
  html.close("svg");
  html.element("p", title + ". Heights grow with the square root.", {{"class", "note"}});
}

}  // namespace cutoffd::page
