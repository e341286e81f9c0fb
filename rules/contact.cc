#include "rules/contact.h"

#include <algorithm>

#include "rules/incident.h"
#include "rules/question.h"

namespace cutoffd::rules {
namespace {

void add_to(ContactSide& side, const Step& step) {
  extend(side.span, step.when, step.fresh);
  if (step.evidence && (!side.evidence || *side.evidence < *step.evidence)) {
    side.evidence = step.evidence;
  }
  step.blocked.apply(side.blocked);
  side.bytes_up += step.bytes_up;
  side.bytes_down += step.bytes_down;
}

void join(ContactSide& into, const ContactSide& from) {
  const bool later =
      into.span.count == 0 || (from.span.count > 0 && from.span.last > into.span.last);
  if (later) into.blocked = from.blocked;
  if (from.evidence && (!into.evidence || *into.evidence < *from.evidence)) {
    into.evidence = from.evidence;
  }
  rules::join(into.span, from.span);
  into.bytes_up += from.bytes_up;
  into.bytes_down += from.bytes_down;
}

}  // namespace

Evidence evidence_of(const Sighting& sighting) {
  switch (sighting.kind) {
    case ObservationKind::dns_query:
    case ObservationKind::mdns:
    case ObservationKind::llmnr:
    case ObservationKind::nbns:
      return Evidence::asked;
    case ObservationKind::dns_answer:
      return sighting.addresses.entries().empty() || sighting.blocked ? Evidence::asked
                                                                      : Evidence::resolved;
    case ObservationKind::tls_sni:
    case ObservationKind::quic_sni:
    case ObservationKind::dtls_sni:
    case ObservationKind::http_host:
    case ObservationKind::proxy_target:
      // A hello that a blocker itself takes (a sinkhole's own address) reached nobody.
      return sighting.blocked ? Evidence::asked : Evidence::contacted;
    case ObservationKind::tls_cert_name:
      return Evidence::answered;
    case ObservationKind::unknown:
      return Evidence::contacted;
  }
  return Evidence::asked;
}

BlockNews BlockNews::of(const Sighting& sighting, bool resolved) {
  if (sighting.kind == ObservationKind::dns_query) return none();
  if (sighting.kind != ObservationKind::dns_answer) {
    return sighting.blocked ? by(*sighting.blocked) : cleared();
  }
  if (resolved) return cleared();
  if (!sighting.blocked) return none();
  // Most names have no address of one family and no HTTPS record: only the lack of an IPv4 address
  // is a sign, and the weakest.
  if (*sighting.blocked == Blocked::nodata && sighting.qtype != DnsType::a) return none();
  return by(*sighting.blocked);
}

void BlockNews::apply(std::optional<Blocked>& state) const {
  if (!told_) return;
  if (how_ == Blocked::nodata && state) return;
  state = how_;
}

void Contact::add(const Step& step, Instant cutoff) {
  add_to(step.when < cutoff ? row.before : row.after, step);
  if (!step.name.empty()) row.name = step.name;
  changed = true;
}

std::shared_ptr<Contact> current(std::shared_ptr<Contact> contact) {
  while (contact->successor) contact = contact->successor;
  return contact;
}

void join(SeenKind& into, const SeenKind& from) {
  if (from.row.span.last > into.row.span.last) {
    into.row.text = from.row.text;
    into.row.server = from.row.server;
  }
  if (!into.row.relay) into.row.relay = from.row.relay;
  if (into.row.told.empty()) into.row.told = from.row.told;
  into.row.weight = std::max(into.row.weight, from.row.weight);
  join(into.row.span, from.row.span);
  into.changed = true;
}

void join(ContactRow& into, const ContactRow& from) {
  const auto last = [](const ContactRow& row) {
    return std::max(row.before.span.count > 0 ? row.before.span.last : kBeginning,
                    row.after.span.count > 0 ? row.after.span.last : kBeginning);
  };
  if (last(from) > last(into)) into.name = from.name;
  join(into.before, from.before);
  join(into.after, from.after);
  into.closed = std::max(into.closed, from.closed);
  into.prohibited = into.prohibited || from.prohibited;
  into.decoy_told = into.decoy_told || from.decoy_told;
}

}  // namespace cutoffd::rules
