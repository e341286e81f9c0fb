#include "daemon/setup_configuration.h"

#include <algorithm>
#include <string_view>

namespace cutoffd {
namespace {

using Place = SetupFindings::Place;

constexpr std::size_t kWidth = 98;

// Words of a sentence in lines that begin with `first`, then with `next`.
std::string wrapped(const std::string& first, const std::string& next, const std::string& words) {
  std::string out;
  std::string line = first;
  std::string_view rest = words;
  bool empty = true;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!empty && line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line = next;
      empty = true;
    }
    if (!empty) line += ' ';
    line += word;
    empty = false;
  }
  return out + line + "\n";
}

// A file's name may be anything, and must not end a comment.
std::string shown_name(std::string name) {
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
  }
  return name;
}

std::string findings_lines(const SetupReport& report, const std::string& margin) {
  std::string out;
  for (const SetupPlace& place : report.places) {
    out += margin + shown_name(place.name) + "\n";
    for (const std::string& sentence : place.findings.seen) {
      out += wrapped(margin + "  + ", margin + "    ", sentence);
    }
    for (const std::string& sentence : place.findings.not_seen) {
      out += wrapped(margin + "  ! ", margin + "    ", sentence);
    }
  }
  for (const std::string& sentence : report.passed_over) {
    out += wrapped(margin + "not looked at: ", margin + "  ", sentence);
  }
  return out;
}

template <typename Values>
std::string list_of(const Values& values) {
  std::string out;
  for (const auto& value : values) {
    out += (out.empty() ? "" : ", ") + std::string(text(value).view());
  }
  return "[" + out + "]";
}

// Of all places, each once, in order.
template <typename Value>
std::vector<Value> of_all(const SetupReport& report,
                          std::vector<Value> SetupFindings::*const which) {
  std::vector<Value> out;
  for (const SetupPlace& place : report.places) {
    for (const Value& value : place.findings.*which) {
      if (std::find(out.begin(), out.end(), value) == out.end()) out.push_back(value);
    }
  }
  return out;
}

// An interface's name may hold what YAML would read otherwise.
std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string_view why_not(Place place) {
  switch (place) {
    case Place::silent:
      return "nothing came by";
    case Place::own:
      return "this machine's own traffic";
    case Place::router_outer:
      return "the outer side";
    default:
      return "not needed";
  }
}

std::string interfaces_part(const SetupReport& report) {
  if (report.what == LookedAt::capture) {
    return "# Captures were looked at: name the interface that the sensor is to watch.\n"
           "#interfaces: [eth1]\n";
  }
  const std::vector<std::string> names = advised(report);
  std::string out = names.empty() ? "# Nothing came by on any interface: name the one to watch.\n"
                                    "#interfaces: [eth1]\n"
                                  : "interfaces:\n";
  for (const SetupPlace& place : report.places) {
    const bool taken = std::find(names.begin(), names.end(), place.name) != names.end();
    const std::string name = quoted(place.name);
    if (!taken) {
      out += "#  - " + name + "   # " + std::string(why_not(place.findings.place)) + "\n";
    } else if (place.findings.larger_ring) {
      out += "  - name: " + name + "\n    ring: 256MiB   # the kernel lost packets\n";
    } else {
      out += "  - " + name + "\n";
    }
  }
  return out;
}

std::string networks_part(const SetupReport& report) {
  const auto forwarders = of_all(report, &SetupFindings::forwarders);
  const auto perhaps = of_all(report, &SetupFindings::perhaps_forwarders);
  const auto internal = of_all(report, &SetupFindings::perhaps_internal);
  std::string out;
  if (!forwarders.empty()) {
    out +=
        "networks:\n  # They were seen asking for others.\n  forwarders: " + list_of(forwarders) +
        "\n";
  } else {
    out += "#networks:\n";
  }
  if (!perhaps.empty()) {
    out +=
        "#  # They ask for all, as it seems. If they are DNS forwarders or routers:\n"
        "#  forwarders: " +
        list_of(perhaps) + "\n";
  }
  if (!internal.empty()) {
    out +=
        "#  # Public networks whose addresses behave as devices do. If they are yours:\n"
        "#  internal: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7, 169.254.0.0/16, "
        "fe80::/10,\n#    " +
        list_of(internal).substr(1) + "\n";
  }
  if (forwarders.empty() && perhaps.empty() && internal.empty()) {
    out += "#  forwarders: []   # none was seen; they are learnt\n";
  }
  return out;
}

}  // namespace

std::vector<std::string> advised(const SetupReport& report) {
  std::vector<std::string> out;
  const auto take = [&](auto&& fits) {
    if (!out.empty()) return;
    for (const SetupPlace& place : report.places) {
      if (fits(place)) out.push_back(place.name);
    }
  };
  take([](const SetupPlace& p) { return p.findings.worth_watching(); });
  take([](const SetupPlace& p) { return p.asked_for; });
  take([](const SetupPlace& p) { return p.findings.place != Place::silent; });
  return out;
}

std::string findings_text(const SetupReport& report) { return findings_lines(report, ""); }

std::string configuration_text(const SetupReport& report) {
  std::string out =
      "# Written by cutoffd setup at " + report.date + ", after looking for " + report.looked +
      ".\n#\n"
      "# What was found (+), and what could not be seen or is not right yet (!):\n#\n" +
      findings_lines(report, "# ") +
      "#\n"
      "# So short a look misses what is rare. `cutoffd status` says later how much is seen, and\n"
      "# docs/deployment.md what each place can show. All that is not said here has a default:\n"
      "# `cutoffd check` prints what is in force.\n\n";
  out +=
      report.sensor.empty() ? "#sensor: head-office\n" : "sensor: " + quoted(report.sensor) + "\n";
  out += "\n" + interfaces_part(report) + "\n" + networks_part(report) + "\n";
  out +=
      "# Where alerts go; without it to standard output (under systemd: the journal).\n"
      "#sinks:\n"
      "#  - name: collector\n"
      "#    preset: rsyslog\n"
      "#    host: logs.example.net\n";
  return out;
}

std::string sensor_name(const std::string& host) {
  std::string out;
  for (const char c : host) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '-' || c == '_';
    if (fits && out.size() < 64) out += c;
  }
  return out;
}

}  // namespace cutoffd
