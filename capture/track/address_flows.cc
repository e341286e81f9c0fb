#include "capture/track/address_flows.h"

namespace cutoffd::track {

Role AddressFlows::ask(const Sight& sight, Side sender, Role known, FlowId id) {
  if (progress_.full()) {
    counters_.add(Counter::openings_given_up);
    return Role::unknown;
  }
  for (const Side client : {sender, other(sender)}) {
    if (known != Role::unknown && known != client_is(client)) continue;
    const bool to_receiver = client == sender;
    if (!teller_.may_want(to_receiver ? sight.frame.destination : sight.frame.source)) continue;
    if (teller_.open(sight, to_receiver, id) != Interest::none) return client_is(client);
  }
  return Role::unknown;
}

void AddressFlows::begin(Flow& flow, Role wanted) {
  if (wanted == Role::unknown) return;
  if (flow.role == Role::unknown) flow.role = wanted;
  progress_.open(flow);
}

}  // namespace cutoffd::track
