// Writes metrics in Prometheus' text format (0.0.4) or as OpenMetrics 1.0: one family after the
// other, its samples below it.
//
// Label values are escaped here and nowhere else. Threads: none of its own; pure.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "alerts/statistics.h"

namespace cutoffd::page {

enum class MetricForm : std::uint8_t { prometheus, openmetrics };
std::string_view media_type_of(MetricForm form);
// What the visitor would rather have; Prometheus' own where nothing is said.
MetricForm form_for(std::string_view accept);

using Label = std::pair<std::string_view, std::string_view>;
using Labels = std::initializer_list<Label>;

class MetricWriter {
 public:
  MetricWriter(std::string& out, MetricForm form) : out_(out), form_(form) {}

  // The name of a counter without its `_total`, which its samples bear.
  void counter(std::string_view name, std::string_view help) { family(name, "counter", help); }
  void gauge(std::string_view name, std::string_view help) { family(name, "gauge", help); }
  void histogram(std::string_view name, std::string_view help) { family(name, "histogram", help); }
  // Of the family that was begun last.
  void sample(Labels labels, std::uint64_t value);
  void sample(Labels labels, double value);
  void sample(std::string_view label, std::string_view value,
              const alerts::LatencyHistogram& latency);
  // The end of all.
  void finish();

 private:
  void family(std::string_view name, std::string_view type, std::string_view help);
  void line(std::string_view suffix, Labels labels, std::string_view value);

  std::string& out_;
  MetricForm form_;
  std::string name_;
  bool counts_ = false;
};

}  // namespace cutoffd::page
