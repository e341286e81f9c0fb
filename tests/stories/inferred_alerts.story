# An inferred entry opens an incident where the operator's rule says so.
at 2024-10-02T08:00:00Z
file watchlists/acme.yaml:
  vendor: acme
  title: Acme
  date: "2024-10-01"
  entries:
    - {exact: guess.acme.example, service: cloud, confidence: inferred}
file determinations/acme-order.yaml:
  title: An order about Acme
  authority: An authority
  citation: No. 1
  vendor: acme
  activities:
    - {id: cloud, title: Cloud, from: "2024-09-01T00:00:00Z", services: [cloud]}
config:
  determinations: [acme-order]
  rules:
    - name: acme
      determination: acme-order
      inferred: alert
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks guess.acme.example of resolver
resolver answers 198.51.100.7
passes 11s
expect alert opened device desk service cloud evidence resolved
expect device desk service cloud state calling
