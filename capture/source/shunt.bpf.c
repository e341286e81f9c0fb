// The shunt: an eBPF socket filter that keeps the middle of finished flows in the kernel.
//
// Plain frames only: Ethernet (the kernel has taken the outermost tag off), IPv4 without options
// and in one piece or IPv6 without extension headers, TCP or UDP. Whatever is odd passes. Of a flow
// in the table
//   - TCP segments with payload of a direction that is finished stay below if they go on where it
//     is, and segments that only acknowledge such a direction; what lies elsewhere, as a repetition
//     of the first octets does, passes. A SYN or RST passes and ends it, and so does payload of a
//     direction that is still read, since it may change what the answer means. A FIN passes;
//   - UDP datagrams stay below if they are QUIC with a short header, which nobody reads.
// What stays is counted as the tracker counts (capture/track/tcp_counts.cc), the lost octets too.
//
// The hash is that of capture/track/flow_key.h, over the same words: tests hold them together.
#include "capture/source/shunt_layout.h"

#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define KEEP 0xffffffffU
#define DROP 0

#define ALWAYS static __attribute__((always_inline)) inline

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct shunt_control);
} control SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);  // as many as the tracker has: set when it is loaded
  __type(key, __u32);
  __type(value, struct shunt_bucket);
} buckets SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, kShuntCounters);
  __type(key, __u32);
  __type(value, struct shunt_counts);
} counts SEC(".maps");

enum { kEthernet = 14, kTcp = 6, kUdp = 17 };
enum { kFin = 1, kSyn = 2, kRst = 4, kAck = 16 };

struct siphash {
  __u64 v0, v1, v2, v3;
};
#define ROTATED(x, n) ((x) << (n) | (x) >> (64 - (n)))

ALWAYS void siphash_round(struct siphash* h) {
  h->v0 += h->v1;
  h->v1 = ROTATED(h->v1, 13) ^ h->v0;
  h->v0 = ROTATED(h->v0, 32);
  h->v2 += h->v3;
  h->v3 = ROTATED(h->v3, 16) ^ h->v2;
  h->v0 += h->v3;
  h->v3 = ROTATED(h->v3, 21) ^ h->v0;
  h->v2 += h->v1;
  h->v1 = ROTATED(h->v1, 17) ^ h->v2;
  h->v2 = ROTATED(h->v2, 32);
}

ALWAYS void siphash_add(struct siphash* h, __u64 word) {
  h->v3 ^= word;
  siphash_round(h);
  h->v0 ^= word;
}

// A word of octets, the first one lowest.
ALWAYS __u64 first_lowest(__u64 as_it_lies) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return __builtin_bswap64(as_it_lies);
#else
  return as_it_lies;
#endif
}

struct packet {
  __u64 source[2], destination[2];  // as they lie; of IPv4 the first four octets of each
  __u32 offset;                     // of the transport's header in the frame
  __u32 size;                       // of that header and its payload
  __u16 source_port, destination_port;
  __u8 six;
  __u8 protocol;
  __u8 side;  // of the sender: 0 is the lower end
};

ALWAYS int compared(__u64 a, __u64 b) {
  a = bpf_be64_to_cpu(a);
  b = bpf_be64_to_cpu(b);
  return a < b ? -1 : a > b;
}

// As capture/track/flow_key.h orders ends.
ALWAYS int is_source_low(const struct packet* p) {
  int order = compared(p->source[0], p->destination[0]);
  if (order == 0) order = compared(p->source[1], p->destination[1]);
  if (order == 0) return p->source_port <= p->destination_port;
  return order < 0;
}

ALWAYS void add_address(struct siphash* h, const __u64* octets) {
  siphash_add(h, 16);
  siphash_add(h, first_lowest(octets[0]));
  siphash_add(h, first_lowest(octets[1]));
}

// The first four octets as a number.
ALWAYS __u64 v4_number(__u64 octets) { return bpf_be64_to_cpu(octets) >> 32; }

ALWAYS __u64 tag_of(struct packet* p, const struct shunt_control* c) {
  struct siphash h = {c->key0 ^ 0x736f6d6570736575ULL, c->key1 ^ 0x646f72616e646f6dULL,
                      c->key0 ^ 0x6c7967656e657261ULL, c->key1 ^ 0x7465646279746573ULL};
  const int low = is_source_low(p);
  const __u64 ports = low ? (__u64)p->source_port << 32 | (__u64)p->destination_port << 8
                          : (__u64)p->destination_port << 32 | (__u64)p->source_port << 8;
  p->side = low ? 0 : 1;
  siphash_add(&h, ports | p->protocol);
  __u64 first[2], second[2];
  first[0] = low ? p->source[0] : p->destination[0];
  first[1] = low ? p->source[1] : p->destination[1];
  second[0] = low ? p->destination[0] : p->source[0];
  second[1] = low ? p->destination[1] : p->source[1];
  if (p->six) {
    add_address(&h, first);
    add_address(&h, second);
  } else {
    siphash_add(&h, v4_number(first[0]) << 32 | v4_number(second[0]));
  }
  siphash_add(&h, p->six ? 7 : 2);  // the words so far
  h.v2 ^= 0xff;
  siphash_round(&h);
  siphash_round(&h);
  siphash_round(&h);
  const __u64 tag = h.v0 ^ h.v1 ^ h.v2 ^ h.v3;
  return tag == 0 ? 1 : tag;
}

