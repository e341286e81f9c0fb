#include "daemon/page/metrics.h"

#include <array>
#include <chrono>

namespace cutoffd::page {
namespace {

using alerts::SinkStatistics;
using std::chrono::duration;

double seconds(Instant t) { return duration<double>(t.time_since_epoch()).count(); }

// "lost_octets" is cutoffd_lost_bytes: Prometheus has a word for the unit.
std::string name_of_metric(Counter counter) {
  std::string name = "cutoffd_" + std::string(name_of(counter));
  if (const std::size_t at = name.find("octets"); at != std::string::npos) {
    name.replace(at, 6, "bytes");
  }
  return name;
}

// In the catalogue's order: a worker's, then the judge's; what sinks do has figures of its own.
bool is_workers(Counter counter) { return counter <= Counter::facts_dropped; }
bool is_judges(Counter counter) { return !is_workers(counter) && counter <= Counter::alerts; }

void add_program(MetricWriter& out, const SensorStatus& status) {
  out.gauge("cutoffd_build_info", "The program's version; always 1.");
  out.sample({{"version", status.version}}, std::uint64_t{1});
  out.gauge("cutoffd_start_time_seconds", "When the daemon started.");
  out.sample({}, seconds(status.since));
  out.gauge("cutoffd_ready", "1 while every interface is captured and the ledger can be written.");
  out.sample({}, std::uint64_t{status.not_ready().empty() ? 1U : 0U});
  out.gauge("cutoffd_clock_believed", "0 while the clock is older than the program.");
  out.sample({}, std::uint64_t{status.clock_believed ? 1U : 0U});
  out.gauge("cutoffd_config_last_reload_successful", "0 where the last reload was refused.");
  out.sample({}, std::uint64_t{status.last_reload_taken ? 1U : 0U});
  out.gauge("cutoffd_ledger_writable", "0 while the ledger cannot be written.");
  out.sample({}, std::uint64_t{status.ledger_writable ? 1U : 0U});
  out.counter("cutoffd_ledger_commits", "Transactions of the ledger.");
  out.sample({}, status.commits);
  if (status.last_heartbeat) {
    out.gauge("cutoffd_last_heartbeat_timestamp_seconds", "When the last heartbeat was told.");
    out.sample({}, seconds(*status.last_heartbeat));
  }
}

void add_judgement(MetricWriter& out, const SensorStatus& status) {
  out.gauge("cutoffd_coverage_verdict", "1 for the verdict of now: found, clean or inconclusive.");
  for (const Verdict verdict : {Verdict::found, Verdict::clean, Verdict::inconclusive}) {
    out.sample({{"verdict", name_of(verdict)}},
               std::uint64_t{status.coverage.verdict == verdict ? 1U : 0U});
  }
  out.gauge("cutoffd_devices", "Devices with watched contacts.");
  out.sample({}, std::uint64_t{status.devices});
  out.gauge("cutoffd_open_incidents", "Incidents that were told and are not over.");
  out.sample({}, std::uint64_t{status.open_incidents});
  out.gauge("cutoffd_incidents", "Incidents in the ledger, by state.");
  // Each word always, so that an alert rule over it knows zero from absent.
  for (const std::string_view state :
       {"open", "returning", "acknowledged", "quiet", "absent", "blind", "exempt", "closed"}) {
    std::uint64_t count = 0;
    for (const rules::StateCount& one : status.incidents)
      count += one.state == state ? one.count : 0;
    out.sample({{"state", state}}, count);
  }
  out.gauge("cutoffd_device_services", "Pairs of device and watched service, by state.");
  for (const rules::StateCount& one : status.lines) out.sample({{"state", one.state}}, one.count);
  out.gauge("cutoffd_watchlist_age_seconds", "How long ago the list was last reviewed.");
  for (const ListStatus& list : status.watchlists) {
    if (!list.age_days) continue;
    out.sample({{"watchlist", list.id}, {"vendor", list.vendor}},
               static_cast<double>(*list.age_days) * 86'400);
  }
}

void add_interfaces(MetricWriter& out, const SensorStatus& status) {
  out.gauge("cutoffd_interface_up", "1 while the interface is captured.");
  for (const InterfaceStatus& one : status.interfaces) {
    out.sample({{"interface", one.name}}, std::uint64_t{one.capturing ? 1U : 0U});
  }
  out.gauge("cutoffd_interface_gaps", "Pauses without a packet over the last hour.");
  for (const InterfaceStatus& one : status.interfaces) {
    out.sample({{"interface", one.name}}, one.window.figures.gaps);
  }
  out.gauge("cutoffd_encrypted_dns_devices", "Devices that asked by encrypted DNS lately.");
  for (const InterfaceStatus& one : status.interfaces) {
    out.sample({{"interface", one.name}}, one.window.figures.encrypted_dns_devices);
  }
}

void add_kernel_filters(MetricWriter& out, const SensorStatus& status) {
  using source::KernelFilter;
  out.gauge("cutoffd_kernel_filter", "1 for what decides in the kernel: none, classic or shunt.");
  for (const InterfaceStatus& one : status.interfaces) {
    for (const KernelFilter filter :
         {KernelFilter::none, KernelFilter::classic, KernelFilter::shunt}) {
      out.sample({{"interface", one.name}, {"filter", name_of(filter)}},
                 std::uint64_t{one.filter == filter ? 1U : 0U});
    }
  }
  out.counter("cutoffd_shunted_packets", "Packets that the shunt kept in the kernel.");
  for (const InterfaceStatus& one : status.interfaces) {
    out.sample({{"interface", one.name}}, one.shunted.packets);
  }
  out.counter("cutoffd_shunted_bytes", "The octets of these packets.");
  for (const InterfaceStatus& one : status.interfaces) {
    out.sample({{"interface", one.name}}, one.shunted.octets);
  }
}

// Of each worker's ring, of which the interface's counters are the sums.
void add_workers(MetricWriter& out, const SensorStatus& status) {
  const auto add = [&](std::uint64_t WorkerStatus::*figure) {
    for (const InterfaceStatus& one : status.interfaces) {
      for (std::size_t i = 0; i < one.workers.size(); ++i) {
        out.sample({{"interface", one.name}, {"worker", std::to_string(i)}},
                   one.workers[i].*figure);
      }
    }
  };
  out.counter("cutoffd_worker_packets", "Packets that a capture worker was handed.");
  add(&WorkerStatus::packets);
  out.counter("cutoffd_worker_kernel_drops",
              "Packets that the kernel dropped because the worker's ring was full.");
  add(&WorkerStatus::kernel_drops);
}

void add_counters(MetricWriter& out, const SensorStatus& status) {
  for (std::size_t i = 0; i < kCounters; ++i) {
    const auto counter = static_cast<Counter>(i);
    if (!is_workers(counter) && !is_judges(counter)) continue;
    out.counter(name_of_metric(counter), meaning_of(counter));
    if (is_judges(counter)) {
      out.sample({}, status.totals[i]);
      continue;
    }
    for (const InterfaceStatus& one : status.interfaces) {
      out.sample({{"interface", one.name}}, one.totals[i]);
    }
  }
}

struct SinkFigure {
  std::string_view name;
  std::string_view help;
  std::uint64_t SinkStatistics::*value;
};
constexpr std::array<SinkFigure, 7> kSinkCounters{{
    {"cutoffd_sink_sent_alerts", "Alerts handed to the transport, repeats included.",
     &SinkStatistics::sent},
    {"cutoffd_sink_acknowledged_alerts", "Alerts that the destination has, each counted once.",
     &SinkStatistics::acknowledged},
    {"cutoffd_sink_retried_alerts", "Alerts sent again.", &SinkStatistics::retried},
    {"cutoffd_sink_filtered_alerts", "Alerts that the sink's filter left out.",
     &SinkStatistics::filtered},
    {"cutoffd_sink_dropped_alerts",
     "Alerts given up at the outbox's bound before the sink had them.", &SinkStatistics::dropped},
    {"cutoffd_sink_refused_alerts", "Alerts that can never be sent: too long, say.",
     &SinkStatistics::refused},
    {"cutoffd_sink_failures", "Times that the transport failed.", &SinkStatistics::failures},
}};

void add_sinks(MetricWriter& out, const SensorStatus& status) {
  if (status.sinks.empty()) return;
  out.gauge("cutoffd_sink_connected", "1 while the transport is open.");
  for (const SinkStatistics& sink : status.sinks) {
    out.sample({{"sink", sink.name}}, std::uint64_t{sink.connected ? 1U : 0U});
  }
  out.gauge("cutoffd_sink_queued_alerts", "Alerts that wait for the sink.");
  for (const SinkStatistics& sink : status.sinks) out.sample({{"sink", sink.name}}, sink.queued);
  for (const SinkFigure& figure : kSinkCounters) {
    out.counter(figure.name, figure.help);
    for (const SinkStatistics& sink : status.sinks) {
      out.sample({{"sink", sink.name}}, sink.*figure.value);
    }
  }
  out.histogram("cutoffd_sink_delivery_latency_seconds",
                "From the commit that made an alert until its destination had it.");
  for (const SinkStatistics& sink : status.sinks) out.sample("sink", sink.name, sink.latency);
  out.gauge("cutoffd_sink_last_delivery_timestamp_seconds", "When the destination last took one.");
  for (const SinkStatistics& sink : status.sinks) {
    if (sink.last_success) out.sample({{"sink", sink.name}}, seconds(*sink.last_success));
  }
}

}  // namespace

std::string metrics(const SensorStatus& status, const HttpServer::Figures& page, MetricForm form) {
  std::string text;
  MetricWriter out(text, form);
  add_program(out, status);
  add_judgement(out, status);
  add_interfaces(out, status);
  add_kernel_filters(out, status);
  add_workers(out, status);
  add_counters(out, status);
  out.gauge("cutoffd_outbox_alerts", "Alerts in the outbox: the slowest sink waits for them.");
  out.sample({}, status.outbox.rows);
  out.gauge("cutoffd_outbox_bytes", "Their room.");
  out.sample({}, status.outbox.octets);
  add_sinks(out, status);
  out.counter("cutoffd_page_requests", "Requests that were answered by HTTP.");
  out.sample({}, page.answered);
  out.counter("cutoffd_page_refused_requests",
              "Requests that were malformed, too long or too slow.");
  out.sample({}, page.refused);
  out.finish();
  return text;
}

}  // namespace cutoffd::page
