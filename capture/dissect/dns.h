// DNS messages: RFC 1035, 2181; EDNS (6891), extended errors (8914), SVCB and HTTPS (9460). The
// same format carries multicast DNS (6762) and LLMNR (4795): the top bit of a class (cache flush,
// unicast response) is masked for all.
//
// Pure: bytes in, values out; no heap. Lifetime: a DnsMessage borrows from its scratch and from the
// message, and ends with the next parse into that scratch. Threads: one scratch a thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "capture/dissect/dns_name.h"
#include "capture/dissect/probe.h"
#include "core/address.h"
#include "core/bytes.h"
#include "core/observation.h"

namespace cutoffd::dissect {

enum class DnsOpcode : std::uint8_t {
  query = 0,
  inverse = 1,  // obsolete (RFC 3425), still seen
  status = 2,
  notify = 4,    // RFC 1996
  update = 5,    // RFC 2136: the "questions" are the zone, the "answers" the prerequisites
  stateful = 6,  // RFC 8490
};

// RCODEs (RFC 1035 section 4.1.1, RFC 6895 section 2.3) that the code names.
inline constexpr std::uint16_t kRcodeNoError = 0;
inline constexpr std::uint16_t kRcodeNxDomain = 3;
inline constexpr std::uint16_t kRcodeRefused = 5;

struct DnsQuestion {
  ObservedName name;
  DnsType type{};
  std::uint16_t klass = 0;  // without the top bit
};

struct DnsMessage {
  std::uint16_t id = 0;
  DnsOpcode opcode{};
  bool response = false;
  bool authoritative = false;
  bool truncated = false;                       // TC: the whole answer is to be had over TCP
  std::uint16_t rcode = 0;                      // extended by EDNS
  std::optional<std::uint16_t> extended_error;  // the first EDE INFO-CODE
  std::uint16_t udp_payload = 0;     // EDNS: octets that the sender takes by UDP; 0 without EDNS
  bool ech_key = false;              // an SVCB or HTTPS record carries an ECH configuration
  std::optional<Mac> forwarded_mac;  // of the client, where a forwarder adds it (EDNS option)
  std::optional<IpAddress> forwarded_ip;  // likewise; a client subnet only where it is one address
  std::span<const DnsQuestion> questions;
  std::span<const DnsRecord> records;     // all three sections, in order, without OPT
  std::span<const DnsAddressHint> hints;  // in the order of their records
  bool complete = false;                  // read to its end: what is not in it was not sent
  bool left_out = false;       // there are more questions, records or hints than the scratch holds
  bool name_too_long = false;  // a name of more than 255 octets was met: the reason of a fault
};

// What a message is read into. Large (about 110 KiB): a member of something long-lived.
class DnsScratch {
 public:
  static constexpr std::size_t kQuestions = 64;
  static constexpr std::size_t kRecords = 512;
  static constexpr std::size_t kHints = 32;

  DnsScratch() = default;
  DnsScratch(const DnsScratch&) = delete;  // the reader points into the arena
  DnsScratch& operator=(const DnsScratch&) = delete;

 private:
  friend class DnsParser;
  NameArena arena_;
  NameReader names_{arena_};
  std::array<DnsQuestion, kQuestions> questions_;
  std::array<DnsRecord, kRecords> records_;
  std::array<DnsAddressHint, kHints> hints_;
};

// Reads a message of which it is already likely that it is DNS (port 53, 5353, 5355, or a stream
// that passed looks_like_dns_stream()).
//   certain   read to its end; octets after the last record are no fault (padding is seen there)
//   unsure    it ends early: cut by the capture, or more is to come
//   fault     a name, a record or a record's data contradicts itself
//   not_mine  nothing in it could be read as a question or a record
// Also for `unsure` and `fault`, `out` holds every question and record that could be read. They
// were sent and are true: names in them are reported. One whose own name cannot be read is left
// out, and one with bad data is kept without it; what comes behind them is read all the same.
Answer parse_dns(Bytes message, DnsScratch& scratch, DnsMessage& out);

// For ports that say nothing: true only for a standard query or its response that is flawless from
// the first octet to the very last. Needs no scratch; meant to be asked of every unknown datagram,
// so it says no within the first octets of almost all others.
bool looks_like_dns(Bytes message);

// The same for the first octets of a message of `length` octets: looks at header and question.
// certain, unsure (the question is not yet whole) or not_mine.
Answer looks_like_dns_start(Bytes start, std::size_t length);

}  // namespace cutoffd::dissect
