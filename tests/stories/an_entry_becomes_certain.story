# An entry was only inferred, so nobody was accused; once it is documented, who spoke to it is told at the reload, once.
at 2024-10-02T08:00:00Z
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-05-01"
  entries:
    - exact: fw1.acme.example
      service: update
      confidence: inferred
    - exact: fw2.acme.example
      service: update
      confidence: documented
file determinations/acme-order.yaml:
  title: Acme may not update any more
  authority: The IT department
  vendor: acme
  activities:
    - id: updates
      title: Updates
      from: "2024-01-01T00:00:00Z"
      services: [update]
config:
  determinations: [acme-order]
device desk 10.20.30.40 02:5a:17:00:00:17
device tablet 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks fw1.acme.example of resolver
resolver answers 198.51.100.7
desk opens tls to 198.51.100.7 name fw1.acme.example
server sends 20KiB
tablet asks fw2.acme.example of resolver
resolver answers 198.51.100.8
passes 11s
expect 1 alerts opened device tablet
at 2024-10-02T12:00:00Z
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-10-02"
  entries:
    - exact: fw1.acme.example
      service: update
      confidence: documented
    - exact: fw2.acme.example
      service: update
      confidence: documented
reload
expect 1 alerts opened device desk service update retroactive true evidence transferred count 1
expect device desk service update after.count 1
reload
restart
passes 1min
expect no alert opened
