# The same fingerprint alone is suspicion in the ledger, and so it stays.
at 2024-10-02T08:00:00Z
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-10-01"
  entries:
    - {exact: call.acme.example, service: cloud}
    - {ja4: t13d1510h2_8daaf6152771_560390466015, service: unclassified}
file determinations/acme-order.yaml:
  title: An order about Acme
  authority: An authority
  citation: No. 1
  vendor: acme
  activities:
    - {id: cloud, title: Cloud, from: "2024-09-01T00:00:00Z", services: [cloud]}
config:
  determinations: [acme-order]
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk opens tls to 198.51.100.9 name cdn.example
passes 1min
desk opens tls to 198.51.100.9 name cdn.example
passes 1h
expect no alert
expect device desk service unclassified state suspected after.count 2 marks~ ja4
