# A determination is taken into force late: contacts after its cutoff are told, those before it are not.
at 2024-09-28T12:00:00-04:00
config:
  determinations: [ca-gov-mobile-2023]
  rules:
    - name: telemetry-only
      determination: ca-gov-mobile-2023
      services: [telemetry]
device desk 10.20.30.40 02:5a:17:00:00:17
device early 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

early asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
at 2024-10-02T08:00:00-04:00
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
expect no alert
at 2024-10-09T08:00:00-04:00
reload:
  determinations: [us-icts-2021-002]
expect 1 alerts opened device desk service update determination us-icts-2021-002 retroactive true count 1
expect no alert
expect device early service update state before-cutoff before.count 1 after.count 0
