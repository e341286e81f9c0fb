# ECH: the probable name; a later list: still told as probable, not as named.
at 2026-05-01T08:00:00Z
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2026-05-01"
  domains_of_interest: [acme.example]
  entries:
    - {exact: fw1.acme.example, service: update, confidence: inferred}
file determinations/acme-order.yaml:
  title: Acme may not update any more
  authority: The IT department
  vendor: acme
  activities:
    - {id: u, title: U, from: "2026-01-01T00:00:00Z", services: [update]}
config:
  determinations: [acme-order]
device desk 10.20.30.40 02:5a:17:00:00:17
device tab 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01
ignore unclassified
desk asks fw1.acme.example of resolver
resolver answers 198.51.100.8
desk opens tls to 198.51.100.8 name cloudflare-ech.com ech
server sends 40KiB
tab asks fw1.acme.example of resolver
resolver answers 198.51.100.8
tab opens tcp to 198.51.100.8:443
tab sends 300B
server sends 40KiB
passes 1h
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2026-05-02"
  domains_of_interest: [acme.example]
  entries:
    - {exact: fw1.acme.example, service: update, confidence: documented}
reload
passes 1min
expect alert opened device desk message~ probabl
expect alert opened device tab message~ address
