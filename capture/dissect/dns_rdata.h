// What a resource record's data says, for the types that name a host or an address; and EDNS
// options. Part of the DNS parser (dns.h); pure, no heap.
//
// Names may be compressed wherever RFC 1035 allows it, and where later types forbid it (SRV, SVCB
// and others): servers have done so, and resolvers accept it (RFC 3597 section 4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "capture/dissect/dns.h"
#include "capture/dissect/dns_name.h"
#include "core/bytes.h"

namespace cutoffd::dissect {

// Where a record's data lies. It lies inside the message.
struct DnsRdata {
  Bytes message;
  std::size_t begin = 0;
  std::size_t size = 0;

  [[nodiscard]] Bytes bytes() const { return message.subspan(begin, size); }
};

enum class RdataFault : std::uint8_t {
  none,
  malformed,  // what was whole of it is in the record
  too_long,   // a name of more than 255 octets
  no_room,    // the arena is full; the data was not kept
};

// Fills in record.data by record.type. Data of the Internet class only.
RdataFault read_rdata(const DnsRdata& rdata, NameReader& names, DnsRecord& record);

// The parameters of an SVCB or HTTPS record (RFC 9460 section 2.2): `hints` gets the addresses, as
// many as fit, and `count` how many there are.
struct SvcbParameters {
  std::span<DnsAddressHint> hints;
  std::size_t count = 0;
  bool ech = false;
};
RdataFault read_svcb_parameters(const DnsRdata& rdata, SvcbParameters& out);

// The options of an OPT record (RFC 6891 section 6.1.2) into `out`.
RdataFault read_edns_options(Bytes options, DnsMessage& out);

}  // namespace cutoffd::dissect
