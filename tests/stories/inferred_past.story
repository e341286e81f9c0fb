# A rule that lets inferred entries alert is loaded later: the past is judged.
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
  watchlists: [acme, kaspersky]
  determinations: [us-icts-2021-002]
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks fw1.acme.example of resolver
resolver answers 198.51.100.7
passes 11s
expect no alert
reload:
  watchlists: [acme, kaspersky]
  determinations: [acme-order, us-icts-2021-002]
  rules:
    - name: loud
      determination: acme-order
      inferred: alert
expect alert opened device desk service update retroactive true
