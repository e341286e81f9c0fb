# The device is borne with for a time: nothing of it is told: no decoy, no unclassified name, no suspicion, no evasion.
at 2024-10-02T08:00:00Z
config:
  exemptions:
    - {device: 10.20.30.40, owner: me, reason: r, until: "2025-10-03T00:00:00-04:00"}
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks vpn.example.net of resolver
resolver answers 198.51.100.9 ttl 3600
desk opens tls to 198.51.100.9 name s07.upd.kaspersky.com
passes 20s
ignore decoy
passes 1h
desk asks strange.kaspersky.com of resolver
passes 20s
expect no alert unclassified
desk asks s09.upd.kaspersky.com of resolver
resolver answers nxdomain
passes 2s
desk asks s09.upd.kaspersky.com of 8.8.8.8
passes 20s
expect no alert evasion
