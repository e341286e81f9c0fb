# An inferred name corroborated an incident with a transfer; when it becomes certain: escalated, not counted twice.
at 2024-10-02T08:00:00-04:00
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-05-01"
  entries:
    - {exact: fw1.acme.example, service: update, confidence: inferred}
    - {exact: fw2.acme.example, service: update, confidence: observed}
file determinations/acme-order.yaml:
  title: Acme may not update any more
  authority: The IT department
  vendor: acme
  activities:
    - {id: u, title: U, from: "2024-01-01T00:00:00Z", services: [update]}
config:
  determinations: [acme-order]
  rules:
    - {name: r, determination: acme-order, windows: [{from: "08:00", to: "18:00", zone: America/New_York}]}
device day 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01
day asks fw2.acme.example of resolver
passes 11s
expect alert opened device day count 1
day opens tls to 198.51.100.8 name fw1.acme.example
server sends 40KiB
passes 1h
at 2024-10-02T20:00:00-04:00
day asks fw2.acme.example of resolver
passes 1h
day asks fw2.acme.example of resolver
passes 1h
day asks fw2.acme.example of resolver
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-05-02"
  entries:
    - {exact: fw1.acme.example, service: update, confidence: observed}
    - {exact: fw2.acme.example, service: update, confidence: observed}
reload
expect alert escalated device day evidence transferred count 2
