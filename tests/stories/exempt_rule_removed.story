# An exempt contact; then the determination is taken out of the configuration: nothing prohibits it, nothing may be told.
at 2024-10-02T08:00:00Z
config:
  determinations: [us-icts-2021-002, ca-gov-mobile-2023]
  rules:
    - {name: us, determination: us-icts-2021-002, services: [telemetry]}
    - {name: ca, determination: ca-gov-mobile-2023, services: [update]}
  exemptions:
    - {service: update, owner: IT, reason: tests, until: "2025-10-05T00:00:00Z"}
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 1h
expect no alert
reload:
  determinations: [us-icts-2021-002]
  rules:
    - {name: us, determination: us-icts-2021-002, services: [telemetry]}
  exemptions:
    - {service: update, owner: IT, reason: tests, until: "2025-10-05T00:00:00Z"}
passes 1d
expect no alert
