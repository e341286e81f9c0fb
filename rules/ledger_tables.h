// Which fields of which row stand in which columns: said once a table, for writing and reading.
//
// `columns` begins with the key's columns; `fields` gives the row's members in the same order.
#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include "core/alert.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

struct DeviceTable {
  using Row = DeviceRow;
  static constexpr std::string_view kName = "device";
  static constexpr int kKeys = 1;
  static constexpr std::string_view kColumns =
      "key id identity mac ips name name_source vlans first last unclassified_told listed_name "
      "owner "
      "tags alive";
  static auto fields(auto& r) {
    return std::tie(r.key, r.id, r.identity, r.mac, r.ips, r.name, r.name_source, r.vlans, r.first,
                    r.last, r.unclassified_told, r.listed_name, r.owner, r.tags, r.alive);
  }
};

struct ContactTable {
  using Row = ContactRow;
  static constexpr std::string_view kName = "contact";
  static constexpr int kKeys = 3;
  static constexpr std::string_view kColumns =
      "device vendor service prohibited "
      "before_first before_last before_count before_evidence before_blocked before_up before_down "
      "after_first after_last after_count after_evidence after_blocked after_up after_down "
      "name state closed stamp divide decoy_told";
  static auto side(auto& s) {
    return std::tie(s.span.first, s.span.last, s.span.count, s.evidence, s.blocked, s.bytes_up,
                    s.bytes_down);
  }
  static auto fields(auto& r) {
    return std::tuple_cat(std::tie(r.device, r.vendor, r.service, r.prohibited), side(r.before),
                          side(r.after),
                          std::tie(r.name, r.state, r.closed, r.stamp, r.divide, r.decoy_told));
  }
};

struct NameTable {
  using Row = NameRow;
  static constexpr std::string_view kName = "name";
  static constexpr int kKeys = 2;
  static constexpr std::string_view kColumns =
      "device name first last count asked until spent resolved addresses "
      "system system_asked system_failed system_blocked system_answers fallback "
      "subjects evidence proved blocked server basis behind via";
  static auto fields(auto& r) {
    return std::tie(r.device, r.name, r.span.first, r.span.last, r.span.count, r.asked, r.until,
                    r.spent, r.resolved, r.addresses, r.system, r.system_asked, r.system_failed,
                    r.system_blocked, r.system_answers, r.fallback, r.subjects, r.evidence,
                    r.proved, r.blocked, r.server, r.by, r.behind, r.via);
  }
};

// Its proofs are rows of ProofTable.
struct IncidentTable {
  using Row = IncidentRow;
  static constexpr std::string_view kName = "incident";
  static constexpr int kKeys = 1;
  static constexpr std::string_view kColumns =
      "key id device vendor service rule determination cutoff state first last count evidence told "
      "blocked bytes_up bytes_down quiet_entries name behind via past risen due told_at since_told "
      "reminders "
      "acknowledged muted exempt_until interval still_since blind_before";
  static auto fields(auto& r) {
    return std::tie(r.key, r.id, r.device, r.vendor, r.service, r.rule, r.determination, r.cutoff,
                    r.state, r.span.first, r.span.last, r.span.count, r.evidence, r.told, r.blocked,
                    r.bytes_up, r.bytes_down, r.quiet_entries, r.name, r.behind, r.via, r.past,
                    r.risen, r.due, r.told_at, r.since_told, r.reminders, r.acknowledged, r.muted,
                    r.exempt_until, r.interval, r.still_since, r.blind_before);
  }
};

struct ProofRow {
  IncidentKey incident = 0;
  Evidence evidence{};
  Proof proof;
};
struct ProofTable {
  using Row = ProofRow;
  static constexpr std::string_view kName = "proof";
  static constexpr int kKeys = 2;
  static constexpr std::string_view kColumns = "incident evidence time frame name server basis";
  static auto fields(auto& r) {
    return std::tie(r.incident, r.evidence, r.proof.time, r.proof.frame, r.proof.name,
                    r.proof.server, r.proof.by);
  }
};

struct BindingTable {
  using Row = BindingRow;
  static constexpr std::string_view kName = "binding";
  static constexpr int kKeys = 1;
  static constexpr std::string_view kColumns =
      "ip mac nearest source time hostname hostname_source client_id lease";
  static auto fields(auto& r) {
    return std::tie(r.ip, r.mac, r.nearest, r.source, r.time, r.hostname, r.hostname_source,
                    r.client_id, r.lease);
  }
};

struct LinkTable {
  using Row = LinkRow;
  static constexpr std::string_view kName = "link";
  static constexpr int kKeys = 1;
  static constexpr std::string_view kColumns = "mac ip shared";
  static auto fields(auto& r) { return std::tie(r.mac, r.ip, r.shared); }
};

struct ForwarderTable {
  using Row = ForwarderRow;
  static constexpr std::string_view kName = "forwarder";
  static constexpr int kKeys = 1;
  static constexpr std::string_view kColumns = "ip asks connects translates passes since asked";
  static auto fields(auto& r) {
    return std::tie(r.ip, r.asks, r.connects, r.translates, r.passes, r.since, r.asked);
  }
};

struct SensorTable {
  using Row = SensorRow;
  static constexpr std::string_view kName = "sensor";
  static constexpr int kKeys = 1;
  static constexpr std::string_view kColumns =
      "id seeing since blind reason flood_since flood_last flood_count flood_told seen_until";
  static auto fields(auto& r) {
    return std::tie(r.id, r.seeing, r.since, r.blind, r.reason, r.flood_since, r.flood_last,
                    r.flood_count, r.flood_told, r.seen_until);
  }
};

