#include "capture/track/udp.h"

#include <algorithm>

namespace cutoffd::track {
namespace {

using dissect::Answer;

// Clients speak from 68 and 546 (RFC 2131 section 4.1, RFC 8415 section 7.2), always to these or
// from them.
constexpr Port kDhcpServer{67};
constexpr Port kDhcp6Server{547};

bool on_port(const Sight& sight, Port port) {
  return sight.source_port() == port || sight.destination_port() == port;
}

}  // namespace

bool UdpDatagrams::on_message(const Sight& sight) {
  if (sight.frame.payload.empty()) return true;
  if (on_port(sight, kNetbiosPort)) {
    // Of a broken message nothing is guessed: as DNS it would name encoded names.
    identity_.on_netbios(sight);
    return true;
  }
  if (on_port(sight, kDhcpServer) && identity_.on_dhcp4(sight)) return true;
  if (on_port(sight, kDhcp6Server) && identity_.on_dhcp6(sight)) return true;
  const bool dns =
      on_port(sight, kDnsPort) || on_port(sight, kMulticastDnsPort) || on_port(sight, kLlmnrPort);
  return dns && dns_.read(sight, sight.frame.payload) != Answer::not_mine;
}

UdpDatagrams::Begun UdpDatagrams::on_stray(const Sight& sight, std::uint64_t tag) {
  const Bytes payload = sight.frame.payload;
  if (QuicNames::begins_flow(payload)) return QuicState{};
  if (DtlsNames::begins_flow(payload)) return DtlsState{};
  if (dissect::looks_like_dns(payload)) {
    dns_.read(sight, payload);
  } else if (tell_unknown(sight, tag)) {
    return UdpState{};
  }
  return std::nullopt;
}

bool UdpDatagrams::tell_unknown(const Sight& sight, std::uint64_t tag) {
  std::uint32_t& begun = begun_[tag >> 32 & (begun_.size() - 1)];
  const auto check = static_cast<std::uint32_t>(tag) | 1U;
  if (begun == check) return false;
  begun = check;
  const Bytes payload = sight.frame.payload;
  Observation observation = Teller::about(sight, ObservationKind::unknown, true);
  observation.detail = UnknownDetail{payload.first(std::min(payload.size(), kMaxFirstOctets))};
  teller_.tell(observation);
  return true;
}

void UdpDatagrams::on_flow_datagram(Scene& scene) {
  Flow& flow = scene.flow;
  const Instant now = scene.sight.now;
  const auto octets =
      std::uint64_t{scene.sight.frame.payload.size()} + scene.sight.frame.payload_cut;
  progress_.moved(flow, flow.is_client(scene.sender), octets, now);
  flow.set(Flow::kSaw, scene.sender);
  flow.set(Flow::kPayload, scene.sender);
  begin_anew(scene);
  if (std::holds_alternative<QuicState>(flow.state)) {
    quic_.read(scene);
  } else if (std::holds_alternative<DtlsState>(flow.state)) {
    dtls_.read(scene);
  }
  if (flow.is_server(scene.sender)) progress_.answered(flow, now);
}

void UdpDatagrams::begin_anew(Scene& scene) {
  Flow& flow = scene.flow;
  if (flow.is_server(scene.sender)) return;
  const auto* quic = std::get_if<QuicState>(&flow.state);
  if (quic != nullptr && quic->have_keys) return;
  const Bytes payload = scene.sight.frame.payload;
  if (quic == nullptr && QuicNames::begins_flow(payload)) {
    release(flow, GivenUp::gap);
    flow.state = QuicState{};
  } else if (!std::holds_alternative<DtlsState>(flow.state) && DtlsNames::begins_flow(payload)) {
    release(flow, GivenUp::gap);
    flow.state = DtlsState{};
  }
}

void UdpDatagrams::release(Flow& flow, GivenUp reason) {
  if (auto* quic = std::get_if<QuicState>(&flow.state)) quic_.abandon(*quic, reason);
  if (auto* dtls = std::get_if<DtlsState>(&flow.state)) dtls_.abandon(*dtls, reason);
}

void UdpDatagrams::on_head_given_up(Flow& flow, GivenUp reason) {
  if (auto* quic = std::get_if<QuicState>(&flow.state)) quic_.on_head_given_up(*quic, reason);
  if (auto* dtls = std::get_if<DtlsState>(&flow.state)) dtls_.on_head_given_up(*dtls, reason);
}

}  // namespace cutoffd::track
