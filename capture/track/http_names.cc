#include "capture/track/http_names.h"

#include <algorithm>

namespace cutoffd::track {
namespace {

using dissect::Answer;

constexpr std::size_t kBodies = 8192;      // requests whose body is being passed over
constexpr std::size_t kConnections = 128;  // of HTTP/2 in clear, which is rare; 9 KiB each

// Does the empty line that ends a header section end within the octets from `examined` on?
bool ends_header(Bytes stream, std::size_t examined) {
  const std::string_view text = as_text(stream.subspan(examined < 3 ? 0 : examined - 3));
  return text.find("\n\r\n") != std::string_view::npos ||
         text.find("\n\n") != std::string_view::npos;
}

void change_stage(Flow& flow, Stage from, Stage to) {
  auto& stages = std::get<TcpState>(flow.state).stages;
  std::replace(stages.begin(), stages.end(), from, to);
}

}  // namespace

HttpNames::HttpNames(FlowTable& flows, Teller& teller, Counters& counters, const HashKey& key)
    : flows_(flows),
      teller_(teller),
      counters_(counters),
      key_(key),
      bodies_(kBodies),
      connections_(kConnections) {}

std::optional<Reading> HttpNames::read_request(Scene& scene, Side side, Bytes stream,
                                               std::size_t examined) {
  // Reading a long header section again for each small segment would cost its square.
  const bool too_long = stream.size() > dissect::kMaxHttpHeader;
  if (examined != 0 && !too_long && !ends_header(stream, examined)) {
    return Reading::wait(Stage::http, stream.size() + 1);
  }
  dissect::HttpRequest request;
  switch (dissect::read_http_request(stream, request)) {
    case Answer::not_mine:
      return std::nullopt;
    case Answer::unsure:
      // Without a whole first line it may still be something else.
      return Reading::wait(request.method.empty() ? Stage::fresh : Stage::http, stream.size() + 1);
    case Answer::fault:
      counters_.add(Counter::http_malformed);
      tell(scene, side, request);
      return Reading::go_on(Stage::opaque, stream.size());
    case Answer::certain:
      break;
  }
  tell(scene, side, request);
  return after_request(scene, request);
}

Reading HttpNames::after_request(Scene& scene, const dissect::HttpRequest& request) {
  const std::size_t taken = request.header_octets;
  // Behind CONNECT comes another protocol, from its first octet.
  if (request.body.kind == dissect::HttpBody::Kind::tunnel) {
    return Reading::go_on(Stage::fresh, taken);
  }
  const dissect::HttpBodyWalk walk(request.body);
  if (walk.done()) return Reading::go_on(Stage::http, taken);
  // A flow holds one session: where both ends send requests, only one end's bodies are walked.
  if (walk.failed() || scene.flow.session != 0) return Reading::go_on(Stage::opaque, taken);
  if (bodies_.full()) {
    const SlotId oldest = bodies_.oldest();
    Flow& flow = flows_[bodies_[oldest].flow];
    change_stage(flow, Stage::http_body, Stage::opaque);
    flow.session = 0;
    bodies_.give_back(oldest);
    counters_.add(Counter::heads_given_up_room);
  }
  const SlotId body = bodies_.take();
  bodies_[body] = {scene.slot, walk};
  scene.flow.session = static_cast<std::uint16_t>(body);
  return Reading::go_on(Stage::http_body, taken);
}

Reading HttpNames::read_body(Scene& scene, Bytes stream) {
  dissect::HttpBodyWalk& walk = bodies_[scene.flow.session].walk;
  const std::size_t taken = walk.take(stream);
  if (!walk.done() && !walk.failed()) return Reading::go_on(Stage::http_body, taken);
  const Stage next = walk.done() ? Stage::http : Stage::opaque;
  bodies_.give_back(scene.flow.session);
  scene.flow.session = 0;
  return Reading::go_on(next, taken);
}

bool HttpNames::pass_gap(Flow& flow, std::uint64_t octets) {
  dissect::HttpBodyWalk walk = bodies_[flow.session].walk;
  walk.lost(octets);
  if (walk.failed()) return false;
  bodies_[flow.session].walk = walk;
  return true;
}

std::optional<Reading> HttpNames::begin_http2(Scene& scene, Side side, Bytes stream) {
  switch (dissect::looks_like_http2(stream)) {
    case Answer::certain:
      break;
    case Answer::unsure:
      return Reading::wait(Stage::fresh, stream.size() + 1);
    default:
      return std::nullopt;
  }
  if (scene.flow.session != 0) return std::nullopt;
  scene.flow.set_client(side);
  if (connections_.full()) {
    const SlotId oldest = connections_.oldest();
    Flow& flow = flows_[connections_[oldest].flow];
    change_stage(flow, Stage::http2, Stage::done);
    flow.session = 0;
    connections_.give_back(oldest);
    counters_.add(Counter::heads_given_up_room);
  }
  const SlotId connection = connections_.take();
  connections_[connection].flow = scene.slot;
  scene.flow.session = static_cast<std::uint16_t>(connection);
  return Reading::go_on(Stage::http2, 0);
}

Reading HttpNames::read_http2(Scene& scene, Side side, Bytes stream) {
  dissect::Http2Connection& http2 = connections_[scene.flow.session].http2;
  const std::size_t size = stream.size();
  dissect::Http2Request request;
  while (true) {
    switch (http2.read(stream, request)) {
      case Answer::certain: {
        const dissect::HttpHost authority = dissect::split_authority(request.authority);
        const HttpDetail detail{request.method, request.path};
        scene.flow.set_client(side);
        if (authority.host.empty()) tell_name(scene, ObservationKind::http_host, {}, detail);
        tell_host(scene, ObservationKind::http_host, authority.host, detail);
        break;
      }
      case Answer::unsure:
        return Reading::go_on(Stage::http2, size);
      default:
        counters_.add(Counter::http_malformed);
        connections_.give_back(scene.flow.session);
        scene.flow.session = 0;
        return Reading::go_on(Stage::done, size);
    }
  }
}

void HttpNames::read_cut_request(Scene& scene, Side side, Bytes stream) {
  dissect::HttpRequest request;
  if (dissect::read_http_request(stream, request) == Answer::unsure) tell(scene, side, request);
}

void HttpNames::read_twin(Scene& scene, Side side, Bytes segment) {
  dissect::HttpRequest request;
  if (dissect::read_http_request(segment, request) != Answer::certain) return;
  std::uint16_t& told = std::get<TcpState>(scene.flow.state).name_hash;
  const std::uint16_t hash = hash_of(request);
  if (hash == told) return;
  told = hash;
  counters_.add(Counter::segment_conflicts);
  tell(scene, side, request);
}

// Of all that is told; never that of a hello that names the same.
std::uint16_t HttpNames::hash_of(const dissect::HttpRequest& request) const {
  KeyedHash hash(key_);
  for (const std::string_view text : {request.method, request.path, request.host().host,
                                      request.host_field.host, request.second_host_field.host}) {
    hash.add(as_bytes(text));
  }
  return static_cast<std::uint16_t>(hash.finish() | 1U);
}

void HttpNames::release(Flow& flow, Side side) {
  const Stage stage = std::get<TcpState>(flow.state).stages[index(side)];
  if (stage == Stage::http2) {
    connections_.give_back(flow.session);
  } else if (stage == Stage::http_body) {
    bodies_.give_back(flow.session);
  } else {
    return;
  }
  flow.session = 0;
}

void HttpNames::tell(Scene& scene, Side side, const dissect::HttpRequest& request) {
  if (request.method.empty()) return;
  scene.flow.set_client(side);
  scene.flow.set(Flow::kHttp);
  std::uint16_t& told = std::get<TcpState>(scene.flow.state).name_hash;
  if (told == 0) told = hash_of(request);
  const HttpDetail detail{request.method, request.path};
  if (request.form == dissect::HttpRequest::Form::authority) {
    tell_host(scene, ObservationKind::proxy_target, request.target_host.host, detail);
  }
  // A request may name up to three hosts; each that differs from those before it was named.
  const std::string_view first = request.host().host;
  if (first.empty()) tell_name(scene, ObservationKind::http_host, {}, detail);
  tell_host(scene, ObservationKind::http_host, first, detail);
  const std::string_view field = request.host_field.host;
  if (field != first) tell_host(scene, ObservationKind::http_host, field, detail);
  const std::string_view second = request.second_host_field.host;
  if (second != first && second != field) {
    tell_host(scene, ObservationKind::http_host, second, detail);
  }
}

void HttpNames::tell_host(Scene& scene, ObservationKind kind, std::string_view host,
                          const HttpDetail& detail) {
  if (host.empty()) return;
  NameText storage;
  const auto name = observe_host(as_bytes(host), storage);
  if (!name) {
    counters_.add(Counter::name_too_long);
    return;
  }
  tell_name(scene, kind, *name, detail);
}

// Without a name too: its path may be watched.
void HttpNames::tell_name(Scene& scene, ObservationKind kind, const ObservedName& name,
                          const HttpDetail& detail) {
  const Side client = scene.flow.is_client(Side::low) ? Side::low : Side::high;
  Observation observation = teller_.about(scene, kind, client);
  observation.name = name;
  observation.detail = detail;
  teller_.tell(observation, scene);
}

}  // namespace cutoffd::track
