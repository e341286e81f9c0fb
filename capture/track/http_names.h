// Names in HTTP requests: HTTP/1 with whatever follows on the same connection, and HTTP/2.
//
// A plain HTTP connection is never finished before its end, since each request may name another
// host. Bodies are walked by their framing, over gaps where a length says how far. Bodies under way
// and HTTP/2 connections lie in bounded pools, oldest first out: such a connection is then read
// again from the next segment that begins with a request. Threads: one owner.
#pragma once

#include <optional>

#include "capture/dissect/http.h"
#include "capture/dissect/http2.h"
#include "capture/dissect/http_response.h"
#include "capture/track/aged_slots.h"
#include "capture/track/flow_table.h"
#include "capture/track/keyed_hash.h"
#include "capture/track/reading.h"
#include "capture/track/teller.h"

namespace cutoffd::track {

class HttpNames {
 public:
  HttpNames(FlowTable& flows, Teller& teller, Counters& counters, const HashKey& key);

  // The request at the front of the stream; octets before `examined` were looked at before. Nothing
  // if there is none.
  std::optional<Reading> read_request(Scene& scene, Side side, Bytes stream, std::size_t examined);
  Reading read_body(Scene& scene, Bytes stream);
  // The answer at the front of the server's stream, where the flow is watched and a request was
  // seen; its body is not walked. Nothing if there is none.
  std::optional<Reading> read_answer(const Scene& scene, Bytes stream);
  // A later one, if one begins with this segment; what is not in the segment is not waited for.
  void look_for_answer(const Scene& scene, Bytes segment);
  std::optional<Reading> begin_http2(Scene& scene, Side side, Bytes stream);
  Reading read_http2(Scene& scene, Side side, Bytes stream);

  // So many octets are missing at the front. True if they lie within a body and are passed over.
  bool pass_gap(Flow& flow, std::uint64_t octets);
  // No more will be seen of this request: tells what its whole lines say.
  void read_cut_request(Scene& scene, Side side, Bytes stream);
  // A segment in the place of the client's first octets, which were read already; one of the two
  // may be a decoy (TwinHellos). If it is another request, and whole, it is told too, and counted.
  void read_twin(Scene& scene, Side side, Bytes segment);
  // This side's stream ends or is lost: gives back what is held for it. Its stage must still be the
  // one that holds it.
  void release(Flow& flow, Side side);

 private:
  struct Body {
    SlotId flow = kNoSlot;
    dissect::HttpBodyWalk walk;
  };
  struct Connection {
    SlotId flow = kNoSlot;
    dissect::Http2Connection http2;
  };

  void tell_answer(const Scene& scene, const dissect::HttpResponse& response);
  Reading after_request(Scene& scene, const dissect::HttpRequest& request);
  void tell(Scene& scene, Side side, const dissect::HttpRequest& request);
  [[nodiscard]] std::uint16_t hash_of(const dissect::HttpRequest& request) const;
  void tell_host(Scene& scene, ObservationKind kind, std::string_view host,
                 const HttpDetail& detail);
  void tell_name(Scene& scene, ObservationKind kind, const ObservedName& name,
                 const HttpDetail& detail);

  FlowTable& flows_;
  Teller& teller_;
  Counters& counters_;
  HashKey key_;
  AgedSlots<Body> bodies_;
  AgedSlots<Connection> connections_;
};

}  // namespace cutoffd::track
