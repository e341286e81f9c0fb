// Alerts for the tests of this room: one with every field, one of the sensor, and hostile texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"

namespace cutoffd::alerts::test {

// Every field set; the values of docs/alerts.md's examples.
inline Alert full_alert() {
  Alert alert;
  alert.sequence = 42;
  alert.time = *parse_rfc3339("2024-10-02T08:14:03.123456789Z");
  alert.event = AlertEvent::opened;
  alert.incident = "3f2a90c1d4e5f607";
  alert.group = "9b1d2c3e4f506172";
  alert.sensor = "sensor1";
  alert.rule = "vendor-contacts";
  alert.determination = "us-icts-2021-002";
  alert.cutoff = parse_rfc3339("2024-09-29T00:00:00-04:00");
  alert.vendor = "examplevendor";
  alert.service = "update";
  alert.severity = Severity::warning;
  alert.evidence = Evidence::answered;
  alert.blocked = Blocked::reset;
  alert.name = "s07.upd.vendor.example";
  alert.server = Endpoint{*IpAddress::parse("203.0.113.7"), Port{443}};
  DeviceView device;
  device.id = "mac:02:00:00:00:00:11";
  device.ips = {*IpAddress::parse("10.20.30.40"), *IpAddress::parse("2001:db8::40")};
  device.mac = parse_mac("02:00:00:00:00:11");
  device.name = "desk-17";
  device.vlans = {100, 7};
  device.identity = IdentityGrade::mac;
  alert.device = device;
  alert.behind = IpAddress::parse("10.20.30.1");
  alert.via = IpAddress::parse("10.20.30.2");
  alert.relay = IpAddress::parse("10.20.30.3");
  alert.first = parse_rfc3339("2024-10-02T08:13:53Z");
  alert.last = parse_rfc3339("2024-10-02T08:14:02.5Z");
  alert.count = 37;
  alert.bytes_up = 1830;
  alert.bytes_down = 51200;
  alert.message = "desk-17 (10.20.30.40) contacted s07.upd.vendor.example: the server answered.";
  return alert;
}

inline Alert heartbeat_alert() {
  Alert alert;
  alert.sequence = 43;
  alert.time = *parse_rfc3339("2024-10-03T00:00:00Z");
  alert.event = AlertEvent::heartbeat;
  alert.sensor = "sensor1";
  alert.severity = Severity::info;
  alert.message = "Coverage: clean.";
  return alert;
}

// What somebody who wants to forge a field or a line would put into a host name.
inline std::vector<std::string> hostile_texts() {
  std::vector<std::string> texts{
      "x\" evil=\"1",
      "x\"][evil@1 a=\"b\"] x",
      "x] [evil@1 a=\"b",
      "x\\",
      "x\\\"",
      "x\n<13>1 2024-10-02T08:14:03Z evil evil - - - forged",
      "x\r\nHost: evil",
      "x|CEF:0|evil|evil|1|1|1|1|evil=1",
      "x cs1=evil externalId=evil",
      "x\\= cs1=evil",
      "x^sev=10^evil=1",
      "x\",\"evil\":\"1",
      "x\\u0022,\"evil\":1",
      "x\xE2\x80\xAEgnp.exe",      // right-to-left override
      "x\xE2\x80\xA8second line",  // line separator
      "x\xC2\x85next line",        // NEL, a C1 control
      "x\x1b[2J\x1b]0;evil\x07",   // terminal commands
      "x\xC0\x8A",                 // overlong line feed
      "x\xED\xA0\x80",             // surrogate
      "x\xF4\x90\x80\x80",         // beyond Unicode
      "x\xE2\x82",                 // cut sequence
      " x ",
      "%s%n",
      std::string("x\0y", 3),
  };
  // Every octet between two letters, thirty-two to a text; and each that some format knows, alone.
  for (int start = 0; start < 256; start += 32) {
    std::string text;
    for (int octet = start; octet < start + 32; ++octet) {
      text += 'a';
      text += static_cast<char>(octet);
    }
    texts.push_back(text + 'b');
  }
  for (const char c : std::string_view("\0\t\n\r \"\\[]{}|=^,:<>\x7f\x80\xff", 21)) {
    texts.emplace_back(1, c);
  }
  return texts;
}

}  // namespace cutoffd::alerts::test
