# Quiet told; then an inferred name of the service only: not returned; a new list makes it certain: returned.
at 2024-10-02T08:00:00Z
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-05-01"
  entries:
    - {exact: fw1.acme.example, service: update, confidence: inferred}
    - {exact: fw2.acme.example, service: update, confidence: documented}
file determinations/acme-order.yaml:
  title: Acme may not update any more
  authority: The IT department
  vendor: acme
  activities:
    - {id: u, title: U, from: "2024-01-01T00:00:00Z", services: [update]}
config:
  determinations: [acme-order]
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks fw2.acme.example of resolver
passes 1min
expect alert opened
repeat 8 every 1d
  desk arps
passes 1h
expect alert quiet
desk opens tls to 198.51.100.8 name fw1.acme.example
server sends 40KiB
passes 1h
expect no alert
expect device desk service update state quiet
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-10-02"
  entries:
    - {exact: fw1.acme.example, service: update, confidence: documented}
    - {exact: fw2.acme.example, service: update, confidence: documented}
reload
passes 1min
expect alert returned device desk evidence transferred
