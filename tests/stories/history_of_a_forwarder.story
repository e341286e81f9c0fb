# history: all; a home router is not known as a forwarder: no watched name was asked of it. Relays of unwatched names.
at 2026-05-01T08:00:00Z
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2026-05-01"
  entries:
    - {exact: other.acme.example, service: update, confidence: documented}
file determinations/acme-order.yaml:
  title: Acme may not update any more
  authority: The IT department
  vendor: acme
  activities:
    - {id: u, title: U, from: "2026-01-01T00:00:00Z", services: [update]}
config:
  determinations: [acme-order]
  history: all
device desk 10.20.30.40 02:5a:17:00:00:17
device fw 10.20.30.1 02:5a:17:00:00:01
desk asks fw1.acme.example of fw
fw asks fw1.acme.example of 9.9.9.9
9.9.9.9 answers 198.51.100.7
fw answers 198.51.100.7
passes 1min
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2026-05-02"
  entries:
    - {exact: other.acme.example, service: update, confidence: documented}
    - {exact: fw1.acme.example, service: update, confidence: documented}
reload:
  determinations: [acme-order]
  history: all
passes 1min
expect 1 alerts opened device desk retroactive true
expect no alert
