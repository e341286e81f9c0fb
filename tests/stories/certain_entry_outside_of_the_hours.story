# An entry becomes certain; the rule has hours; the device spoke at night only.
at 2024-10-02T03:00:00-04:00
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-05-01"
  entries:
    - {exact: fw1.acme.example, service: update, confidence: inferred}
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
device night 10.20.30.40 02:5a:17:00:00:17
device day 10.20.30.41 02:5a:17:00:00:18
night opens tls to 198.51.100.8 name fw1.acme.example
server sends 40KiB
at 2024-10-02T09:00:00-04:00
day opens tls to 198.51.100.8 name fw1.acme.example
server sends 40KiB
passes 1h
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-05-02"
  entries:
    - {exact: fw1.acme.example, service: update, confidence: observed}
reload
expect 1 alerts opened device day evidence transferred count 1
passes 1min
expect no alert
at 2024-10-03T09:00:00-04:00
night opens tls to 198.51.100.8 name fw1.acme.example
passes 1min
expect alert opened device night evidence contacted count 1
