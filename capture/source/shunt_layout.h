// What the shunt's program in the kernel and the daemon share, octet for octet: C, and C++.
//
// The table of flows is the kernel's half of the tracker's: a flow has the same bucket and place in
// both, found by the same hash, so that nothing is searched for or moved. User space writes `next`,
// which directions are finished, clears what is counted and then sets the tag; from then on the
// kernel writes all but these two. Either side may clear the tag.
#pragma once

#include <linux/types.h>

enum {
  kShuntWays = 8,         // places in a bucket, as in capture/track/flow_table.h
  kShuntCounters = 64,    // so that processors hardly ever wait for each other
  kShuntJump = 1 << 20,   // a segment farther from where its direction is belongs to another
                          // connection, as for the tracker
  kShuntAhead = 1 << 26,  // but so much may wait in the ring when the flow is declared finished
  kShuntSpan = 1 << 30,   // beyond it numbers no longer tell before from behind
  kShuntMost = 1 << 24,   // that one acknowledgement of octets never seen counts, as in
                          // capture/track/tcp_counts.cc
};

struct shunt_control {
  __u64 key0, key1;  // of the hash
  __u64 mask;        // of buckets
  __u64 open;        // 0: everything passes
  __u64 object;      // which program reads these tables (capture/source/shunt_program.h)
};

// Two directions each: the end with the lower address and port first.
struct shunt_flow {
  __u32 next[2];     // behind the last octet
  __u32 base[2];     // from where on octets stayed below
  __u32 span[2];     // so many, up to kShuntSpan; 0: none yet
  __u16 missing[2];  // octets among them that never came; saturates
  __u32 packets;     // that stayed below; wraps
  __u32 finished;    // directions that stay below, the first one the lowest bit
};

struct shunt_bucket {
  __u64 tags[kShuntWays];  // 0: passes
  struct shunt_flow flows[kShuntWays];
  __u64 opened;    // when a SYN of any flow of this bucket came last: CLOCK_MONOTONIC, ns
  __u64 spoke[2];  // when payload of any flow of it was handed over last, by direction
  __u64 pad;       // whole cache lines
};

struct shunt_counts {
  __u64 packets;  // that stayed below
  __u64 octets;   // of these packets
  __u64 lost;     // octets that were acknowledged and never came
  __u64 pad[5];
};
