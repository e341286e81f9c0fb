#include "rules/forwarders.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace cutoffd::rules {
namespace {

// A forwarder asks at once what it is asked; its own retries, and a proxy that waits for its
// resolver, fall within (as long as questions belong together: kQuestionWindow).
constexpr Duration kRelayWithin = std::chrono::seconds(30);
constexpr std::size_t kRecent = 4096;
constexpr std::size_t kMaxForwarders = 4096;

// True if doing `earlier` was a reason to do the later one.
bool explains(const Forwarders::Contact& earlier, const DomainName& name, bool opening,
              Instant time) {
  if (earlier.time > time || earlier.time + kRelayWithin < time || earlier.device.expired()) {
    return false;
  }
  // A question never explains a connection: whoever connects because of an answer is the caller.
  if (opening) return earlier.opening && earlier.name == name;
  return earlier.name.is_at_or_below(name);
}

}  // namespace

Forwarders::Forwarders(const Configured& configured)
    : configured_(configured.forwarders.begin(), configured.forwarders.end()),
      nats_(configured.nats.begin(), configured.nats.end()),
      proxies_(configured.proxies.begin(), configured.proxies.end()) {}

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

void Forwarders::note(const std::shared_ptr<Device>& device, Contact contact) {
  if (contact.asker == contact.server) return;
  while (!recent_.empty() &&
         (recent_.size() >= kRecent || recent_.front().time + kRelayWithin < contact.time)) {
    recent_.pop_front();
  }
  contact.device = device;
  recent_.push_back(std::move(contact));
}

const Forwarders::Contact* Forwarders::asked_of(const IpAddress& asker, const DomainName& name,
                                                bool opening, Instant time) const {
  if (opening && name.is_root()) return nullptr;  // it was not told where to go
  const auto at = std::find_if(recent_.rbegin(), recent_.rend(), [&](const Contact& earlier) {
    return earlier.server == asker && explains(earlier, name, opening, time);
  });
  return at == recent_.rend() ? nullptr : &*at;
}

bool Forwarders::answers_relayed(const Contact& answer) const {
  const auto at = std::find_if(recent_.rbegin(), recent_.rend(), [&](const Contact& question) {
    return question.asker == answer.asker && question.server == answer.server &&
           !question.opening && question.name == answer.name &&
           explains(question, answer.name, false, answer.time);
  });
  return at != recent_.rend() && at->relayed;
}

void Forwarders::note_asked(const IpAddress& ip, Instant time) {
  ForwarderRow* known = row(ip, time);
  if (std::exchange(known->asked, true)) return;
  changed_.insert(ip);
}

void Forwarders::note_asks(const IpAddress& ip, Instant time) {
  const ForwarderRow* known = find(ip);
  if (known == nullptr || !known->asked || known->asks) return;
  row(ip, time)->asks = true;
  changed_.insert(ip);
}

void Forwarders::note_connects(const IpAddress& ip, Instant time) {
  if (is_proxy(ip)) return;
  row(ip, time)->connects = true;
  changed_.insert(ip);
}

void Forwarders::note_translates(const IpAddress& ip, Instant time) {
  if (is_nat(ip)) return;
  row(ip, time)->translates = true;
  changed_.insert(ip);
}

void Forwarders::note_passes(const IpAddress& ip, Instant time) {
  if (passes(ip)) return;
  row(ip, time)->passes = true;
  changed_.insert(ip);
}

void Forwarders::forget(const IpAddress& ip) {
  if (rows_.erase(ip) == 0) return;
  std::erase(order_, ip);
  changed_.insert(ip);
}

bool Forwarders::is_forwarder(const IpAddress& ip) const {
  const ForwarderRow* known = find(ip);
  return configured_.contains(ip) || (known != nullptr && known->asks);
}

bool Forwarders::is_proxy(const IpAddress& ip) const {
  const ForwarderRow* known = find(ip);
  return proxies_.contains(ip) || (known != nullptr && known->connects);
}

bool Forwarders::is_nat(const IpAddress& ip) const {
  const ForwarderRow* known = find(ip);
  return nats_.contains(ip) || (known != nullptr && known->translates);
}

bool Forwarders::passes(const IpAddress& ip) const {
  const ForwarderRow* known = find(ip);
  return known != nullptr && known->passes;
}

const ForwarderRow* Forwarders::find(const IpAddress& ip) const {
  const auto known = rows_.find(ip);
  return known == rows_.end() ? nullptr : &known->second;
}

ForwarderRow* Forwarders::row(const IpAddress& ip, Instant time) {
  const auto known = rows_.find(ip);
  if (known != rows_.end()) return &known->second;
  if (rows_.size() >= kMaxForwarders) {
    changed_.insert(order_.front());
    rows_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(ip);
  changed_.insert(ip);
  ForwarderRow made;
  made.ip = ip;
  made.since = time;
  return &rows_.emplace(ip, made).first->second;
}

}  // namespace cutoffd::rules