// The addresses and the transport, of a plain frame.
ALWAYS int read_ip(struct __sk_buff* skb, struct packet* p) {
  struct {
    __u16 align;
    __u8 macs[12];
    __u16 type;
    __u8 version;
    __u8 tos;
    __u16 total;
    __u16 id;
    __u16 fragment;
    __u8 ttl;
    __u8 protocol;
    __u16 sum;
    __u32 source, destination;
  } four = {};
  if (bpf_skb_load_bytes(skb, 0, four.macs, 34) != 0) return 0;
  if (four.type == bpf_htons(0x0800)) {
    const __u32 total = bpf_ntohs(four.total);
    if (four.version != 0x45 || (four.fragment & bpf_htons(0x3fff)) != 0) return 0;
    if (total < 20 || kEthernet + total > skb->len) return 0;
    p->protocol = four.protocol;
    p->six = 0;
    p->offset = kEthernet + 20;
    p->size = total - 20;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    p->source[0] = (__u64)four.source << 32;
    p->destination[0] = (__u64)four.destination << 32;
#else
    p->source[0] = four.source;
    p->destination[0] = four.destination;
#endif
    p->source[1] = p->destination[1] = 0;
    return 1;
  }
  if (four.type != bpf_htons(0x86dd)) return 0;
  struct {
    __u8 version[4];
    __u16 size;
    __u8 protocol;
    __u8 ttl;
    __u64 source[2], destination[2];
  } six;
  if (bpf_skb_load_bytes(skb, kEthernet, &six, sizeof six) != 0) return 0;
  const __u32 size = bpf_ntohs(six.size);
  if (six.version[0] >> 4 != 6 || size == 0 || kEthernet + 40 + size > skb->len) return 0;
  p->protocol = six.protocol;
  p->six = 1;
  p->offset = kEthernet + 40;
  p->size = size;
  p->source[0] = six.source[0];
  p->source[1] = six.source[1];
  p->destination[0] = six.destination[0];
  p->destination[1] = six.destination[1];
  return 1;
}

ALWAYS __u16 saturated(__u32 n) { return n > 0xffff ? 0xffff : n; }

ALWAYS void count_lost(__u32 lost) {
  if (lost == 0) return;
  __u32 at = bpf_get_smp_processor_id() % kShuntCounters;
  struct shunt_counts* c = bpf_map_lookup_elem(&counts, &at);
  if (c) __sync_fetch_and_add(&c->lost, lost);
}

ALWAYS void count(__u32 octets, __u32 lost) {
  __u32 at = bpf_get_smp_processor_id() % kShuntCounters;
  struct shunt_counts* c = bpf_map_lookup_elem(&counts, &at);
  if (!c) return;
  __sync_fetch_and_add(&c->packets, 1);
  __sync_fetch_and_add(&c->octets, octets);
  if (lost != 0) __sync_fetch_and_add(&c->lost, lost);
}

struct tcp {
  __u16 source, destination;
  __u32 sequence, acknowledgement;
  __u8 header;  // in its upper half, of four octets each
  __u8 flags;
  __u16 window, sum, urgent;
};

ALWAYS void move_on(struct shunt_flow* f, __u32 side, __u32 next, __u32 octets) {
  const __u32 span = f->span[side] + octets;
  f->next[side] = next;
  f->span[side] = span > kShuntSpan ? kShuntSpan : span;
}

// False: it does not go on where its direction is.
ALWAYS int on_payload(struct shunt_flow* f, __u32 side, __u32 sequence, __u32 size) {
  const __s32 gap = (__s32)(sequence - f->next[side]);
  if (f->span[side] == 0) {
    if (gap < 0 || gap > kShuntAhead) return 0;
    f->base[side] = sequence;
    move_on(f, side, sequence + size, size);
    return 1;
  }
  if (gap > kShuntJump || gap < -kShuntJump) return 0;
  if (f->span[side] < kShuntSpan && (__s32)(sequence - f->base[side]) < 0) return 0;
  const __s32 progress = (__s32)(sequence + size - f->next[side]);
  const __u32 missing = f->missing[side];
  if (progress <= 0) {
    f->missing[side] = missing - (missing < size ? missing : size);
    return 1;
  }
  if (gap > 0) f->missing[side] = saturated(missing + gap);
  move_on(f, side, sequence + size, progress);
  return 1;
}

