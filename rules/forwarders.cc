#include "rules/forwarders.h"

#include <algorithm>

namespace cutoffd::rules {
namespace {

// A forwarder asks at once what it is asked; retries of either side fall within.
constexpr Duration kRelayWithin = std::chrono::seconds(5);
constexpr std::size_t kRecent = 1024;
constexpr std::size_t kMaxAddresses = 4096;

}  // namespace

Forwarders::Forwarders(std::vector<IpAddress> configured)
    : configured_(configured.begin(), configured.end()) {}

void Forwarders::load(const Ledger::Rows& rows) {
  std::vector<ForwarderRow> known = rows.forwarders();
  std::sort(known.begin(), known.end(), [](const ForwarderRow& a, const ForwarderRow& b) {
    return std::tie(a.since, a.ip) < std::tie(b.since, b.ip);
  });
  for (const ForwarderRow& one : known) {
    rows_.emplace(one.ip, one);
    order_.push_back(one.ip);
  }
}

void Forwarders::save(Ledger::Rows& rows) {
  for (const IpAddress& ip : changed_) {
    const auto at = rows_.find(ip);
    if (at != rows_.end()) {
      rows.put(at->second);
    } else {
      rows.erase_forwarder(ip);
    }
  }
  changed_.clear();
}

std::shared_ptr<Device> Forwarders::asked_for(const IpAddress& asker, const DomainName& name,
                                              Instant time) const {
  for (auto question = recent_.rbegin(); question != recent_.rend(); ++question) {
    if (question->server != asker || !question->name.is_at_or_below(name)) continue;
    if (question->time > time || question->time + kRelayWithin < time) continue;
    if (const auto device = question->device.lock()) return current(device);
  }
  return nullptr;
}

void Forwarders::note_question(const std::shared_ptr<Device>& device, const IpAddress& asker,
                               const IpAddress& server, const DomainName& name, Instant time) {
  if (asker == server) return;
  while (!recent_.empty() &&
         (recent_.size() >= kRecent || recent_.front().time + kRelayWithin < time)) {
    recent_.pop_front();
  }
  recent_.push_back({server, name, time, device});
}

void Forwarders::note_asked(const IpAddress& ip, Instant time) { row(ip, time); }

void Forwarders::note_asks(const IpAddress& ip, Instant time) {
  const auto known = rows_.find(ip);
  if (known == rows_.end() || known->second.asks) return;
  ForwarderRow* asker = row(ip, time);
  asker->asks = true;
  changed_.insert(ip);
}

bool Forwarders::is_forwarder(const IpAddress& ip) const {
  const auto at = rows_.find(ip);
  return configured_.contains(ip) || (at != rows_.end() && at->second.asks);
}

ForwarderRow* Forwarders::row(const IpAddress& ip, Instant time) {
  const auto known = rows_.find(ip);
  if (known != rows_.end()) return &known->second;
  if (rows_.size() >= kMaxAddresses) {
    changed_.insert(order_.front());
    rows_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(ip);
  changed_.insert(ip);
  return &rows_.emplace(ip, ForwarderRow{ip, false, time}).first->second;
}

}  // namespace cutoffd::rules
