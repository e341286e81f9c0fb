#include "daemon/page/metric_writer.h"

#include <array>
#include <charconv>

#include "core/json.h"
#include "daemon/page/accepts.h"

namespace cutoffd::page {
namespace {

// Backslash, quote and line end (Prometheus: exposition formats; OpenMetrics section 5.1); the
// rest must be UTF-8.
void append_escaped(std::string& out, std::string_view text) {
  std::string clean;
  append_clean_utf8(clean, text, false);
  for (const char c : clean) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
}

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  std::string out(text.data(), end.ptr);
  // OpenMetrics wants to see that a bound is no whole number ("1.0").
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

}  // namespace

std::string_view media_type_of(MetricForm form) {
  return form == MetricForm::openmetrics
             ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
             : "text/plain; version=0.0.4; charset=utf-8";
}

MetricForm form_for(std::string_view accept) {
  const double open = weight_of(accept, "application/openmetrics-text");
  return open > 0 && open >= weight_of(accept, "text/plain") ? MetricForm::openmetrics
                                                             : MetricForm::prometheus;
}

void MetricWriter::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  counts_ = type == "counter";
  const std::string shown = counts_ && form_ == MetricForm::prometheus ? name_ + "_total" : name_;
  out_ += "# HELP " + shown + ' ';
  append_escaped(out_, help);
  out_ += "\n# TYPE " + shown + ' ';
  out_ += type;
  out_ += '\n';
}

void MetricWriter::line(std::string_view suffix, Labels labels, std::string_view value) {
  out_ += name_;
  out_ += suffix;
  char before = '{';
  for (const auto& [label, text] : labels) {
    if (label.empty()) continue;
    out_ += before;
    out_ += label;
    out_ += "=\"";
    append_escaped(out_, text);
    out_ += '"';
    before = ',';
  }
  if (before == ',') out_ += '}';
  out_ += ' ';
  out_ += value;
  out_ += '\n';
}

void MetricWriter::sample(Labels labels, std::uint64_t value) {
  line(counts_ ? "_total" : "", labels, std::to_string(value));
}

void MetricWriter::sample(Labels labels, double value) {
  line(counts_ ? "_total" : "", labels, shortest(value));
}

void MetricWriter::sample(std::string_view label, std::string_view value,
                          const alerts::LatencyHistogram& latency) {
  std::uint64_t reached = 0;
  for (std::size_t i = 0; i < latency.buckets.size(); ++i) {
    reached += latency.buckets[i];
    const bool last = i == alerts::LatencyHistogram::kBounds.size();
    const std::string bound =
        last
            ? "+Inf"
            : shortest(std::chrono::duration<double>(alerts::LatencyHistogram::kBounds[i]).count());
    line("_bucket", {{label, value}, {"le", bound}}, std::to_string(reached));
  }
  line("_sum", {{label, value}}, shortest(std::chrono::duration<double>(latency.sum).count()));
  line("_count", {{label, value}}, std::to_string(latency.count));
}

void MetricWriter::finish() {
  if (form_ == MetricForm::openmetrics) out_ += "# EOF\n";
}

}  // namespace cutoffd::page
