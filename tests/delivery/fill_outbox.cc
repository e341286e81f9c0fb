// Writes alerts into a ledger's outbox, for tests that run the daemon over it.
//
//   fill_outbox STATE COUNT     COUNT alerts as a busy month would leave them
//   fill_outbox STATE hostile   alerts of devices whose names attackers wrote: every octet, and
//                               what a forger of lines and fields would try
//
// Standard output: one JSON object an alert with what was written; the device's name in hex, since
// no JSON can hold every octet.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "core/json.h"
#include "rules/ledger.h"
#include "tests/unit/alerts/sample_alerts.h"

namespace cutoffd {
namespace {

std::string hex(std::string_view octets) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    out += kDigits[octet >> 4];
    out += kDigits[octet & 15];
  }
  return out;
}

std::string sixteen(std::uint64_t number) {
  std::string out(16, '0');
  for (std::size_t i = 0; i < 16; ++i) out[15 - i] = "0123456789abcdef"[number >> (4 * i) & 15];
  return out;
}

Alert alert_of(std::uint64_t number) {
  Alert alert = alerts::test::full_alert();
  // Of today: the outbox gives up what is too old.
  static const Instant now =
      std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  alert.time = now + std::chrono::milliseconds(static_cast<std::int64_t>(number));
  constexpr AlertEvent kEvents[] = {AlertEvent::opened, AlertEvent::escalated,
                                    AlertEvent::continuing, AlertEvent::quiet,
                                    AlertEvent::returned};
  alert.event = kEvents[number % 5];
  alert.incident = sixteen(number);
  alert.group = sixteen(~number);
  alert.sensor = "tap-1";
  alert.rule = "us-icts-2021-002";
  alert.vendor = "kaspersky";
  alert.severity = number % 2 == 0 ? Severity::warning : Severity::err;
  alert.evidence = Evidence::transferred;
  if (number % 3 != 0) alert.blocked.reset();
  alert.name = "s07.upd.kaspersky.com";
  alert.last = alert.time;
  alert.count = number;
  alert.bytes_down = 51200 + number;
  alert.message = "desk-17 (10.20.30.40) contacted s07.upd.kaspersky.com: data was transferred.";
  return alert;
}

// Every octet alone and in company, and what ends a line, a value, a field or a header somewhere.
std::vector<std::string> hostile_names() {
  std::vector<std::string> names;
  for (int octet = 0; octet < 256; ++octet) names.push_back({'a', static_cast<char>(octet), 'b'});
  std::string all;
  for (int octet = 0; octet < 256; ++octet) all += static_cast<char>(octet);
  names.push_back(all);
  for (const char* forged :
       {"x\n<28>1 2024-10-02T08:14:03Z forged cutoffd - CONTACT_OPENED - forged",
        "x\r\n<28>Oct  2 08:14:03 forged cutoffd[1]: forged",
        "\"] [forged@32473 a=\"b\"] forged",
        "x\" severity=\"emerg",
        "\\\"]",
        "\\",
        "\\\\\"",
        "x]",
        "x\\]",
        "[x",
        "a=b|c=d",
        "|CEF:0|a|b|",
        "x^forged=1",
        "x\tforged=1",
        "\xe2\x80\xae"
        "gnp.exe",
        "\xe2\x80\x8f\xe2\x81\xa6rtl\xe2\x81\xa9",
        "\xef\xbb\xbf"
        "bom",
        "\xc3\x28",
        "\xe2\x82",
        "\xf0\x9f\x98\x80",
        "\xed\xa0\x80",
        "\xf4\x90\x80\x80",
        "\xc0\x80",
        "\xe2\x80\xa8line\xe2\x80\xa9",
        "#012x",
        "#000",
        "%msg%",
        "${MSG}",
        "$(echo x)",
        "{\"a\":1}",
        "@cee:{\"a\":1}",
        "'x'",
        "<!channel>",
        "a,b",
        "a;b",
        " lead",
        "trail ",
        "x: y",
        "cutoffd[1]: x",
        "12 <28>1 - - - - - - x"}) {
    names.emplace_back(forged);
  }
  names.emplace_back("nul\0in the middle", 17);
  return names;
}

void print(const Alert& alert) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("sequence", alert.sequence).member("incident", alert.incident);
  json.member("event", name_of(alert.event)).member("count", alert.count);
  json.member("severity", name_of(alert.severity));
  json.member("blocked", alert.blocked ? name_of(*alert.blocked) : "");
  json.member("bytes_down", alert.bytes_down);
  json.member("time", rfc3339(alert.time, 6).view());
  json.member("device_name_hex", hex(alert.device->name)).end_object();
  std::cout << out << '\n';
}

int fill(const char* state, const std::vector<Alert>& alerts) {
  const auto ledger = rules::Ledger::open(state, rules::Ledger::Access::read_write);
  for (Alert alert : alerts) {
    alert.sequence = ledger->write_alert(alert);
    print(alert);
  }
  ledger->commit();
  return 0;
}

int run(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "fill_outbox STATE COUNT|hostile\n";
    return 64;
  }
  std::vector<Alert> alerts;
  const std::string_view what = argv[2];
  if (what == "hostile") {
    for (const std::string& name : hostile_names()) {
      alerts.push_back(alert_of(alerts.size() + 1));
      alerts.back().device->name = name;
      alerts.back().message = "device " + name + " contacted s07.upd.kaspersky.com.";
    }
    return fill(argv[1], alerts);
  }
  std::uint64_t count = 0;
  std::from_chars(what.data(), what.data() + what.size(), count);
  for (std::uint64_t i = 1; i <= count; ++i) alerts.push_back(alert_of(i));
  return fill(argv[1], alerts);
}

}  // namespace
}  // namespace cutoffd

int main(int argc, char** argv) {
  try {
    return cutoffd::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "fill_outbox: " << error.what() << '\n';
    return 1;
  }
}
