// Who acts on behalf of whom: DNS forwarders, proxies and NATs, learnt from what they do.
//
// An address that others ask and that asks itself is a forwarder. A question of it that someone
// asked of it a moment before, for the same name or one below (a resolver that asks label by
// label, RFC 9156), is relayed: it is the inner device's, and told of nobody else. Likewise a
// connection that a proxy was told to open, and what a NAT passes on. Threads: one.
// Bounds: so many addresses and so many recent contacts; the oldest goes first.
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
  struct Configured {
    std::vector<IpAddress> forwarders, nats, proxies;
  };
  explicit Forwarders(const Configured& configured);

  void load(const Ledger::Rows& rows);
  void save(Ledger::Rows& rows);

  // What a device did that another may do again for it.
  struct Contact {
    IpAddress asker;
    IpAddress server;
    DomainName name;
    Instant time{};
    bool opening = false;     // a connection; else a question
    bool hidden = false;      // known only by what its forwarder says of it
    bool of_insider = false;  // `server` is inside
    bool relayed = false;     // the device is not the asker, but whoever it asks for
    std::uint64_t hello = 0;  // Sighting::hello
    Port port{};              // of the asker
    Port server_port{};
    std::uint8_t ttl = 0;
    std::optional<Mac> next_hop;       // to whom the frame went
    std::optional<Endpoint> spent_on;  // the outer side that is known to have done it again
    std::weak_ptr<Device> device;
  };
  void note(const std::shared_ptr<Device>& device, Contact contact);

  // The latest contact that this one does again: the first asked it of `asker`.
  [[nodiscard]] const Contact* asked_of(const IpAddress& asker, const DomainName& name,
                                        bool opening, Instant time) const;
  // Both sides of one in a single capture (both_sides.cc): what somebody else was seen to do inside
  // a moment before, and that comes out again. It is spent by that: what comes out once more is
  // another's. Of a NAT, a packet; of a forwarder, a question that was asked at another of its
  // addresses.
  const Contact* passed_by(const Contact& outer);
  const Contact* asked_at_another_address(const Contact& outer);

  // True if the question that this answers was somebody else's.
  [[nodiscard]] bool answers_relayed(const Contact& answer) const;

  // `ip` was asked for something, asked for something, opened a connection that somebody had asked
  // of it, has several behind it, or passed a connection on.
  void note_asked(const IpAddress& ip, Instant time);
  void note_asks(const IpAddress& ip, Instant time);
  void note_connects(const IpAddress& ip, Instant time);
  void note_translates(const IpAddress& ip, Instant time);
  void note_passes(const IpAddress& ip, Instant time);

  // What was learnt of the address: it has another holder.
  void forget(const IpAddress& ip);

  [[nodiscard]] bool is_forwarder(const IpAddress& ip) const;
  [[nodiscard]] bool is_proxy(const IpAddress& ip) const;
  [[nodiscard]] bool is_nat(const IpAddress& ip) const;
  // Its connections may be others', and its questions too: it may resolve for them.
  [[nodiscard]] bool passes(const IpAddress& ip) const;

 private:
  ForwarderRow* row(const IpAddress& ip, Instant time);
  [[nodiscard]] const ForwarderRow* find(const IpAddress& ip) const;

  std::unordered_set<IpAddress> configured_, nats_, proxies_;
  std::unordered_map<IpAddress, ForwarderRow> rows_;
  std::deque<IpAddress> order_;
  std::unordered_set<IpAddress> changed_;
  std::deque<Contact> recent_;
};

}  // namespace cutoffd::rules
