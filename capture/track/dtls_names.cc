#include "capture/track/dtls_names.h"

#include "capture/track/reading.h"

namespace cutoffd::track {
namespace {

using dissect::Answer;
using dissect::HandshakeType;

bool is_hello(HandshakeType type) {
  return type == HandshakeType::client_hello || type == HandshakeType::server_hello ||
         type == HandshakeType::hello_verify_request;
}

}  // namespace

bool DtlsNames::begins_flow(Bytes datagram) {
  dissect::DtlsFragment fragment;
  return dissect::DtlsReader(datagram).next(fragment) == Answer::certain && is_hello(fragment.type);
}

void DtlsNames::read(Scene& scene) {
  dissect::DtlsReader reader(scene.sight.frame.payload);
  dissect::DtlsFragment fragment;
  while (true) {
    switch (reader.next(fragment)) {
      case Answer::certain:
        on_fragment(scene, fragment);
        break;
      case Answer::fault:
        counters_.add(Counter::tls_malformed);
        return;
      default:
        return;
    }
  }
}

void DtlsNames::on_fragment(Scene& scene, const dissect::DtlsFragment& fragment) {
  if (fragment.type != HandshakeType::client_hello) {
    if (!is_hello(fragment.type)) return;
    scene.flow.set_client(other(scene.sender));
    count_encrypted(scene.flow, counters_);
    return;
  }
  scene.flow.set_client(scene.sender);
  auto& state = std::get<DtlsState>(scene.flow.state);
  if (fragment.bytes.size() == fragment.total) {
    tell(scene, fragment.bytes);
    release(state);  // pieces of an earlier sending
    return;
  }
  if (fragment.bytes.empty() || (state.told && state.message == fragment.message_seq)) return;
  if (state.head != kNoSlot && state.message != fragment.message_seq) {
    abandon(state, GivenUp::gap);
  }
  if (state.head == kNoSlot) state.head = assembler_.open(scene.slot, scene.sight.now);
  state.message = fragment.message_seq;
  state.told = false;
  const Assembler::Added added = assembler_.add(state.head, fragment.offset, fragment.bytes);
  if (added.conflict) counters_.add(Counter::segment_conflicts);
  if (!added.kept || assembler_.run_from(state.head, 0) < fragment.total) return;
  tell(scene, assembler_.read(state.head, 0, fragment.total));
  state.told = true;
  release(state);
}

void DtlsNames::tell(Scene& scene, Bytes body) {
  dissect::ClientHello hello;
  if (dissect::parse_client_hello(body, hello, dissect::HelloForm::dtls) != Answer::certain) {
    counters_.add(Counter::tls_malformed);
    return;
  }
  auto& state = std::get<DtlsState>(scene.flow.state);
  const auto name = hello.server_name();
  const bool named = name && hello.name_state == dissect::ServerName::read;
  // 0 is for nothing told yet.
  const std::uint64_t hash = named ? KeyedHash(key_).add(as_bytes(name->text)).finish() | 2U : 1U;
  if (static_cast<std::uint32_t>(hash) == state.name_hash) return;
  state.name_hash = static_cast<std::uint32_t>(hash);
  hellos_.tell(scene, scene.sender, hello, dissect::HelloCarrier::dtls);
}

void DtlsNames::release(DtlsState& state) {
  if (state.head != kNoSlot) assembler_.close(state.head);
  state.head = kNoSlot;
}

void DtlsNames::abandon(DtlsState& state, GivenUp reason) {
  if (state.head != kNoSlot) counters_.add(given_up_counter(reason, true));
  release(state);
}

void DtlsNames::on_head_given_up(DtlsState& state, GivenUp reason) {
  state.head = kNoSlot;
  counters_.add(given_up_counter(reason, true));
}

}  // namespace cutoffd::track
