# A client seen behind a forwarder; listed later: via is told.
at 2026-05-01T08:00:00Z
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2026-05-01"
  domains_of_interest: [acme.example]
  entries:
    - {exact: fw1.acme.example, service: update, confidence: documented}
file determinations/acme-order.yaml:
  title: Acme may not update any more
  authority: The IT department
  vendor: acme
  activities:
    - {id: u, title: U, from: "2026-01-01T00:00:00Z", services: [update]}
config:
  determinations: [acme-order]
  networks: {forwarders: [10.20.30.1]}
device desk 10.20.30.40 02:5a:17:00:00:17
device fw 10.20.30.1 02:5a:17:00:00:01
ignore unclassified
desk asks fw2.acme.example of fw
fw asks fw2.acme.example of 9.9.9.9
9.9.9.9 answers 198.51.100.8
fw answers 198.51.100.8
passes 1h
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2026-05-02"
  domains_of_interest: [acme.example]
  entries:
    - {exact: fw1.acme.example, service: update, confidence: documented}
    - {exact: fw2.acme.example, service: update, confidence: documented}
reload
passes 1min
expect alert opened device desk via 10.20.30.1
expect no device fw
