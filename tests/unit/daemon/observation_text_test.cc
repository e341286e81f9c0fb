#include "daemon/observation_text.h"

#include <array>

#include <gtest/gtest.h>

namespace cutoffd::observation_text_test {
namespace {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

Observation tls_observation() {
  Observation seen;
  seen.time = parse_rfc3339("2024-10-02T08:16:30.000000001Z").value();
  seen.frame = 7;
  seen.kind = ObservationKind::tls_sni;
  seen.name = {"s07.upd.vendor.example", NameForm::domain};
  seen.client = {{ip("10.20.30.40"), Port{49152}}, parse_mac("02:5a:17:00:00:17")};
  seen.server = {{ip("2001:db8::7"), Port{443}}, std::nullopt};
  seen.vlans.push(100);
  seen.vlans.push(30);
  seen.detail = HelloDetail{true, "", "t13d1516h2_8daaf6152771_e5627efa2ab1", "h2"};
  return seen;
}

std::string json(const Observation& seen, std::string_view file = "") {
  std::string out;
  append_json_line(out, seen, file);
  return out;
}
std::string text(const Observation& seen) {
  std::string out;
  append_text_line(out, seen, "");
  return out;
}

TEST(ObservationJson, BearsTheKeysOfTheContractInTheirOrder) {
  EXPECT_EQ(json(tls_observation()),
            R"({"time":"2024-10-02T08:16:30.000000001Z","frame":7,"kind":"tls_sni",)"
            R"("name":"s07.upd.vendor.example",)"
            R"("client":{"ip":"10.20.30.40","port":49152,"mac":"02:5a:17:00:00:17"},)"
            R"("server":{"ip":"2001:db8::7","port":443},"vlan":[100,30],"ech":true,)"
            R"("ja4":"t13d1516h2_8daaf6152771_e5627efa2ab1","alpn":"h2"})"
            "\n");
}

TEST(ObservationJson, NamesTheFileWhereThereAreSeveral) {
  EXPECT_NE(json(tls_observation(), "mon\".pcap").find(R"("file":"mon\".pcap","frame")"),
            std::string::npos);
}

TEST(ObservationJson, TellsOfAnswersWithTheirRecordsBySection) {
  const std::array<DnsRecord, 4> records{{
      {DnsRecord::Section::answer,
       {"a.example", NameForm::domain},
       DnsType::cname,
       60,
       ObservedName{"b.example", NameForm::domain}},
      {DnsRecord::Section::answer,
       {"b.example", NameForm::domain},
       DnsType::a,
       30,
       ip("192.0.2.1")},
      {DnsRecord::Section::authority, {"example", NameForm::domain}, DnsType{65280}, 5, {}},
      {DnsRecord::Section::additional, {"", NameForm::domain}, DnsType::opt, 0, {}},
  }};
  Observation seen = tls_observation();
  seen.kind = ObservationKind::dns_answer;
  seen.name = {"a.example", NameForm::domain};
  DnsDetail dns;
  dns.qtype = DnsType::a;
  dns.rcode = 0;
  dns.records = records;
  seen.detail = dns;
  const std::string line = json(seen);
  EXPECT_NE(line.find(R"("qtype":"A","rcode":"NOERROR","answers":[)"
                      R"({"name":"a.example","type":"CNAME","ttl":60,"data":"b.example"},)"
                      R"({"name":"b.example","type":"A","ttl":30,"data":"192.0.2.1"}],)"
                      R"("authority":[{"name":"example","type":"TYPE65280","ttl":5}]})"),
            std::string::npos)
      << line;
}

TEST(ObservationJson, AQuestionHasNoRcodeAndNoAnswers) {
  Observation seen = tls_observation();
  seen.kind = ObservationKind::dns_query;
  DnsDetail dns;
  dns.qtype = DnsType::https;
  seen.detail = dns;
  const std::string line = json(seen);
  EXPECT_NE(line.find(R"("qtype":"HTTPS"})"), std::string::npos) << line;
  EXPECT_EQ(line.find("rcode"), std::string::npos);
}

TEST(ObservationText, IsOneLineWhateverTheWireSays) {
  Observation seen = tls_observation();
  seen.kind = ObservationKind::http_host;
  seen.detail = HttpDetail{"GET", "/a\nb\x1b[31m\xff"};
  const std::string line = text(seen);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_EQ(line.find("2024-10-02T08:16:30.000000Z  http_host      10.20.30.40:49152 > "
                      "[2001:db8::7]:443  s07.upd.vendor.example  GET /a"),
            0U)
      << line;
}

TEST(ObservationText, AHelloWithoutANameHasNoLineButTheRootIsAName) {
  Observation seen = tls_observation();
  seen.name = {};
  EXPECT_FALSE(prints_a_name(seen));
  seen.kind = ObservationKind::dns_query;
  seen.detail = DnsDetail{};
  EXPECT_TRUE(prints_a_name(seen));
}

TEST(DnsWords, UnknownCodesKeepTheirNumber) {
  EXPECT_EQ(dns_type_text(DnsType::aaaa), "AAAA");
  EXPECT_EQ(dns_type_text(DnsType{65534}), "TYPE65534");
  EXPECT_EQ(dns_rcode_text(3), "NXDOMAIN");
  EXPECT_EQ(dns_rcode_text(4095), "RCODE4095");
}

}  // namespace
}  // namespace cutoffd::observation_text_test
