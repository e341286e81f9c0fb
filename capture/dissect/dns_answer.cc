#include "capture/dissect/dns_answer.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace cutoffd::dissect {
namespace {

using Section = DnsRecord::Section;

const ObservedName* target_of(const DnsRecord& record) {
  return std::get_if<ObservedName>(&record.data);
}

// Room for the names that DNAME records make: the one being renamed may lie in the other half.
struct RenameRoom {
  std::array<std::array<char, kMaxObservedName>, 2> halves;  // written before it is read
  std::size_t next = 0;
};

// Follows one answer. Names are compared as text: equal text is the same name, odd or not.
class ChainWalk {
 public:
  ChainWalk(const DnsMessage& message, std::string_view start)
      : message_(message), current_(start) {}

  AnswerChain run() {
    walk();
    if (needs_room_) walk_with_room();
    return chain_;
  }

 private:
  void walk() {
    for (; steps_ < kMaxChain && take_step(); ++steps_) {
    }
  }
  // Apart, because DNAME is rare and its room is not small.
  [[gnu::noinline]] void walk_with_room() {
    RenameRoom room;
    room_ = &room;
    walk();
  }
  bool take_step();
  void look_at(std::size_t index);
  bool rename(const DnsRecord& dname);
  void push(const IpAddress& ip, std::uint32_t ttl);

  const DnsMessage& message_;
  AnswerChain chain_;
  std::string_view current_;
  std::uint32_t ttl_ = std::numeric_limits<std::uint32_t>::max();  // the least so far
  bool via_service_ = false;  // an SVCB or HTTPS record was passed: its target is an addition
  const DnsRecord* alias_ = nullptr;  // of the current name
  const DnsRecord* service_ = nullptr;
  const DnsRecord* dname_ = nullptr;
  RenameRoom* room_ = nullptr;
  bool needs_room_ = false;
  int steps_ = 0;
};

// Is `name` strictly below `ancestor`? (RFC 6672 section 2.3: a DNAME does not rename its owner.)
bool is_below(std::string_view name, std::string_view ancestor) {
  if (ancestor.empty()) return !name.empty();
  return name.size() > ancestor.size() && name.ends_with(ancestor) &&
         name[name.size() - ancestor.size() - 1] == '.';
}

bool ChainWalk::take_step() {
  alias_ = service_ = dname_ = nullptr;
  for (std::size_t i = 0; i < message_.records.size(); ++i) look_at(i);
  // A server adds the CNAME that a DNAME amounts to (RFC 6672 section 3.1): prefer what it says.
  if (alias_ == nullptr && dname_ != nullptr) return rename(*dname_);
  const DnsRecord* const next = alias_ != nullptr ? alias_ : service_;
  if (next == nullptr) return false;
  via_service_ = via_service_ || next == service_;
  ttl_ = std::min(ttl_, next->ttl);
  current_ = target_of(*next)->text;
  return true;
}

void ChainWalk::look_at(std::size_t index) {
  const DnsRecord& record = message_.records[index];
  const bool counts =
      record.section == Section::answer || (via_service_ && record.section == Section::additional);
  if (!counts) return;
  const ObservedName* const target = target_of(record);
  if (record.name.text != current_) {
    const bool renames = record.type == DnsType::dname && target != nullptr;
    if (renames && dname_ == nullptr && is_below(current_, record.name.text)) dname_ = &record;
    return;
  }
  if (const auto* ip = std::get_if<IpAddress>(&record.data)) push(*ip, std::min(ttl_, record.ttl));
  if (target == nullptr) return;
  if (record.type == DnsType::cname && alias_ == nullptr) alias_ = &record;
  if (record.type != DnsType::svcb && record.type != DnsType::https) return;
  for (const DnsAddressHint& hint : message_.hints) {
    if (hint.record == index) push(hint.ip, std::min(ttl_, record.ttl));
  }
  // A target of "." is the owner itself (RFC 9460 section 2.5.2).
  const bool elsewhere = !target->text.empty() && target->text != current_;
  if (elsewhere && service_ == nullptr) service_ = &record;
}

// The labels before the DNAME's owner, then its target. Too long: nothing (RFC 6672 section 2.2).
bool ChainWalk::rename(const DnsRecord& dname) {
  if (room_ == nullptr) {
    needs_room_ = true;
    return false;
  }
  const std::string_view target = target_of(dname)->text;
  const std::size_t owner = dname.name.text.size();
  const std::size_t kept = current_.size() - owner - (owner == 0 ? 0 : 1);
  const std::size_t size = kept + (target.empty() ? 0 : 1) + target.size();
  auto& room = room_->halves[room_->next];
  if (size > room.size()) return false;
  room_->next = 1 - room_->next;
  auto end = std::copy_n(current_.begin(), kept, room.begin());
  if (!target.empty()) {
    *end++ = '.';
    std::copy(target.begin(), target.end(), end);
  }
  current_ = {room.data(), size};
  ttl_ = std::min(ttl_, dname.ttl);
  return true;
}

void ChainWalk::push(const IpAddress& ip, std::uint32_t ttl) {
  for (const auto& entry : chain_.addresses.entries()) {
    if (entry.ip == ip) return;
  }
  if (!chain_.addresses.push({ip, ttl})) ++chain_.left_out;
}

// EDE INFO-CODEs Blocked, Censored and Filtered (RFC 8914 sections 4.16 to 4.18).
bool is_filtered(const DnsMessage& message) {
  return message.extended_error && *message.extended_error >= 15 && *message.extended_error <= 17;
}

// NS records without SOA and without authority: "ask those" (RFC 2308 section 2.2).
bool is_referral(const DnsMessage& message) {
  bool name_servers = false;
  for (const DnsRecord& record : message.records) {
    if (record.section != Section::authority) continue;
    if (record.type == DnsType::soa) return false;
    name_servers = name_servers || record.type == DnsType::ns;
  }
  return name_servers && !message.authoritative;
}

}  // namespace

