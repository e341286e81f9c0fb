# The incident is absent; the past proves more by a new list.
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
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01
ignore unclassified
desk asks fw1.acme.example of resolver
passes 1min
expect alert opened evidence asked count 1
desk opens tls to 198.51.100.8 name fw2.acme.example
server sends 40KiB
repeat 9 every 1d
  other arps
expect device desk service update state absent
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
expect alert escalated device desk evidence transferred
