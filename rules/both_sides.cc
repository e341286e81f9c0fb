// Both sides of a go-between in one capture: which of the contacts inside is it that comes out?
#include <algorithm>

#include "rules/forwarders.h"
#include "rules/stacks.h"

namespace cutoffd::rules {
namespace {

using Seen = Forwarders::Contact;

// A TLS random is known again for as long as a proxy may take; everything else at once: a NAT takes
// no time, and a forwarder asks as soon as it is asked.
constexpr Duration kHelloWithin = std::chrono::seconds(30);
constexpr Duration kPassedWithin = std::chrono::seconds(1);

bool precedes(const Seen& inner, const Seen& outer, Duration within) {
  return inner.time <= outer.time && outer.time < inner.time + within;
}

// A packet loses by its way, and never gains: it began as the other one did.
bool is_farther(const Seen& inner, const Seen& outer) {
  return outer.ttl < inner.ttl && initial_ttl(outer.ttl) != 0 &&
         initial_ttl(outer.ttl) == initial_ttl(inner.ttl);
}

// Both hand their frames to one next hop: they stand side by side, and neither is behind the other.
bool stand_side_by_side(const Seen& inner, const Seen& outer) {
  return inner.next_hop && inner.next_hop == outer.next_hop;
}

bool is_free_for(const Seen& inner, const Seen& outer) {
  return !inner.spent_on || *inner.spent_on == Endpoint{outer.asker, outer.port};
}

bool goes_to_the_same(const Seen& inner, const Seen& outer) {
  // Of a connection that is known by its address alone the outer side may have no name: who was
  // answered the address is the client inside.
  const bool named_alike = inner.name == outer.name || (outer.opening && outer.name.is_root());
  return inner.asker != outer.asker && inner.server == outer.server &&
         inner.server_port == outer.server_port && inner.opening == outer.opening && named_alike;
}

// Certain: no two hellos have one random. Many NATs keep the port where they can.
bool is_same_packet(const Seen& inner, const Seen& outer) {
  if (inner.hello != 0 || outer.hello != 0) {
    return inner.hello == outer.hello && precedes(inner, outer, kHelloWithin);
  }
  return precedes(inner, outer, kPassedWithin) && inner.port == outer.port && outer.ttl < inner.ttl;
}

// A NAT that gives out ports of its own leaves little to know a packet by. That each contact inside
// is spent once keeps a second client, who is not visible, from hiding behind one who is.
bool may_be_same_packet(const Seen& inner, const Seen& outer) {
  return inner.hello == 0 && outer.hello == 0 && precedes(inner, outer, kPassedWithin) &&
         is_farther(inner, outer) && !stand_side_by_side(inner, outer) && is_free_for(inner, outer);
}

}  // namespace

const Forwarders::Contact* Forwarders::passed_by(const Contact& outer) {
  const auto lives = [&](const Contact& inner) {
    return !inner.device.expired() && goes_to_the_same(inner, outer);
  };
  Contact* found = nullptr;
  const auto same = std::find_if(recent_.rbegin(), recent_.rend(), [&](const Contact& inner) {
    return lives(inner) && is_same_packet(inner, outer);
  });
  if (same != recent_.rend()) {
    found = &*same;
  } else {
    // What went in first comes out first.
    const auto alike = std::find_if(recent_.begin(), recent_.end(), [&](const Contact& inner) {
      return lives(inner) && may_be_same_packet(inner, outer);
    });
    if (alike != recent_.end()) found = &*alike;
  }
  if (found != nullptr) found->spent_on = Endpoint{outer.asker, outer.port};
  return found;
}

// A forwarder with a card inside and another outside, of which nothing proves that both are its
// own. Whoever was asked must be here, as public resolvers are not, and must not be seen to ask by
// itself: then its question would be that one.
const Forwarders::Contact* Forwarders::asked_at_another_address(const Contact& outer) {
  const auto at = std::find_if(recent_.begin(), recent_.end(), [&](const Contact& inner) {
    const ForwarderRow* asked = find(inner.server);
    const bool asks_itself = asked != nullptr && asked->asks;
    // It may ask several servers at once, and more than once.
    const bool taken = inner.spent_on && inner.spent_on->ip != outer.asker;
    return !inner.opening && !inner.hidden && inner.of_insider && !inner.device.expired() &&
           !asks_itself && !taken && inner.asker != outer.asker && inner.server != outer.server &&
           inner.name == outer.name && precedes(inner, outer, kPassedWithin);
  });
  if (at == recent_.end()) return nullptr;
  at->spent_on = Endpoint{outer.asker, outer.port};
  return &*at;
}

}  // namespace cutoffd::rules