struct DecisionTable {
  using Row = DecisionRow;
  static constexpr std::string_view kName = "decision";
  static constexpr int kKeys = 1;
  static constexpr std::string_view kColumns = "key subject time verb who why until";
  static auto fields(auto& r) {
    return std::tie(r.key, r.subject, r.time, r.verb, r.who, r.why, r.until);
  }
};

struct CoverageTable {
  using Row = CoverageRow;
  static constexpr std::string_view kName = "coverage";
  static constexpr int kKeys = 2;
  static constexpr std::string_view kColumns =
      "source since until up packets octets drops two_way_flows one_way_flows encrypted_flows "
      "unnamed_flows ech_flows encrypted_dns_devices opaque_packets cut_packets lost_octets "
      "unjudged gaps";
  static auto fields(auto& r) {
    auto& f = r.figures;
    return std::tie(r.source, r.from, r.until, r.up, f.packets, f.octets, f.drops, f.two_way_flows,
                    f.one_way_flows, f.encrypted_flows, f.unnamed_flows, f.ech_flows,
                    f.encrypted_dns_devices, f.opaque_packets, f.cut_packets, f.lost_octets,
                    f.unjudged, f.gaps);
  }
};

struct MarkTable {
  using Row = MarkRow;
  static constexpr std::string_view kName = "mark";
  static constexpr int kKeys = 4;
  static constexpr std::string_view kColumns =
      "device vendor service kind text server first last count weight relay told";
  static auto fields(auto& r) {
    return std::tie(r.device, r.vendor, r.service, r.kind, r.text, r.server, r.span.first,
                    r.span.last, r.span.count, r.weight, r.relay, r.told);
  }
};

struct ResolverUserTable {
  using Row = ResolverUserRow;
  static constexpr std::string_view kName = "resolver_user";
  static constexpr int kKeys = 2;
  static constexpr std::string_view kColumns = "client resolver hour";
  static auto fields(auto& r) { return std::tie(r.client, r.resolver, r.hour); }
};

struct HistoryTable {
  using Row = HistoryRow;
  static constexpr std::string_view kName = "history";
  static constexpr int kKeys = 2;
  static constexpr std::string_view kColumns =
      "device name first last count evidence proved blocked resolved server behind via";
  static auto fields(auto& r) {
    auto& n = r.name;
    return std::tie(r.device, n.name, n.span.first, n.span.last, n.span.count, n.evidence, n.proved,
                    n.blocked, n.resolved, n.server, n.behind, n.via);
  }
};

struct OpenFlowTable {
  using Row = OpenFlowRow;
  static constexpr std::string_view kName = "open_flow";
  static constexpr int kKeys = 2;
  static constexpr std::string_view kColumns =
      "client server flow device name basis behind since source vlans blocked answered page_from "
      "up down up_before down_before up_earlier down_earlier until began";
  static auto fields(auto& r) {
    return std::tie(r.client, r.server, r.flow, r.device, r.name, r.by, r.behind, r.when, r.source,
                    r.vlans, r.blocked, r.answered, r.page_from, r.up, r.down, r.up_before,
                    r.down_before, r.up_earlier, r.down_earlier, r.until, r.began);
  }
};

struct SharedAddressTable {
  using Row = SharedAddressRow;
  static constexpr std::string_view kName = "shared_address";
  static constexpr int kKeys = 1;
  static constexpr std::string_view kColumns = "ip until";
  static auto fields(auto& r) { return std::tie(r.ip, r.until); }
};

// An alert with its optional parts flat.
struct AlertRow {
  Alert alert;  // without server and device
  std::optional<std::string> device_id;
  std::optional<std::vector<IpAddress>> device_ips;
  std::optional<Mac> device_mac;
  std::optional<std::string> device_name;
  std::optional<std::vector<std::uint16_t>> device_vlans;
  std::optional<IdentityGrade> device_identity;
  std::uint64_t octets = 0;  // about what the row takes
};
struct AlertTable {
  using Row = AlertRow;
  static constexpr std::string_view kName = "alert";
  static constexpr int kKeys = 1;
  static constexpr std::string_view kColumns =
      "sequence time event incident group_id sensor rule determination cutoff vendor service "
      "severity evidence blocked name server device_id device_ips device_mac device_name "
      "device_vlans device_identity behind via relay first last count bytes_up bytes_down message "
      "retroactive octets";
  static auto fields(auto& r) {
    auto& a = r.alert;
    return std::tie(a.sequence, a.time, a.event, a.incident, a.group, a.sensor, a.rule,
                    a.determination, a.cutoff, a.vendor, a.service, a.severity, a.evidence,
                    a.blocked, a.name, a.server, r.device_id, r.device_ips, r.device_mac,
                    r.device_name, r.device_vlans, r.device_identity, a.behind, a.via, a.relay,
                    a.first, a.last, a.count, a.bytes_up, a.bytes_down, a.message, a.retroactive,
                    r.octets);
  }
};
AlertRow flat(const Alert& alert);
Alert whole(const AlertRow& row);

// "INSERT … ON CONFLICT … DO UPDATE …": unlike INSERT OR REPLACE it deletes nothing that refers to
// the row.
std::string upsert_sql(std::string_view table, std::string_view columns, int keys);
// Ordered by key.
std::string select_sql(std::string_view table, std::string_view columns, int keys,
                       std::string_view where);
std::string erase_sql(std::string_view table, std::string_view columns, int keys);

}  // namespace cutoffd::rules