// The octets that are lost: acknowledged, and never seen.
ALWAYS __u32 on_acknowledgement(struct shunt_flow* f, __u32 side, __u32 acknowledgement) {
  if (f->span[side] == 0) return 0;
  const __s32 beyond = (__s32)(acknowledgement - f->next[side]);
  if (beyond < 0 || beyond > kShuntMost) return 0;
  __u32 lost = f->missing[side];
  f->missing[side] = 0;
  if (beyond > 1) {
    lost += beyond;
    move_on(f, side, acknowledgement, beyond);
  }
  return lost;
}

struct segment {
  __u32 sequence, size, acknowledgement, fin;
};
enum { kPass, kEnd, kStay };

// `side` is known where this is compiled into.
ALWAYS int on_segment(struct shunt_flow* f, __u32 side, const struct segment* s, __u32* lost) {
  const int own = (f->finished >> side & 1) != 0;
  const int peer = (f->finished >> (1 - side) & 1) != 0;
  int what = kStay;
  if (s->size == 0) {
    if (!peer || s->fin) what = kPass;
  } else if (!own || s->fin) {
    what = kEnd;  // the tracker counts the last octets
  } else if (!on_payload(f, side, s->sequence, s->size)) {
    what = kPass;
  }
  // Also of what passes: else the next one would tell it again.
  if (peer) *lost = on_acknowledgement(f, 1 - side, s->acknowledgement);
  return what;
}

// Each side has its own store: who loads this may lack CAP_PERFMON, and for those the kernel allows no
// place that is computed.
ALWAYS void note_speech(struct shunt_bucket* bucket, __u32 side) {
  volatile __u64* const spoke = bucket->spoke;
  if (side == 0) {
    spoke[0] = bpf_ktime_get_ns();
  } else {
    spoke[1] = bpf_ktime_get_ns();
  }
}

SEC("socket")
int shunt(struct __sk_buff* skb) {
  __u32 first = 0;
  const struct shunt_control* c = bpf_map_lookup_elem(&control, &first);
  if (!c || c->open == 0) return KEEP;
  struct packet p;
  if (!read_ip(skb, &p)) return KEEP;
  struct tcp tcp = {};
  if (p.protocol == kTcp) {
    if (p.size < 20 || bpf_skb_load_bytes(skb, p.offset, &tcp, 20) != 0) return KEEP;
  } else if (p.protocol == kUdp) {
    // Its header, and what a short header and a Teredo packet begin with.
    if (p.size < 16 || bpf_skb_load_bytes(skb, p.offset, &tcp, 16) != 0) return KEEP;
  } else {
    return KEEP;
  }
  p.source_port = bpf_ntohs(tcp.source);
  p.destination_port = bpf_ntohs(tcp.destination);
  const __u64 tag = tag_of(&p, c);
  __u32 at = tag & c->mask;
  struct shunt_bucket* bucket = bpf_map_lookup_elem(&buckets, &at);
  if (!bucket) return KEEP;
  const __u32 header = (tcp.header >> 4) * 4U;  // of TCP
  if (p.protocol == kTcp && (tcp.flags & kSyn) != 0) bucket->opened = bpf_ktime_get_ns();

  __u64* place = 0;
  struct shunt_flow* f = 0;
#pragma unroll
  for (int i = 0; i < kShuntWays; ++i) {
    if (bucket->tags[i] == tag) {
      place = &bucket->tags[i];
      f = &bucket->flows[i];
    }
  }
  if (!place || !f) {
    if (p.protocol == kTcp && p.size > header) note_speech(bucket, p.side);
    return KEEP;
  }

  if (p.protocol == kUdp) {
    const __u8* octets = (const __u8*)&tcp + 8;
    const __u32 length = (__u32)((const __u8*)&tcp)[4] << 8 | ((const __u8*)&tcp)[5];
    const int is_short = (octets[0] & 0xc0) == 0x40;
    const __u32 inner = (__u32)octets[4] << 8 | octets[5];
    const int may_be_ipv6 = octets[0] >> 4 == 6 && inner + 40 == p.size - 8;
    if (length != p.size || !is_short || may_be_ipv6) return KEEP;
    __sync_fetch_and_add(&f->packets, 1);
    count(skb->len, 0);
    return DROP;
  }
  if ((tcp.flags & (kSyn | kRst)) != 0) {
    *place = 0;
    return KEEP;
  }
  if ((tcp.flags & kAck) == 0 || header < 20 || header > p.size) return KEEP;
  const struct segment segment = {bpf_ntohl(tcp.sequence), p.size - header,
                                  bpf_ntohl(tcp.acknowledgement), tcp.flags & kFin};
  __u32 lost = 0;
  const int what =
      p.side == 0 ? on_segment(f, 0, &segment, &lost) : on_segment(f, 1, &segment, &lost);
  if (what != kStay) {
    if (what == kEnd) {
      note_speech(bucket, p.side);
      *place = 0;
    }
    count_lost(lost);
    return KEEP;
  }
  __sync_fetch_and_add(&f->packets, 1);
  count(skb->len, lost);
  return DROP;
}

// The project has chosen no licence yet. None of the kernel's functions used here asks for one.
char terms[] SEC("license") = "none";
