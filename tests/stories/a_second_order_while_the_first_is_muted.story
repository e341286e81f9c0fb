# A second order is loaded while the first one is muted by an exemption: it is told at its own time, and reminded of by that.
at 2024-10-02T08:00:00Z
config:
  determinations: [us-icts-2021-002]
  exemptions:
    - {rule: us-icts-2021-002, owner: IT, reason: test, until: "2025-01-01T00:00:00Z"}
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 3d
reload:
  determinations: [us-icts-2021-002, us-bod-17-01]
  exemptions:
    - {rule: us-icts-2021-002, owner: IT, reason: test, until: "2025-01-01T00:00:00Z"}
passes 20s
expect alert opened rule us-bod-17-01 retroactive true
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 20h
expect no alert
