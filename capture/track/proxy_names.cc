#include "capture/track/proxy_names.h"

#include "capture/dissect/proxy.h"

namespace cutoffd::track {

using dissect::Answer;

std::optional<Reading> ProxyNames::read_socks(Scene& scene, Side side, Bytes stream) {
  dissect::SocksRequest request;
  switch (dissect::read_socks(stream, request)) {
    case Answer::not_mine:
    case Answer::fault:
      return std::nullopt;
    case Answer::unsure:
      return Reading::wait(Stage::fresh, stream.size() + 1);
    case Answer::certain:
      break;
  }
  scene.flow.set_client(side);
  if (request.address) {
    const IpText address = text(*request.address);
    tell(scene, side, {address.view(), NameForm::address});
  } else {
    tell_host(scene, side, request.host);
  }
  return Reading::go_on(Stage::fresh, request.octets);
}

std::optional<Reading> ProxyNames::read_header(Scene& scene, Side side, Bytes stream) {
  dissect::ProxyHeader header;
  switch (dissect::read_proxy_header(stream, header)) {
    case Answer::not_mine:
    case Answer::fault:
      return std::nullopt;
    case Answer::unsure:
      return Reading::wait(Stage::fresh, stream.size() + 1);
    case Answer::certain:
      break;
  }
  scene.flow.set_client(side);
  tell_host(scene, side, header.authority);
  return Reading::go_on(Stage::fresh, header.octets);
}

void ProxyNames::tell_host(Scene& scene, Side client, std::string_view host) {
  if (host.empty()) return;
  NameText storage;
  if (const auto name = observe_host(as_bytes(host), storage)) {
    tell(scene, client, *name);
  } else {
    counters_.add(Counter::name_too_long);
  }
}

void ProxyNames::tell(Scene& scene, Side client, const ObservedName& name) {
  Observation observation = teller_.about(scene, ObservationKind::proxy_target, client);
  observation.name = name;
  teller_.tell(observation, scene);
}

}  // namespace cutoffd::track
