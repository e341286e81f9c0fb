#include "capture/dissect/hpack_table.h"

#include <algorithm>

namespace cutoffd::dissect {
namespace {

struct StaticField {
  std::string_view name;
  std::string_view value;
};

// RFC 7541 appendix A, in its order.
constexpr std::array<StaticField, kHpackStatic> kStatic = {{
    {":authority", ""},
    {":method", "GET"},
    {":method", "POST"},
    {":path", "/"},
    {":path", "/index.html"},
    {":scheme", "http"},
    {":scheme", "https"},
    {":status", "200"},
    {":status", "204"},
    {":status", "206"},
    {":status", "304"},
    {":status", "400"},
    {":status", "404"},
    {":status", "500"},
    {"accept-charset", ""},
    {"accept-encoding", "gzip, deflate"},
    {"accept-language", ""},
    {"accept-ranges", ""},
    {"accept", ""},
    {"access-control-allow-origin", ""},
    {"age", ""},
    {"allow", ""},
    {"authorization", ""},
    {"cache-control", ""},
    {"content-disposition", ""},
    {"content-encoding", ""},
    {"content-language", ""},
    {"content-length", ""},
    {"content-location", ""},
    {"content-range", ""},
    {"content-type", ""},
    {"cookie", ""},
    {"date", ""},
    {"etag", ""},
    {"expect", ""},
    {"expires", ""},
    {"from", ""},
    {"host", ""},
    {"if-match", ""},
    {"if-modified-since", ""},
    {"if-none-match", ""},
    {"if-range", ""},
    {"if-unmodified-since", ""},
    {"last-modified", ""},
    {"link", ""},
    {"location", ""},
    {"max-forwards", ""},
    {"proxy-authenticate", ""},
    {"proxy-authorization", ""},
    {"range", ""},
    {"referer", ""},
    {"refresh", ""},
    {"retry-after", ""},
    {"server", ""},
    {"set-cookie", ""},
    {"strict-transport-security", ""},
    {"transfer-encoding", ""},
    {"user-agent", ""},
    {"vary", ""},
    {"via", ""},
    {"www-authenticate", ""},
}};

}  // namespace

HpackField hpack_static_field(std::size_t index) {
  const StaticField& field = kStatic[index - 1];
  return {field.name, field.value};
}

const HpackTable::Entry* HpackTable::get(std::size_t index) const {
  if (index >= count_) return nullptr;
  return &entries_[(oldest_ + count_ - 1 - index) % entries_.size()];
}

HpackField HpackTable::field(const Entry& entry) const {
  if (!entry.kept) return {{}, {}, false};
  const std::string_view text(&octets_[entry.begin], entry.size);
  return {text.substr(0, entry.name_size), text.substr(entry.name_size), true};
}

void HpackTable::add(const HpackField& field, std::size_t size, std::size_t name_size) {
  if (size > bound_ || bound_ - size < kOverhead) {
    evict_to(0);
    return;
  }
  evict_to(bound_ - size - kOverhead);
  Entry entry{static_cast<std::uint16_t>(size), static_cast<std::uint16_t>(name_size), 0,
              field.text_kept};
  if (field.text_kept) {
    entry.begin = place(size);
    char* const to = octets_.data() + entry.begin;
    std::copy(field.value.begin(), field.value.end(),
              std::copy(field.name.begin(), field.name.end(), to));
  }
  entries_[(oldest_ + count_) % entries_.size()] = entry;
  ++count_;
  size_ += size + kOverhead;
}

bool HpackTable::resize(std::size_t bound) {
  if (bound > kMaxSize) return false;
  bound_ = bound;
  evict_to(bound);
  return true;
}

void HpackTable::evict_to(std::size_t bound) {
  while (size_ > bound) {
    const Entry& entry = entries_[oldest_];
    size_ -= entry.size + kOverhead;
    if (entry.kept) begin_ = entry.begin + std::size_t{entry.size};
    oldest_ = (oldest_ + 1) % entries_.size();
    --count_;
  }
  if (count_ == 0) begin_ = end_ = 0;
}

// Where `octets` more fit: the texts that are left take less than all of the room.
std::uint16_t HpackTable::place(std::size_t octets) {
  if (octets > octets_.size() - end_) {
    std::copy(octets_.data() + begin_, octets_.data() + end_, octets_.data());
    for (std::size_t i = 0; i < count_; ++i) {
      Entry& entry = entries_[(oldest_ + i) % entries_.size()];
      if (entry.kept) entry.begin = static_cast<std::uint16_t>(entry.begin - begin_);
    }
    end_ -= begin_;
    begin_ = 0;
  }
  const std::size_t begin = end_;
  end_ += octets;
  return static_cast<std::uint16_t>(begin);
}

}  // namespace cutoffd::dissect
