#include "capture/track/stream.h"

#include <algorithm>

#include "capture/dissect/dns_stream.h"
#include "capture/dissect/starttls.h"

namespace cutoffd::track {
namespace {

using dissect::Answer;

}  // namespace

Reading StreamReader::read(Scene& scene, Side side, Bytes stream, std::size_t examined) {
  auto& stage = std::get<TcpState>(scene.flow.state).stages[index(side)];
  std::size_t taken = 0;
  while (true) {
    const Reading step = read_stage(scene, side, stage, stream.subspan(taken), examined);
    const bool moved = step.taken != 0 || step.stage != stage;
    stage = step.stage;
    taken += step.taken;
    if (step.wanted != 0 || taken == stream.size() || !moved) {
      return {stage, taken, step.wanted};
    }
    examined = 0;
  }
}

Reading StreamReader::read_stage(Scene& scene, Side side, Stage stage, Bytes stream,
                                 std::size_t examined) {
  switch (stage) {
    case Stage::fresh:
      return scene.flow.is_server(side) ? probe_server(scene, side, stream)
                                        : probe(scene, side, stream);
    case Stage::tls:
      return tls_.read(scene, side, stream).value_or(Reading::go_on(Stage::opaque, stream.size()));
    case Stage::http: {
      if (const auto request = http_.read_request(scene, side, stream, examined)) {
        // Between two requests the stage is http, whatever is still missing of the next.
        return {
            request->stage == Stage::fresh && request->wanted != 0 ? Stage::http : request->stage,
            request->taken, request->wanted};
      }
      // After an upgrade (RFC 7540 section 3.2) the client goes on with HTTP/2's preface.
      const auto http2 = http_.begin_http2(scene, side, stream);
      return http2.value_or(Reading::go_on(Stage::opaque, stream.size()));
    }
    case Stage::http_body:
      return http_.read_body(scene, stream);
    case Stage::http2:
      return http_.read_http2(scene, side, stream);
    case Stage::dns:
      return read_dns(scene, stream);
    case Stage::opaque:
    case Stage::done:
      break;
  }
  return Reading::go_on(stage, stream.size());
}

Reading StreamReader::probe(Scene& scene, Side side, Bytes stream) {
  // The least that a probe waits for; 0 if none waits.
  std::size_t wanted = 0;
  Stage stage = Stage::fresh;
  const auto decided = [&](const std::optional<Reading>& reading) {
    if (!reading) return false;
    if (reading->wanted == 0) return true;
    wanted = wanted == 0 ? reading->wanted : std::min(wanted, reading->wanted);
    stage = reading->stage;
    return stage != Stage::fresh;
  };
  std::optional<Reading> reading;
  if (is_dns_port(scene.sight) && decided(reading = probe_dns(scene, side, stream)))
    return *reading;
  if (decided(reading = tls_.read(scene, side, stream))) return *reading;
  if (decided(reading = http_.begin_http2(scene, side, stream))) return *reading;
  if (decided(reading = http_.read_request(scene, side, stream, 0))) return *reading;
  if (scene.flow.role == Role::unknown &&
      dissect::looks_like_http_response(stream) == Answer::certain) {
    scene.flow.set_client(other(side));
    return Reading::go_on(Stage::done, stream.size());
  }
  if (decided(reading = proxies_.read_header(scene, side, stream))) return *reading;
  if (decided(reading = proxies_.read_socks(scene, side, stream))) return *reading;
  if (decided(reading = probe_preamble(stream))) return *reading;
  if (!is_dns_port(scene.sight) && decided(reading = probe_dns(scene, side, stream)))
    return *reading;
  if (wanted != 0) return Reading::wait(Stage::fresh, wanted);
  tell_unknown(scene, side, stream);
  return Reading::go_on(Stage::opaque, stream.size());
}

// How the client begins is told once, and only where its first octet is known.
void StreamReader::tell_unknown(Scene& scene, Side side, Bytes stream) {
  Flow& flow = scene.flow;
  const bool begins = flow.has(Flow::kAnchored, side) && flow.is_client(side);
  if (!begins || flow.has(Flow::kUnknownTold)) return;
  flow.set(Flow::kUnknownTold);
  Observation observation = teller_.about(scene, ObservationKind::unknown, side);
  observation.detail = UnknownDetail{stream.first(std::min(stream.size(), kMaxFirstOctets))};
  teller_.tell(observation, scene);
}

// Of a server's stream only TLS and DNS hold names; an answer to a request says who answers.
Reading StreamReader::probe_server(Scene& scene, Side side, Bytes stream) {
  if (const auto answer = http_.read_answer(scene, stream)) return *answer;
  if (is_dns_port(scene.sight)) {
    if (const auto dns = probe_dns(scene, side, stream)) return *dns;
  }
  if (const auto tls = tls_.read(scene, side, stream)) return *tls;
  if (const auto dns = probe_dns(scene, side, stream)) return *dns;
  return Reading::go_on(Stage::opaque, stream.size());
}

std::optional<Reading> StreamReader::probe_preamble(Bytes stream) {
  const dissect::Preamble preamble = dissect::read_preamble(stream);
  switch (preamble.answer) {
    case Answer::certain:
      return Reading::go_on(Stage::fresh, preamble.octets);
    case Answer::unsure:
      return Reading::wait(Stage::fresh, stream.size() + 1);
    default:
      return std::nullopt;
  }
}

std::optional<Reading> StreamReader::probe_dns(Scene& scene, Side side, Bytes stream) {
  switch (dissect::looks_like_dns_stream(stream)) {
    case Answer::certain:
      return Reading::go_on(Stage::dns, 0);
    case Answer::unsure:
      return Reading::wait(Stage::fresh, stream.size() + 1);
    default:
      break;
  }
  // On DNS's own port a message need not be flawless. What was picked up in its middle must be: any
  // octets of a message may look like another.
  if (!is_dns_port(scene.sight) || !scene.flow.has(Flow::kAnchored, side)) return std::nullopt;
  Bytes rest = stream;
  Bytes message;
  if (dissect::next_dns_message(rest, message) != Answer::certain) return std::nullopt;
  if (dns_.read(scene, message) == Answer::not_mine) return std::nullopt;
  return Reading::go_on(Stage::dns, stream.size() - rest.size());
}

Reading StreamReader::read_dns(Scene& scene, Bytes stream) {
  Bytes rest = stream;
  Bytes message;
  switch (dissect::next_dns_message(rest, message)) {
    case Answer::certain:
      dns_.read(scene, message);
      return Reading::go_on(Stage::dns, stream.size() - rest.size());
    case Answer::unsure: {
      // The length stands in the first two octets (RFC 1035 section 4.2.2).
      const std::size_t length = stream.size() < 2 ? 0 : std::size_t{stream[0]} << 8 | stream[1];
      return Reading::wait(Stage::dns, 2 + length);
    }
    default:
      counters_.add(Counter::dns_malformed);
      return Reading::go_on(Stage::opaque, stream.size());
  }
}

}  // namespace cutoffd::track
