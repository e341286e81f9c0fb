// Real captures, and a second opinion on each: wherever the oracle (tshark) found a name, our frame
// of that number must have the same innermost addresses and ports. Skipped where the captures are
// not at hand.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pcap.h>

#include "capture/dissect/frame.h"
#include "capture/dissect/quoted.h"
#include "tests/support/places.h"

namespace cutoffd::dissect::frame_corpus_test {
namespace {

namespace fs = std::filesystem;

// Where we and the oracle differ, and who is right. Frame 0: every frame of the file.
struct Disagreement {
  std::string_view file;
  std::uint64_t frame;
  std::string_view reason;
};
constexpr Disagreement kDisagreements[] = {
    {"filter/AH-IPcomp-IPv6.pcap", 3, "inside IPComp (RFC 3173), which is compressed"},
    {"pcap/tls_invalid_reads.pcap", 12,
     "inside GTP-U: the inner IPv4 total length is eb b1 where 266 octets are there, and its "
     "checksum is wrong; no tunnel is believed on such a header"},
    {"captures/wireguard-ping-tcp-dsb.pcapng", 0, "WireGuard, readable only with the file's keys"},
    {"tests/pcap/sctp-www.pcap", 0, "HTTP over SCTP, which no client does"},
};

const Disagreement* known_disagreement(std::string_view file, std::uint64_t frame) {
  for (const Disagreement& known : kDisagreements) {
    if (file.ends_with(known.file) && (known.frame == 0 || known.frame == frame)) return &known;
  }
  return nullptr;
}

struct Row {
  std::uint64_t frame = 0;
  std::string source, destination, source_port, destination_port, vlans, protocols, note;
};

std::vector<Row> rows_of(const fs::path& tsv) {
  std::vector<Row> rows;
  std::ifstream file(tsv);
  std::string line;
  std::getline(file, line);  // column names
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::stringstream cell_stream(line);
    for (std::string cell; std::getline(cell_stream, cell, '\t');) cells.push_back(cell);
    cells.resize(11);
    rows.push_back({std::stoull(cells[0]), cells[2], cells[3], cells[4], cells[5], cells[6],
                    cells[9], cells[10]});
  }
  return rows;
}

// What a frame says, in the oracle's words.
struct Said {
  std::string source, destination, source_port, destination_port, vlans;
  bool fragment = false;
  std::string fault;
};

std::string port_text(Port port) { return std::to_string(number(port)); }

Said say(const Packet& packet, bool quotation) {
  Frame frame;
  Said said;
  if (const auto fault = dissect_frame(packet, frame)) said.fault = name_of(*fault);
  said.source = text(frame.source).view();
  said.destination = text(frame.destination).view();
  for (const std::uint16_t vid : frame.vlans.ids()) {
    said.vlans += (said.vlans.empty() ? "" : ",") + std::to_string(vid);
  }
  if (const auto* tcp = std::get_if<TcpSegment>(&frame.transport)) {
    said.source_port = port_text(tcp->source_port);
    said.destination_port = port_text(tcp->destination_port);
  } else if (const auto* udp = std::get_if<UdpDatagram>(&frame.transport)) {
    said.source_port = port_text(udp->source_port);
    said.destination_port = port_text(udp->destination_port);
  }
  said.fragment = std::holds_alternative<IpFragment>(frame.transport);
  if (const auto quoted = quoted_flow(frame); quotation && quoted) {
    said.source = text(quoted->source).view();
    said.destination = text(quoted->destination).view();
    if (quoted->source_port) said.source_port = port_text(*quoted->source_port);
    if (quoted->destination_port) said.destination_port = port_text(*quoted->destination_port);
  }
  return said;
}

// The address texts of the oracle are canonical but for IPv4-mapped ones.
bool same_address(const std::string& ours, const std::string& theirs) {
  const auto parsed = IpAddress::parse(theirs);
  return parsed && ours == text(*parsed).view();
}

bool agrees(const Said& said, const Row& row) {
  if (!same_address(said.source, row.source) || !same_address(said.destination, row.destination)) {
    return false;
  }
  if (said.vlans != row.vlans) return false;
  // A fragment's ports come when the tracker has put it together.
  return said.fragment ||
         (said.source_port == row.source_port && said.destination_port == row.destination_port);
}

struct Totals {
  std::size_t files = 0, rows = 0, fragments = 0, known = 0;
  std::set<std::string> refused_links;
};

void compare(const fs::path& capture, const std::string& name, const std::vector<Row>& rows,
             Totals& totals) {
  char error[PCAP_ERRBUF_SIZE] = {};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(
      pcap_open_offline(capture.c_str(), error), pcap_close);
  if (!file) return;  // several link types in one file, or none that libpcap knows
  const LinkType link{static_cast<std::uint32_t>(pcap_datalink(file.get()))};
  if (!reads_link_type(link)) {
    totals.refused_links.insert(std::string(link_type_name(link)));
    return;
  }
  ++totals.files;
  std::map<std::uint64_t, std::vector<const Row*>> by_frame;
  for (const Row& row : rows) by_frame[row.frame].push_back(&row);
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  for (std::uint64_t number = 1; pcap_next_ex(file.get(), &header, &data) == 1; ++number) {
    const Packet packet{.bytes = {data, header->caplen}, .wire_length = header->len, .link = link};
    const auto found = by_frame.find(number);
    if (found == by_frame.end()) {
      Frame frame;
      dissect_frame(packet, frame);  // the sanitizers watch
      continue;
    }
    for (const Row* row : found->second) {
      const bool quotation = row->note.find("icmp-embedded") != std::string::npos;
      const Said said = say(packet, quotation);
      ++totals.rows;
      totals.fragments += said.fragment ? 1 : 0;
      const Disagreement* known = known_disagreement(name, number);
      totals.known += known != nullptr ? 1 : 0;
      EXPECT_TRUE(known != nullptr || agrees(said, *row))
          << name << " frame " << number << ": oracle " << row->source << ' ' << row->source_port
          << " > " << row->destination << ' ' << row->destination_port << ", ours " << said.source
          << ' ' << said.source_port << " > " << said.destination << ' ' << said.destination_port
          << ' ' << said.fault << " vlans " << row->vlans << " ours " << said.vlans << " ("
          << row->protocols << ' ' << row->note << ')';
    }
  }
}

TEST(FrameCorpus, AddressesAndPortsAreThoseOfTheOracle) {
  const fs::path corpus = test::corpus_folder();
  if (!fs::exists(corpus / "oracle")) GTEST_SKIP() << "no captures at " << corpus;
  Totals totals;
  for (const auto& entry : fs::recursive_directory_iterator(corpus / "oracle")) {
    if (entry.path().extension() != ".tsv") continue;
    const std::string name =
        fs::relative(entry.path(), corpus / "oracle").replace_extension().string();
    compare(corpus / "pcap" / name, name, rows_of(entry.path()), totals);
  }
  std::cout << totals.files << " files, " << totals.rows << " rows, " << totals.fragments
            << " of them fragments, " << totals.known << " known disagreements; not read:";
  for (const std::string& link : totals.refused_links) std::cout << ' ' << link;
  std::cout << '\n';
  EXPECT_GT(totals.rows, 0U);
}

}  // namespace
}  // namespace cutoffd::dissect::frame_corpus_test
