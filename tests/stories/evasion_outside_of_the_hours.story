# Evasion outside of the rule's hours, and below the minimum: nothing told.
at 2024-10-02T20:00:00-04:00
config:
  rules:
    - name: day
      determination: us-icts-2021-002
      windows: [{from: "08:00", to: "18:00", zone: America/New_York}]
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks s07.upd.kaspersky.com of resolver
resolver answers nxdomain
passes 2s
desk asks s07.upd.kaspersky.com of 8.8.8.8
passes 20s
expect no alert
at 2024-10-03T09:00:00-04:00
desk asks s07.upd.kaspersky.com of resolver
passes 20s
expect alert opened
expect no alert
