# An incident of November; a name asked since October is listed later: the incident's first and count take it.
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
  rules:
    - {name: r, determination: acme-order, reminders: [30d]}
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
ignore unclassified
desk asks fw2.acme.example of resolver
passes 1h
desk asks fw2.acme.example of resolver
passes 1h
desk asks fw2.acme.example of resolver
passes 12h
desk asks fw1.acme.example of resolver
passes 1min
expect alert opened evidence asked count 1
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
desk opens tls to 198.51.100.7 name fw1.acme.example
passes 1min
expect alert escalated evidence contacted first 2026-05-01T08:00:00Z