AnswerChain follow_chain(const DnsMessage& message, const ObservedName& start) {
  return ChainWalk(message, start.text).run();
}

std::optional<Blocked> blocked_how(const DnsMessage& message) {
  if (message.questions.empty()) return blocked_how(message, AnswerChain{});
  return blocked_how(message, follow_chain(message, message.questions.front().name));
}

std::optional<Blocked> blocked_how(const DnsMessage& message, const AnswerChain& chain) {
  if (!message.response || message.opcode != DnsOpcode::query) return std::nullopt;
  if (is_filtered(message)) return Blocked::filtered;
  if (message.rcode == kRcodeRefused) return Blocked::refused;
  if (message.rcode == kRcodeNxDomain) return Blocked::nxdomain;
  if (message.rcode != kRcodeNoError || message.questions.empty()) return std::nullopt;
  const DnsQuestion& question = message.questions.front();
  if (question.type != DnsType::a && question.type != DnsType::aaaa) return std::nullopt;
  const auto addresses = chain.addresses.entries();
  if (addresses.empty()) {
    const bool all_seen = message.complete && !message.truncated && !message.left_out;
    return all_seen && !is_referral(message) ? std::optional(Blocked::nodata) : std::nullopt;
  }
  const bool nowhere = std::all_of(addresses.begin(), addresses.end(),
                                   [](const auto& entry) { return leads_nowhere(entry.ip); });
  return nowhere && chain.left_out == 0 ? std::optional(Blocked::sinkhole) : std::nullopt;
}

bool leads_nowhere(const IpAddress& address) {
  if (address.is_unspecified() || address.is_loopback()) return true;
  if (address.is_v4()) return false;
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const Bytes octets = address.octets();
  if (!std::equal(kMapped.begin(), kMapped.end(), octets.begin())) return false;
  const IpAddress inner = IpAddress::from(octets.subspan(kMapped.size()));
  return inner.is_unspecified() || inner.is_loopback();
}

}  // namespace cutoffd::dissect
