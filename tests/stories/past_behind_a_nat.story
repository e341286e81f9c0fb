# A hidden client behind a configured NAT; its name is listed later: the alert says that it is behind.
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
  networks: {nats: [10.20.30.9], proxies: [10.20.30.10]}
device nat 10.20.30.9 02:5a:17:00:00:09
device proxy 10.20.30.10 02:5a:17:00:00:10
device passer 10.20.30.11 02:5a:17:00:00:11 ttl 63
ignore unclassified
nat arps
proxy arps
passer arps
nat opens tls to 198.51.100.8 name fw2.acme.example
server sends 40KiB
proxy opens tls to 198.51.100.8 name fw2.acme.example
server sends 40KiB
passer opens tls to 198.51.100.8 name fw2.acme.example
server sends 40KiB
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
expect alert opened device nat behind 10.20.30.9
expect alert opened device proxy behind 10.20.30.10
expect alert opened device passer behind 10.20.30.11
