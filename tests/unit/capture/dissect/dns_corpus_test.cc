// A second opinion: names in DNS messages over UDP in real captures, compared with what tshark read
// there. Only plain Ethernet frames: what is underneath is tested elsewhere.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <pcap/pcap.h>

#include "capture/dissect/dns.h"
#include "capture/dissect/dns_name.h"
#include "tests/support/places.h"

namespace cutoffd::dissect::dns_corpus_test {
namespace {

namespace fs = std::filesystem;

using Kind = std::string;  // as the oracle has it
// Frame, kind, name; the number of times is not compared.
using Seen = std::set<std::tuple<std::uint64_t, Kind, std::string>>;

using Ports = std::pair<std::uint16_t, std::uint16_t>;

struct Datagram {
  Bytes payload;
  Ports ports;
  [[nodiscard]] bool has_port(std::uint16_t port) const {
    return ports.first == port || ports.second == port;
  }
};

// The UDP payload of an Ethernet frame with IPv4 or IPv6.
std::optional<Datagram> datagram_of(Bytes frame) {
  Cursor cursor(frame);
  cursor.skip(12);
  std::uint16_t type = cursor.u16();
  while (type == 0x8100 || type == 0x88a8) {
    cursor.skip(2);
    type = cursor.u16();
  }
  std::uint8_t protocol = 0;
  if (type == 0x0800) {
    const std::size_t header = (cursor.u8() & 0x0fU) * 4U;
    cursor.skip(1);
    const std::size_t total = cursor.u16();
    cursor.skip(2);
    if ((cursor.u16() & 0x3fff) != 0) return std::nullopt;  // a fragment
    cursor.skip(1);
    protocol = cursor.u8();
    cursor.skip(10);
    if (header < 20 || total < header) return std::nullopt;
    cursor.skip(header - 20);
    cursor = Cursor(cursor.rest().first(std::min(cursor.left(), total - header)));
  } else if (type == 0x86dd) {
    cursor.skip(4);
    const std::size_t length = cursor.u16();
    protocol = cursor.u8();
    cursor.skip(33);
    cursor = Cursor(cursor.rest().first(std::min(cursor.left(), length)));
  }
  if (protocol != 17) return std::nullopt;
  const std::uint16_t from = cursor.u16();
  const std::uint16_t to = cursor.u16();
  const std::size_t length = cursor.u16();
  cursor.skip(2);
  if (cursor.failed()) return std::nullopt;
  Datagram datagram;
  datagram.payload = cursor.rest().first(std::min(cursor.left(), length < 8 ? 0 : length - 8));
  datagram.ports = {from, to};
  return datagram;
}

// What two ways of writing a name have in common: no letter case, no octet that one of them escapes
// (we write \\DDD, tshark octal escapes, replacement characters or UTF-8).
std::string comparable(std::string_view name) {
  if (name.empty()) return "<root>";
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (c == '\\') {
      const bool digits = i + 1 < name.size() && name[i + 1] >= '0' && name[i + 1] <= '9';
      i += digits ? 3 : 1;
    } else if (c < 0x80) {
      out.push_back(static_cast<char>(std::tolower(c)));
    }
  }
  return out;
}

void add_names(const DnsMessage& message, std::uint64_t frame, Seen& seen) {
  for (const DnsQuestion& question : message.questions) {
    seen.emplace(frame, message.response ? "dns-response-qname" : "dns-query",
                 comparable(question.name.text));
  }
  for (const DnsRecord& record : message.records) {
    seen.emplace(frame, message.response ? "dns-answer-name" : "dns-query-rr-name",
                 comparable(record.name.text));
    const auto* const target = std::get_if<ObservedName>(&record.data);
    if (record.type == DnsType::cname && target != nullptr) {
      seen.emplace(frame, "dns-cname", comparable(target->text));
    }
  }
}

// What we read, and which frames we looked at.
struct Reading {
  Seen seen;
  std::map<std::uint64_t, Ports> frames;
};

std::optional<Reading> read_capture(const fs::path& path) {
  char error[PCAP_ERRBUF_SIZE];
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(pcap_open_offline(path.c_str(), error),
                                                            &pcap_close);
  if (file == nullptr || pcap_datalink(file.get()) != DLT_EN10MB) return std::nullopt;
  Reading reading;
  const auto scratch = std::make_unique<DnsScratch>();
  pcap_pkthdr* header = nullptr;
  const u_char* bytes = nullptr;
  for (std::uint64_t frame = 1; pcap_next_ex(file.get(), &header, &bytes) == 1; ++frame) {
    const auto datagram = datagram_of({bytes, header->caplen});
    if (!datagram) continue;
    // Built like DNS, and kept apart by the oracle.
    if (datagram->has_port(5353) || datagram->has_port(5355) || datagram->has_port(137)) continue;
    reading.frames[frame] = datagram->ports;
    if (!datagram->has_port(53) && !looks_like_dns(datagram->payload)) continue;
    DnsMessage message;
    parse_dns(datagram->payload, *scratch, message);
    add_names(message, frame, reading.seen);
  }
  return reading;
}

std::vector<std::string> columns(const std::string& line) {
  std::vector<std::string> out;
  std::stringstream stream(line);
  for (std::string column; std::getline(stream, column, '\t');) out.push_back(column);
  return out;
}

// Rows of those frames, where the ports are those of the frame's outermost datagram: the others lie
// in a tunnel.
Seen read_oracle(const fs::path& path, const std::map<std::uint64_t, Ports>& frames) {
  Seen seen;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);  // the heading
  while (std::getline(file, line)) {
    const auto row = columns(line);
    if (row.size() < 9 || row[7].rfind("dns-", 0) != 0) continue;
    const std::uint64_t frame = std::stoull(row[0]);
    const auto looked_at = frames.find(frame);
    if (looked_at == frames.end()) continue;
    if (row[4] != std::to_string(looked_at->second.first)) continue;
    if (row[5] != std::to_string(looked_at->second.second)) continue;
    seen.emplace(frame, row[7], comparable(row[8]));
  }
  return seen;
}

