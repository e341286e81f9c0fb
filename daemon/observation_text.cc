#include "daemon/observation_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/json.h"
#include "daemon/overloaded.h"

namespace cutoffd {
namespace {

using std::string_view;

constexpr std::array<std::pair<std::uint16_t, string_view>, 52> kDnsTypes{{
    {1, "A"},      {2, "NS"},        {3, "MD"},          {4, "MF"},          {5, "CNAME"},
    {6, "SOA"},    {7, "MB"},        {8, "MG"},          {9, "MR"},          {10, "NULL"},
    {11, "WKS"},   {12, "PTR"},      {13, "HINFO"},      {14, "MINFO"},      {15, "MX"},
    {16, "TXT"},   {17, "RP"},       {18, "AFSDB"},      {24, "SIG"},        {25, "KEY"},
    {28, "AAAA"},  {29, "LOC"},      {33, "SRV"},        {35, "NAPTR"},      {36, "KX"},
    {37, "CERT"},  {39, "DNAME"},    {41, "OPT"},        {42, "APL"},        {43, "DS"},
    {44, "SSHFP"}, {45, "IPSECKEY"}, {46, "RRSIG"},      {47, "NSEC"},       {48, "DNSKEY"},
    {49, "DHCID"}, {50, "NSEC3"},    {51, "NSEC3PARAM"}, {52, "TLSA"},       {53, "SMIMEA"},
    {55, "HIP"},   {59, "CDS"},      {60, "CDNSKEY"},    {61, "OPENPGPKEY"}, {64, "SVCB"},
    {65, "HTTPS"}, {99, "SPF"},      {249, "TKEY"},      {250, "TSIG"},      {251, "IXFR"},
    {252, "AXFR"}, {255, "ANY"},
}};

constexpr std::array<string_view, 12> kRcodes{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                              "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                              "NXRRSET", "NOTAUTH", "NOTZONE",  "DSOTYPENI"};

void member_unless_empty(JsonWriter& json, string_view key, string_view text) {
  if (!text.empty()) json.member(key, text);
}

void write_party(JsonWriter& json, string_view key, const Party& party) {
  json.key(key).begin_object();
  json.member("ip", text(party.at.ip).view());
  json.member("port", number(party.at.port));
  if (party.mac) json.member("mac", text(*party.mac).view());
  json.end_object();
}

void write_record(JsonWriter& json, const DnsRecord& record) {
  json.begin_object();
  json.member("name", record.name.text);
  json.member("type", dns_type_text(record.type));
  json.member("ttl", record.ttl);
  std::visit(Overloaded{[](std::monostate) {},
                        [&](const IpAddress& ip) { json.member("data", text(ip).view()); },
                        [&](const ObservedName& name) { json.member("data", name.text); }},
             record.data);
  json.end_object();
}

// The sections other than the answers bear keys of their own, and only where they hold something.
void write_section(JsonWriter& json, string_view key, const DnsDetail& dns,
                   DnsRecord::Section section, bool always) {
  const auto in_section = [section](const DnsRecord& r) {
    return r.section == section && r.type != DnsType::opt;
  };
  if (!always && std::none_of(dns.records.begin(), dns.records.end(), in_section)) return;
  json.key(key).begin_array();
  for (const DnsRecord& record : dns.records) {
    if (in_section(record)) write_record(json, record);
  }
  json.end_array();
}

void write_dns(JsonWriter& json, const DnsDetail& dns) {
  json.member("qtype", dns_type_text(dns.qtype));
  if (!dns.rcode) return;
  json.member("rcode", dns_rcode_text(*dns.rcode));
  if (dns.extended_error) json.member("extended_error", *dns.extended_error);
  write_section(json, "answers", dns, DnsRecord::Section::answer, true);
  write_section(json, "authority", dns, DnsRecord::Section::authority, false);
  write_section(json, "additional", dns, DnsRecord::Section::additional, false);
}

void write_detail(JsonWriter& json, const Observation& observation) {
  std::visit(Overloaded{[](std::monostate) {}, [&](const DnsDetail& dns) { write_dns(json, dns); },
                        [&](const HelloDetail& hello) {
                          if (hello.ech) json.member("ech", true);
                          member_unless_empty(json, "ja3", hello.ja3);
                          member_unless_empty(json, "ja4", hello.ja4);
                          member_unless_empty(json, "alpn", hello.alpn);
                        },
                        [&](const HttpDetail& http) {
                          member_unless_empty(json, "method", http.method);
                          member_unless_empty(json, "path", http.path);
                        },
                        [&](const CertificateDetail& certificate) {
                          member_unless_empty(json, "issuer", certificate.issuer);
                          member_unless_empty(json, "subject", certificate.subject);
                        },
                        [](const UnknownDetail&) {}},
             observation.detail);
}

// An address with its port as people write it: IPv6 in brackets (RFC 5952 section 6).
void append_endpoint(std::string& out, const Endpoint& at) {
  if (at.ip.is_v6()) out += '[';
  out += text(at.ip).view();
  if (at.ip.is_v6()) out += ']';
  out += ':';
  out += std::to_string(number(at.port));
}

void append_padded(std::string& out, string_view word, std::size_t width) {
  out += word;
  out.append(word.size() < width ? width - word.size() : 0, ' ');
}

void append_dns_text(std::string& out, const DnsDetail& dns) {
  out += "  ";
  out += dns_type_text(dns.qtype);
  if (!dns.rcode) return;
  out += ' ';
  out += dns_rcode_text(*dns.rcode);
  for (const DnsRecord& record : dns.records) {
    if (record.section != DnsRecord::Section::answer) continue;
    if (const auto* ip = std::get_if<IpAddress>(&record.data)) {
      out += ' ';
      out += text(*ip).view();
    } else if (const auto* name = std::get_if<ObservedName>(&record.data)) {
      out += " -> ";
      out += name->text;
    }
  }
}

void append_detail_text(std::string& out, const Observation& observation) {
  std::visit(
      Overloaded{[](std::monostate) {}, [&](const DnsDetail& dns) { append_dns_text(out, dns); },
                 [&](const HelloDetail& hello) {
                   if (hello.ech) out += "  ECH offered";
                 },
                 [&](const HttpDetail& http) {
                   out += "  ";
                   append_clean_utf8(out, http.method, true);
                   out += ' ';
                   append_clean_utf8(out, http.path, true);
                 },
                 [&](const CertificateDetail& certificate) {
                   out += "  issued by ";
                   append_clean_utf8(out, certificate.issuer, true);
                 },
                 [](const UnknownDetail&) {}},
      observation.detail);
}

}  // namespace

bool prints_a_name(const Observation& observation) {
  // The root is a name that people ask for; a hello, a request or a certificate without one is not.
  return !observation.name.text.empty() || std::holds_alternative<DnsDetail>(observation.detail);
}

void append_json_line(std::string& out, const Observation& observation, string_view file) {
  JsonWriter json(out);
  json.begin_object();
  json.member("time", rfc3339(observation.time).view());
  member_unless_empty(json, "file", file);
  json.member("frame", observation.frame);
  json.member("kind", name_of(observation.kind));
  json.member("name", observation.name.text);
  write_party(json, "client", observation.client);
  write_party(json, "server", observation.server);
  if (!observation.vlans.empty()) {
    json.key("vlan").begin_array();
    for (const std::uint16_t id : observation.vlans.ids()) json.value(id);
    json.end_array();
  }
  write_detail(json, observation);
  json.end_object();
  out += '\n';
}

void append_text_line(std::string& out, const Observation& observation, string_view file) {
  out += rfc3339(observation.time, 6).view();
  out += "  ";
  if (!file.empty()) {
    append_clean_utf8(out, file, true);
    out += "  ";
  }
  append_padded(out, name_of(observation.kind), 13);
  out += "  ";
  append_endpoint(out, observation.client.at);
  out += " > ";
  append_endpoint(out, observation.server.at);
  out += "  ";
  out += observation.name.text.empty() ? string_view(".") : observation.name.text;
  append_detail_text(out, observation);
  out += '\n';
}

std::string dns_type_text(DnsType type) {
  const auto code = static_cast<std::uint16_t>(type);
  const auto found = std::find_if(kDnsTypes.begin(), kDnsTypes.end(),
                                  [code](const auto& entry) { return entry.first == code; });
  return found != kDnsTypes.end() ? std::string(found->second) : "TYPE" + std::to_string(code);
}

std::string dns_rcode_text(std::uint16_t rcode) {
  return rcode < kRcodes.size() ? std::string(kRcodes[rcode]) : "RCODE" + std::to_string(rcode);
}

}  // namespace cutoffd
