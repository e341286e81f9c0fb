#include "daemon/page/metrics.h"

#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/places.h"

namespace cutoffd::page::metrics_test {
namespace {

using namespace std::chrono_literals;

SensorStatus full() {
  SensorStatus status;
  status.sensor = "lab";
  status.version = "1.2.3";
  status.since = instant_from_ns(1'700'000'000'500'000'000);
  InterfaceStatus wire;
  wire.name = "eth1";
  wire.totals[static_cast<std::size_t>(Counter::packets)] = 18'446'744'073'709'551'615ULL;
  wire.filter = source::KernelFilter::shunt;
  wire.shunted = {750, 900'000, 0};
  wire.workers = {{std::nullopt, 7, 0}, {3, 5, 2}};
  status.interfaces = {wire};
  status.interfaces.push_back(wire);
  status.interfaces.back().name = "eth2";
  status.interfaces.back().capturing = false;
  status.interfaces.back().filter = source::KernelFilter::classic;
  status.watchlists = {{"acme", "acme", "1", "2026-01-01", 30}};
  status.incidents = {{"open", 2}, {"quiet", 1}};
  status.lines = {{"calling", 3}};
  alerts::SinkStatistics sink;
  sink.name = "siem";
  sink.last_success = status.since;
  sink.latency.add(5ms);
  sink.latency.add(20min);
  status.sinks = {sink};
  status.last_heartbeat = status.since;
  return status;
}

std::string text_of(const SensorStatus& status, MetricForm form = MetricForm::prometheus) {
  return metrics(status, {}, form);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Metrics, AreSamplesBelowTheirFamily) {
  static const std::regex kSample(
      R"(([a-z_]+)(\{([a-z]+="([^"\\\n]|\\.)*",?)+\})? [-+]?[0-9][0-9.e+-]*)");
  for (const MetricForm form : {MetricForm::prometheus, MetricForm::openmetrics}) {
    std::string family;
    std::set<std::string> families;
    std::set<std::string> samples;
    auto lines = lines_of(text_of(full(), form));
    if (form == MetricForm::openmetrics) {
      ASSERT_EQ(lines.back(), "# EOF");
      lines.pop_back();
    }
    for (const std::string& line : lines) {
      if (line.starts_with("# HELP ")) {
        family = line.substr(7, line.find(' ', 7) - 7);
        EXPECT_TRUE(families.insert(family).second) << family << " twice";
        continue;
      }
      if (line.starts_with("# TYPE ")) {
        EXPECT_TRUE(line.starts_with("# TYPE " + family + ' ')) << line;
        continue;
      }
      std::smatch match;
      ASSERT_TRUE(std::regex_match(line, match, kSample)) << line;
      EXPECT_TRUE(match[1].str().starts_with(family)) << line << " below " << family;
      EXPECT_TRUE(samples.insert(line.substr(0, line.rfind(' '))).second) << line << " twice";
    }
  }
}

TEST(Metrics, CountWhatTheStatusSays) {
  const std::string text = text_of(full());
  for (const char* line :
       {"cutoffd_build_info{version=\"1.2.3\"} 1\n",
        "cutoffd_start_time_seconds 1700000000.5\n",
        "cutoffd_ready 0\n",
        "cutoffd_interface_up{interface=\"eth2\"} 0\n",
        "cutoffd_packets_total{interface=\"eth1\"} 18446744073709551615\n",
        "cutoffd_kernel_filter{interface=\"eth1\",filter=\"shunt\"} 1\n",
        "cutoffd_kernel_filter{interface=\"eth2\",filter=\"classic\"} 1\n",
        "cutoffd_kernel_filter{interface=\"eth2\",filter=\"shunt\"} 0\n",
        "cutoffd_shunted_packets_total{interface=\"eth1\"} 750\n",
        "cutoffd_shunted_bytes_total{interface=\"eth1\"} 900000\n",
        "cutoffd_worker_packets_total{interface=\"eth1\",worker=\"0\"} 7\n",
        "cutoffd_worker_kernel_drops_total{interface=\"eth2\",worker=\"1\"} 2\n",
        "cutoffd_incidents{state=\"open\"} 2\n",
        "cutoffd_incidents{state=\"blind\"} 0\n",
        "cutoffd_watchlist_age_seconds{watchlist=\"acme\",vendor=\"acme\"} 2592000.0\n",
        "cutoffd_sink_delivery_latency_seconds_bucket{sink=\"siem\",le=\"0.01\"} 1\n",
        "cutoffd_sink_delivery_latency_seconds_bucket{sink=\"siem\",le=\"600.0\"} 1\n",
        "cutoffd_sink_delivery_latency_seconds_bucket{sink=\"siem\",le=\"+Inf\"} 2\n",
        "cutoffd_sink_delivery_latency_seconds_count{sink=\"siem\"} 2\n",
        "cutoffd_coverage_verdict{verdict=\"clean\"} 1\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
  EXPECT_EQ(text.find("octets_total"), std::string::npos) << "units have Prometheus' words";
}

// Sinks' and interfaces' names are the operator's; nothing from the wire is a label. Still no octet
// makes a second line or label.
TEST(Metrics, HaveLabelsThatEndWhereTheyEnd) {
  const std::size_t usual = lines_of(text_of(full())).size();
  for (int octet = 0; octet < 256; ++octet) {
    SensorStatus status = full();
    status.sinks.front().name = std::string("a") + static_cast<char>(octet) + "\"} 1";
    const std::string text = text_of(status);
    EXPECT_EQ(lines_of(text).size(), usual) << octet;
    EXPECT_NE(text.find("\\\"} 1\"} 0\n"), std::string::npos) << octet;
  }
}

TEST(Metrics, AreWhatTheVisitorWouldRatherHave) {
  EXPECT_EQ(form_for(""), MetricForm::prometheus);
  EXPECT_EQ(form_for("text/html,*/*;q=0.8"), MetricForm::prometheus);
  EXPECT_EQ(form_for("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"),
            MetricForm::openmetrics);
  EXPECT_EQ(form_for("application/openmetrics-text;q=0.1,text/plain"), MetricForm::prometheus);
}

// "cutoffd_x_total{interface="eth1",…} 1": its label names, joined.
std::string labels_of(const std::string& sample) {
  static const std::regex kLabel(R"re(([a-z]+)="(?:[^"\\]|\\.)*")re");
  std::string out;
  for (std::sregex_iterator at(sample.begin(), sample.end(), kLabel), end; at != end; ++at) {
    if ((*at)[1] != "le") out += (out.empty() ? "" : ", ") + (*at)[1].str();
  }
  return out;
}

std::string table() {
  std::string out = "| metric | type | labels | meaning |\n|---|---|---|---|\n";
  std::string name;
  std::string help;
  std::string type;
  for (const std::string& line : lines_of(text_of(full()))) {
    if (line.starts_with("# HELP ")) {
      name = line.substr(7, line.find(' ', 7) - 7);
      help = line.substr(line.find(' ', 7) + 1);
    } else if (line.starts_with("# TYPE ")) {
      type = line.substr(line.rfind(' ') + 1);
    } else if (!name.empty()) {
      out += "| `" + name + "` | " + type + " | " + labels_of(line) + " | " + help + " |\n";
      name.clear();
    }
  }
  return out;
}

// With CUTOFFD_WRITE_GENERATED=1 the table is written anew.
TEST(Metrics, AreDocumented) {
  const std::string begin = "<!-- begin metrics -->\n\n";
  const std::filesystem::path path = test::source_folder() / "docs" / "page.md";
  std::ifstream in(path);
  const std::string document{std::istreambuf_iterator<char>(in), {}};
  const std::size_t from = document.find(begin);
  const std::size_t to = document.find("\n<!-- end metrics -->");
  ASSERT_TRUE(from != std::string::npos && to != std::string::npos);
  const std::size_t start = from + begin.size();
  if (std::getenv("CUTOFFD_WRITE_GENERATED") != nullptr) {
    std::ofstream(path) << document.substr(0, start) << table() << document.substr(to);
    return;
  }
  EXPECT_EQ(document.substr(start, to - start), table());
}

}  // namespace
}  // namespace cutoffd::page::metrics_test
