// What a DNS answer means for its question: the addresses that it leads to, or how it blocks.
//
// Pure; no heap. Sources: RFC 1034 section 3.6.2 (CNAME), 6672 (DNAME), 9460 (SVCB, HTTPS), 2308
// (NXDOMAIN and NODATA), 8914 (extended errors).
#pragma once

#include <cstdint>
#include <optional>

#include "capture/dissect/dns.h"
#include "core/domain_name.h"
#include "core/evidence.h"
#include "core/fact.h"

namespace cutoffd::dissect {

struct AnswerChain {
  AnsweredAddresses addresses;  // each once; TTL is the least from the question to the address
  std::uint32_t left_out = 0;   // addresses beyond what AnsweredAddresses holds
};

// The addresses reached from `start` through CNAME and DNAME records of the answer section, and
// through SVCB and HTTPS records: their hints, and the addresses that the additional section gives
// for the target (of several targets, the first). No order of the records is assumed. A chain of
// more than kMaxChain steps, and so each loop, is not followed further; resolvers give up earlier.
inline constexpr int kMaxChain = 32;
AnswerChain follow_chain(const DnsMessage& message, const ObservedName& start);

// How the response blocks its first question; nothing if it does not, or is no response. In this
// order: EDE 15 to 17 (`filtered`), `refused`, `nxdomain`, an answer to A or AAAA whose addresses
// all lead nowhere (`sinkhole`), one without address that is whole and no referral (`nodata`).
// Sinkholes that the operator configured are the caller's to compare.
std::optional<Blocked> blocked_how(const DnsMessage& message);
// The same, where the chain of the first question is already known.
std::optional<Blocked> blocked_how(const DnsMessage& message, const AnswerChain& chain);

// 0.0.0.0, ::, loopback, and the same as IPv4-mapped addresses.
bool leads_nowhere(const IpAddress& address);

}  // namespace cutoffd::dissect
