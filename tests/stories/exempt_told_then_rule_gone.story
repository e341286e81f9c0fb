# Told, then exempt, then contact, then the rule goes.
at 2024-10-02T08:00:00Z
config:
  rules:
    - {name: us, determination: us-icts-2021-002}
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 1h
expect alert opened
reload:
  rules:
    - {name: us, determination: us-icts-2021-002}
  exemptions:
    - {service: update, owner: IT, reason: tests, until: "2025-10-05T00:00:00Z"}
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 1h
reload:
  rules:
    - {name: us, determination: us-icts-2021-002, services: [telemetry]}
  exemptions:
    - {service: update, owner: IT, reason: tests, until: "2025-10-05T00:00:00Z"}
passes 1d
expect no alert
