// Who asks on behalf of whom: DNS forwarders, learnt from what they do.
//
// An address that others ask and that asks itself is a forwarder. A question of it that someone
// asked of it a moment before, for the same name or one below (a resolver that asks label by
// label, RFC 9156), is relayed: it is the inner device's, and told of nobody else. Threads: one.
// Bounds: so many addresses and so many recent questions; the oldest goes first.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/address.h"
#include "core/domain_name.h"
#include "core/time.h"
#include "rules/device.h"
#include "rules/ledger_rows.h"

namespace cutoffd::rules {

class Forwarders {
 public:
  explicit Forwarders(std::vector<IpAddress> configured);

  void load(const Ledger::Rows& rows);
  void save(Ledger::Rows& rows);

  // The device for which this address asks the name, or nothing if it asks for itself (as far as
  // can be seen).
  [[nodiscard]] std::shared_ptr<Device> asked_for(const IpAddress& asker, const DomainName& name,
                                                  Instant time) const;
  // A device's question (or one relayed for it) went from `asker` to `server`.
  void note_question(const std::shared_ptr<Device>& device, const IpAddress& asker,
                     const IpAddress& server, const DomainName& name, Instant time);
  // `ip` was asked for something, or asked for something.
  void note_asked(const IpAddress& ip, Instant time);
  void note_asks(const IpAddress& ip, Instant time);

  [[nodiscard]] bool is_forwarder(const IpAddress& ip) const;

 private:
  struct Question {
    IpAddress server;
    DomainName name;
    Instant time{};
    std::weak_ptr<Device> device;
  };
  ForwarderRow* row(const IpAddress& ip, Instant time);

  std::unordered_set<IpAddress> configured_;
  std::unordered_map<IpAddress, ForwarderRow> rows_;
  std::deque<IpAddress> order_;
  std::unordered_set<IpAddress> changed_;
  std::deque<Question> recent_;
};

}  // namespace cutoffd::rules
