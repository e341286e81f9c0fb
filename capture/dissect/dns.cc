#include "capture/dissect/dns.h"

#include <algorithm>
#include <new>

#include "capture/dissect/dns_rdata.h"

namespace cutoffd::dissect {
namespace {

// An IP packet holds no more, and neither does a TCP message (RFC 1035 section 4.2.2).
constexpr std::size_t kMaxMessage = 65535;
// Without the cache-flush or unicast-response bit (RFC 6762 sections 5.4 and 10.2).
constexpr std::uint16_t kClassMask = 0x7fff;
constexpr std::uint16_t kInternet = 1;

constexpr std::uint16_t u16_at(Bytes bytes, std::size_t offset) {
  return static_cast<std::uint16_t>(bytes[offset] << 8 | bytes[offset + 1]);
}

}  // namespace

class DnsParser {
 public:
  DnsParser(Bytes message, DnsScratch& scratch, DnsMessage& out)
      : message_(message.first(std::min(message.size(), kMaxMessage))),
        scratch_(scratch),
        names_(scratch.names_),
        out_(out) {}

  Answer parse();

 private:
  // How it stands after a part of the message: go on, or end here.
  enum class Go : std::uint8_t { on, cut, fault };

  void read_flags();
  Go read_questions(std::uint16_t count);
  Go read_records(DnsRecord::Section section, std::uint16_t count);
  Go read_record(DnsRecord::Section section);
  void read_data(const DnsRdata& rdata, std::uint16_t klass, DnsRecord& record);
  void read_svcb(const DnsRdata& rdata);
  void read_opt(const DnsRdata& rdata, std::uint16_t klass, std::uint32_t ttl);
  Go read_name(bool room, ObservedName& name, bool& kept);
  void note(RdataFault fault);
  [[nodiscard]] bool looks_possible() const;

