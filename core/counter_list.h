// The catalogue of counters: each thing that was given up, refused or merely worth counting.
//
// X(name, text): the name is the key in status, metrics and summaries; the text tells the operator
// what it means. A drop that nobody counts is a lie: whoever adds a bound adds its counter here.
// Grouped by room, in the order of a packet's way.
#pragma once

// clang-format off
#define CUTOFFD_COUNTERS(X)                                                                          \
  /* capture/source */                                                                               \
  X(packets, "packets handed over by the sources")                                                   \
  X(octets, "octets of those packets on the wire")                                                   \
  X(cut_packets, "packets of which the capture kept less than was on the wire")                      \
  X(kernel_drops, "packets that the kernel dropped because the ring was full")                       \
  X(interface_drops, "packets that the network interface dropped")                                   \
  X(time_went_back, "packets older than one before them; judged at the later time")                  \
  /* capture/dissect: faults of a packet, one each */                                                \
  X(link_unknown, "packets of a link type that is not read")                                         \
  X(link_truncated, "link-layer headers cut short")                                                  \
  X(link_malformed, "link-layer headers that contradict themselves")                                 \
  X(not_ip, "frames that carry neither IP nor ARP")                                                  \
  X(vlan_too_deep, "frames with more than eight VLAN tags")                                          \
  X(ip_truncated, "IP headers cut short")                                                            \
  X(ip_malformed, "IP headers that contradict themselves")                                           \
  X(transport_truncated, "TCP, UDP or ICMP headers cut short")                                       \
  X(transport_malformed, "TCP, UDP or ICMP headers that contradict themselves")                      \
  X(tunnel_too_deep, "packets with more tunnels inside each other than are followed")                \
  X(tunnel_truncated, "tunnel headers cut short")                                                    \
  X(tunnel_malformed, "tunnel headers that contradict themselves")                                   \
  X(opaque_packets, "packets of encrypted tunnels (ESP, WireGuard, MACsec), which cannot be read")   \
  X(dns_malformed, "DNS messages that contradict themselves")                                        \
  X(dns_truncated, "DNS messages cut short")                                                         \
  X(dns_records_left_out, "DNS messages with more records than are kept")                            \
  X(tls_malformed, "TLS handshakes that contradict themselves")                                      \
  X(quic_malformed, "QUIC Initial packets that contradict themselves or do not open")                \
  X(http_malformed, "HTTP requests that contradict themselves")                                      \
  X(name_too_long, "names longer than a name may be")                                                \
  X(name_odd, "names with octets that no host name has; shown, never matched")                       \
  /* capture/track */                                                                                \
  X(fragments, "IP fragments")                                                                       \
  X(fragments_reassembled, "packets put together from fragments")                                    \
  X(fragments_overlapping, "fragmented packets refused because fragments overlap (RFC 5722)")        \
  X(fragments_given_up, "fragmented packets never completed")                                        \
  X(copies, "packets that a mirror showed more than once; looked at once")                           \
  X(flows, "flows seen")                                                                             \
  X(flows_given_up, "flows forgotten early because the table was full")                              \
  X(watches_given_up, "watched flows whose progress is not followed because the table was full")       \
  X(openings_given_up, "connections not compared with answered addresses: too many are followed")    \
  X(one_way_flows, "flows with payload of which only one direction was seen")                        \
  X(two_way_flows, "flows with payload of which both directions were seen")                          \
  X(hellos, "TLS, QUIC and DTLS hellos read whole")                                                  \
  X(hellos_without_name, "hellos that name no server")                                               \
  X(hellos_given_up_gap, "hellos never completed: a piece was missing")                              \
  X(hellos_given_up_size, "hellos never completed: larger than is kept")                             \
  X(hellos_given_up_room, "hellos never completed: no room to keep the pieces")                      \
  X(heads_given_up_gap, "first octets of other streams never completed: a piece was missing")        \
  X(heads_given_up_size, "first octets of other streams never completed: more than is kept")         \
  X(heads_given_up_room, "first octets of other streams never completed: no room to keep the pieces") \
  X(segment_conflicts, "segments that repeat earlier octets with other content; the first was kept") \
  X(ech_flows, "hellos that offer ECH: the readable name is the outer one")                          \
  X(encrypted_flows, "TLS and QUIC flows of which the server name could be read or not")             \
  X(unnamed_flows, "TLS and QUIC flows without a readable server name")                              \
  X(encrypted_dns_flows, "flows of encrypted DNS (DoT, DoQ, DoH to known resolvers)")                \
  X(observations, "names seen")                                                                      \
  X(lost_octets, "octets that a peer acknowledged but that were never seen here")                    \
  X(liveness_held_back, "times that an address was not told to be alive: too many in one second")    \
  X(systems_held_back, "times that another system at an address was not told: too many in a second") \
  X(answers_given_up, "answered addresses forgotten early because the table was full")               \
  /* worker to judge */                                                                              \
  X(facts, "facts handed to the judge")                                                              \
  X(background_dropped, "facts that are no contacts dropped because the judge's queue was half full")  \
  X(facts_dropped, "facts dropped because the judge's queue was full")                               \
  /* rules */                                                                                        \
  X(contacts, "contacts with watched names")                                                         \
  X(devices_given_up, "devices not tracked because the table was full")                              \
  X(contacts_given_up, "contacts not tracked because the table was full")                            \
  X(names_given_up, "names of a device forgotten because the table was full")                        \
  X(judged_flows_given_up, "watched flows whose progress is no longer judged: the table was full")   \
  X(resolver_users_given_up, "ordinary users of public resolvers forgotten: the table was full")     \
  X(relays_given_up, "inner servers of a vendor not learnt because the table was full")              \
  X(identities_given_up, "addresses whose holder was forgotten because the table was full")          \
  X(proofs_refused, "addresses claimed for a MAC that claims too many, or against a lease")          \
  X(contacts_untracked, "contacts of devices that are not tracked")                                  \
  X(devices_forgotten, "devices forgotten because they made no contact for so long")                 \
  X(names_forgotten, "names forgotten because they were not seen for so long")                       \
  X(alerts, "alerts written")
// clang-format on
