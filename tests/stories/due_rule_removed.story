# What settles when its rule is taken away is not told.
at 2024-10-02T08:00:00Z
config:
  rules:
    - {name: office, determination: us-icts-2021-002}
device desk 10.20.30.40 02:5a:17:00:00:17 vlan 30
device resolver 10.20.30.1 02:5a:17:00:00:01 vlan 30
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 3s
reload:
  rules:
    - {name: office, determination: us-icts-2021-002, services: [telemetry]}
passes 1d
expect no alert