  Bytes message_;
  DnsScratch& scratch_;
  NameReader& names_;
  DnsMessage& out_;
  std::size_t offset_ = kDnsHeader;
  std::size_t question_count_ = 0;
  std::size_t record_count_ = 0;
  std::size_t hint_count_ = 0;
  bool malformed_ = false;
  bool any_read_ = false;
};

Answer DnsParser::parse() {
  ::new (static_cast<void*>(&out_)) DnsMessage;
  if (message_.size() < kDnsHeader) return Answer::unsure;
  names_.start(message_);
  read_flags();
  using Section = DnsRecord::Section;
  Go go = read_questions(u16_at(message_, 4));
  if (go == Go::on) go = read_records(Section::answer, u16_at(message_, 6));
  if (go == Go::on) go = read_records(Section::authority, u16_at(message_, 8));
  if (go == Go::on) go = read_records(Section::additional, u16_at(message_, 10));
  out_.questions = std::span(scratch_.questions_).first(question_count_);
  out_.records = std::span(scratch_.records_).first(record_count_);
  out_.hints = std::span(scratch_.hints_).first(hint_count_);
  out_.complete = go == Go::on && !malformed_;
  if (go != Go::on && !any_read_ && !looks_possible()) return Answer::not_mine;
  if (go == Go::cut) return Answer::unsure;
  return go == Go::fault || malformed_ ? Answer::fault : Answer::certain;
}

void DnsParser::read_flags() {
  const std::uint8_t high = message_[2];
  out_.id = u16_at(message_, 0);
  out_.response = (high & 0x80) != 0;
  out_.opcode = static_cast<DnsOpcode>(high >> 3 & 0x0f);
  out_.authoritative = (high & 0x04) != 0;
  out_.truncated = (high & 0x02) != 0;
  out_.rcode = message_[3] & 0x0f;
}

// Where nothing could be read: is it a DNS message at all? Its opcode is in use (IANA), and its
// first name is only cut, or the counts could be true: a question has at least five octets, a
// record eleven.
bool DnsParser::looks_possible() const {
  const auto opcode = static_cast<unsigned>(out_.opcode);
  if (opcode == 3 || opcode > 6) return false;
  const std::size_t records =
      std::size_t{u16_at(message_, 6)} + u16_at(message_, 8) + u16_at(message_, 10);
  const std::size_t least = std::size_t{u16_at(message_, 4)} * 5 + records * 11;
  return !malformed_ || least <= message_.size() - kDnsHeader;
}

// Reads the name of a question or record. One that cannot be read or kept is stepped over: then
// `kept` is false, and what follows it is read all the same.
DnsParser::Go DnsParser::read_name(bool room, ObservedName& name, bool& kept) {
  kept = false;
  switch (room ? names_.read(offset_, name) : NameFault::no_room) {
    case NameFault::none:
      kept = any_read_ = true;
      return Go::on;
    case NameFault::cut:
      return Go::cut;
    case NameFault::no_room:
      out_.left_out = true;
      break;
    case NameFault::too_long:
      out_.name_too_long = true;
      [[fallthrough]];
    case NameFault::malformed:
      malformed_ = true;
      break;
  }
  switch (step_over_name(message_, offset_)) {
    case NameFault::none:
      return Go::on;
    case NameFault::cut:
      return Go::cut;
    default:
      return Go::fault;
  }
}

DnsParser::Go DnsParser::read_questions(std::uint16_t count) {
  for (unsigned i = 0; i < count; ++i) {
    ObservedName name;
    bool kept = false;
    const bool room = question_count_ < scratch_.questions_.size();
    if (const Go go = read_name(room, name, kept); go != Go::on) return go;
    if (message_.size() - offset_ < 4) return Go::cut;
    if (kept) {
      DnsQuestion& question = scratch_.questions_[question_count_++];
      question.name = name;
      question.type = static_cast<DnsType>(u16_at(message_, offset_));
      question.klass = static_cast<std::uint16_t>(u16_at(message_, offset_ + 2) & kClassMask);
    }
    offset_ += 4;
  }
  return Go::on;
}

DnsParser::Go DnsParser::read_records(DnsRecord::Section section, std::uint16_t count) {
  for (unsigned i = 0; i < count; ++i) {
    if (const Go go = read_record(section); go != Go::on) return go;
  }
  return Go::on;
}

DnsParser::Go DnsParser::read_record(DnsRecord::Section section) {
  ObservedName owner;
  bool kept = false;
  const bool room = record_count_ < scratch_.records_.size();
  if (const Go go = read_name(room, owner, kept); go != Go::on) return go;
  if (message_.size() - offset_ < 10) return Go::cut;
  const auto type = static_cast<DnsType>(u16_at(message_, offset_));
  const std::uint16_t klass = u16_at(message_, offset_ + 2);
  const std::uint32_t ttl =
      std::uint32_t{u16_at(message_, offset_ + 4)} << 16 | u16_at(message_, offset_ + 6);
  const std::size_t length = u16_at(message_, offset_ + 8);
  offset_ += 10;
  if (length > message_.size() - offset_) return Go::cut;
  const DnsRdata rdata{message_, offset_, length};
  offset_ += length;
  if (type == DnsType::opt) {
    read_opt(rdata, klass, ttl);
  } else if (kept) {
    DnsRecord& record = scratch_.records_[record_count_];
    record.section = section;
    record.name = owner;
    record.type = type;
    record.ttl = ttl;
    read_data(rdata, klass & kClassMask, record);
    ++record_count_;
  }
  return Go::on;
}

void DnsParser::read_data(const DnsRdata& rdata, std::uint16_t klass, DnsRecord& record) {
  record.data.emplace<std::monostate>();
  if (klass != kInternet) return;  // the data of other classes is laid out otherwise
  note(read_rdata(rdata, names_, record));
  if ((record.type == DnsType::svcb || record.type == DnsType::https) && rdata.size > 0) {
    read_svcb(rdata);
  }
}

void DnsParser::read_svcb(const DnsRdata& rdata) {
  SvcbParameters parameters;
  parameters.hints = std::span(scratch_.hints_).subspan(hint_count_);
  note(read_svcb_parameters(rdata, parameters));
  out_.ech_key = out_.ech_key || parameters.ech;
  const std::size_t kept = std::min(parameters.count, parameters.hints.size());
  for (DnsAddressHint& hint : parameters.hints.first(kept)) {
    hint.record = static_cast<std::uint16_t>(record_count_);
  }
  hint_count_ += kept;
  if (kept < parameters.count) out_.left_out = true;
}

// RFC 6891 section 6.1: the class is the payload size, the top octet of the TTL extends the RCODE.
void DnsParser::read_opt(const DnsRdata& rdata, std::uint16_t klass, std::uint32_t ttl) {
  out_.udp_payload = klass;
  out_.rcode = static_cast<std::uint16_t>((ttl >> 24) << 4 | (out_.rcode & 0x0f));
  note(read_edns_options(rdata.bytes(), out_));
}

void DnsParser::note(RdataFault fault) {
  if (fault == RdataFault::no_room) {
    out_.left_out = true;
  } else if (fault != RdataFault::none) {
    malformed_ = true;
    if (fault == RdataFault::too_long) out_.name_too_long = true;
  }
}

Answer parse_dns(Bytes message, DnsScratch& scratch, DnsMessage& out) {
  return DnsParser(message, scratch, out).parse();
}

}  // namespace cutoffd::dissect
