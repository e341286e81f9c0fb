# An entry becomes certain; the contact was a NAT's for somebody hidden.
at 2024-10-02T08:00:00Z
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
  networks: {nats: [10.20.30.9]}
device nat 10.20.30.9 02:5a:17:00:00:09
nat arps
nat opens tls to 198.51.100.8 name fw1.acme.example
server sends 20KiB
passes 11s
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-10-02"
  entries:
    - {exact: fw1.acme.example, service: update, confidence: documented}
reload
expect 1 alerts opened device nat retroactive true behind 10.20.30.9