using Row = Seen::value_type;

// Why a row that only the oracle has is no name that we miss.
std::string reason_to_miss(const std::string& file, const Row& row) {
  // "<Name too long>", "<Unknown extended label>", "<Name contains a pointer that loops>".
  const auto& [frame, kind, name] = row;
  if (name.front() == '<' && name != "<root>") return "a remark of tshark's, no name";
  // SOME/IP service discovery on port 30490, taken for DNS.
  if (name == ".") return "another protocol";
  // Fuzzed, on a port that says nothing: the packet ends before the message does.
  if (file.ends_with("fuzz-2006-06-26-2594.pcap") && frame == 29) return "cut, on an unknown port";
  return {};
}

// Why a row that only we have is no name that we invented.
std::string reason_to_see(const std::string& file, const Row& row) {
  const auto& [frame, kind, name] = row;
  if (name == "<root>") return "the oracle lists no root owners";
  if (kind == "dns-answer-name" && name.front() == '_') {
    return "tshark shows the owner of an SRV record in three fields, none of them listed";
  }
  // An OPT record with one octet of options, then an A record: its length is sound, so what follows
  // can be read; tshark stops.
  if (file.ends_with("dns-edns-bad-length.pcap") && name == "example.com") {
    return "a record behind a malformed OPT";
  }
  // Fuzzed: a UDP header with a length of 10 and kilobytes behind it, full of pointers.
  if (file.ends_with("FuzzTarget-5654053026791424")) return "noise, read to another end";
  return {};
}

void report(const char* what, const std::string& file, const Row& row) {
  ADD_FAILURE() << what << ": " << file << " frame " << std::get<0>(row) << ' ' << std::get<1>(row)
                << ' ' << std::get<2>(row);
}

TEST(DnsCorpus, NamesAreThoseOfTheSecondOpinionExceptWhereThereIsAReason) {
  const fs::path corpus = test::corpus_folder();
  if (!fs::exists(corpus / "oracle")) GTEST_SKIP() << "no captures at " << corpus;
  std::size_t agreed = 0;
  std::map<std::string, std::size_t> reasons;
  for (const auto& entry : fs::recursive_directory_iterator(corpus / "oracle")) {
    if (!entry.is_regular_file()) continue;
    const fs::path relative = fs::relative(entry.path(), corpus / "oracle").replace_extension();
    const std::string file = relative.string();
    const auto reading = read_capture(corpus / "pcap" / relative);
    if (!reading) continue;
    const Seen oracle = read_oracle(entry.path(), reading->frames);
    for (const Row& row : oracle) {
      if (reading->seen.count(row) != 0) {
        ++agreed;
      } else if (const std::string reason = reason_to_miss(file, row); !reason.empty()) {
        ++reasons[reason];
      } else {
        report("missed", file, row);
      }
    }
    for (const Row& row : reading->seen) {
      if (oracle.count(row) != 0) continue;
      const std::string reason = reason_to_see(file, row);
      reason.empty() ? report("invented", file, row) : void(++reasons[reason]);
    }
  }
  EXPECT_GT(agreed, 5000U) << "the corpus has that many";
  std::cout << agreed << " names agreed\n";
  for (const auto& [reason, times] : reasons) std::cout << times << " differ: " << reason << '\n';
}

}  // namespace
}  // namespace cutoffd::dissect::dns_corpus_test
