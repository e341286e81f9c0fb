#include "capture/dissect/dns_rdata.h"

#include <optional>

namespace cutoffd::dissect {
namespace {

// Octets of the data before the first name in it; nothing for types that hold none, or none that
// says where a client will go. Types by RFC 1035 section 3.3, RFC 1183 (AFSDB, RP, RT), 2782 (SRV),
// 2230 (KX), 6672 (DNAME), 9460 (SVCB, HTTPS).
constexpr std::optional<std::size_t> name_offset(DnsType type) {
  switch (static_cast<std::uint16_t>(type)) {
    case 2:   // NS
    case 3:   // MD
    case 4:   // MF
    case 5:   // CNAME
    case 6:   // SOA: MNAME
    case 7:   // MB
    case 8:   // MG
    case 9:   // MR
    case 12:  // PTR
    case 14:  // MINFO: RMAILBX
    case 17:  // RP: the mailbox
    case 39:  // DNAME
      return 0;
    case 15:  // MX
    case 18:  // AFSDB
    case 21:  // RT
    case 36:  // KX
    case 64:  // SVCB
    case 65:  // HTTPS
      return 2;
    case 33:  // SRV
      return 6;
    default:
      return std::nullopt;
  }
}

// Does anything follow the name in the data of this type?
constexpr bool name_is_last(DnsType type) {
  switch (static_cast<std::uint16_t>(type)) {
    case 6:   // SOA
    case 14:  // MINFO
    case 17:  // RP
    case 64:  // SVCB
    case 65:  // HTTPS
      return false;
    default:
      return true;
  }
}

// NAPTR (RFC 3403 section 4.1): order, preference, three character strings, then the name.
std::optional<std::size_t> naptr_name_offset(Bytes data) {
  Cursor cursor(data);
  cursor.skip(4);
  for (int i = 0; i < 3; ++i) cursor.skip(cursor.u8());
  if (cursor.failed()) return std::nullopt;
  return data.size() - cursor.left();
}

RdataFault read_name_at(const DnsRdata& rdata, std::size_t skipped, NameReader& names,
                        DnsRecord& record) {
  if (skipped > rdata.size) return RdataFault::malformed;
  const std::size_t end = rdata.begin + rdata.size;
  std::size_t offset = rdata.begin + skipped;
  ObservedName name;
  const NameFault fault = names.read(offset, name);
  if (fault == NameFault::no_room) return RdataFault::no_room;
  if (fault == NameFault::too_long) return RdataFault::too_long;
  if (fault != NameFault::none || offset > end) return RdataFault::malformed;
  record.data.emplace<ObservedName>(name);
  return offset < end && name_is_last(record.type) ? RdataFault::malformed : RdataFault::none;
}

RdataFault read_address(const DnsRdata& rdata, std::size_t length, DnsRecord& record) {
  if (rdata.size != length) return RdataFault::malformed;
  record.data.emplace<IpAddress>(IpAddress::from(rdata.bytes()));
  return RdataFault::none;
}

// SvcParamKeys (RFC 9460 section 14.3.2).
constexpr std::uint16_t kIpv4Hint = 4;
constexpr std::uint16_t kEchConfigs = 5;
constexpr std::uint16_t kIpv6Hint = 6;

bool add_hints(Bytes addresses, std::size_t width, SvcbParameters& out) {
  if (addresses.empty() || addresses.size() % width != 0) return false;
  for (; !addresses.empty(); addresses = addresses.subspan(width)) {
    if (out.count < out.hints.size())
      out.hints[out.count].ip = IpAddress::from(addresses.first(width));
    ++out.count;
  }
  return true;
}

}  // namespace

RdataFault read_rdata(const DnsRdata& rdata, NameReader& names, DnsRecord& record) {
  record.data.emplace<std::monostate>();
  // RFC 2136 sections 2.4 and 2.5: an update names a type by a record without data.
  if (rdata.size == 0) return RdataFault::none;
  if (record.type == DnsType::a) return read_address(rdata, 4, record);
  if (record.type == DnsType::aaaa) return read_address(rdata, 16, record);
  if (record.type == DnsType::naptr) {
    const auto skipped = naptr_name_offset(rdata.bytes());
    return skipped ? read_name_at(rdata, *skipped, names, record) : RdataFault::malformed;
  }
  const auto skipped = name_offset(record.type);
  return skipped ? read_name_at(rdata, *skipped, names, record) : RdataFault::none;
}

RdataFault read_svcb_parameters(const DnsRdata& rdata, SvcbParameters& out) {
  if (rdata.size < 2) return RdataFault::malformed;
  std::size_t offset = rdata.begin + 2;  // behind the priority
  if (step_over_name(rdata.message, offset) != NameFault::none) return RdataFault::malformed;
  if (offset > rdata.begin + rdata.size) return RdataFault::malformed;
  Cursor cursor(rdata.message.subspan(offset, rdata.begin + rdata.size - offset));
  while (cursor.ok() && !cursor.at_end()) {
    const std::uint16_t key = cursor.u16();
    const Bytes value = cursor.take(cursor.u16());
    if (cursor.failed()) break;
    if (key == kEchConfigs) out.ech = true;
    if (key == kIpv4Hint && !add_hints(value, 4, out)) return RdataFault::malformed;
    if (key == kIpv6Hint && !add_hints(value, 16, out)) return RdataFault::malformed;
  }
  return cursor.failed() ? RdataFault::malformed : RdataFault::none;
}

}  // namespace cutoffd::dissect
