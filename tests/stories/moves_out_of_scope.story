# A device moves out of the rule's VLAN and calls on every day: it must not be called quiet.
at 2024-10-02T08:00:00Z
config:
  rules:
    - {name: office, determination: us-icts-2021-002, scope: {vlans: [30]}}
device desk 10.20.30.40 02:5a:17:00:00:17 vlan 30
device desk40 10.20.40.40 02:5a:17:00:00:17 vlan 40
device resolver 10.20.30.1 02:5a:17:00:00:01 vlan 30
device resolver40 10.20.40.1 02:5a:17:00:00:02 vlan 40
desk arps
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 11s
expect alert opened
desk40 arps
repeat 2700 every 4min
  desk40 asks s07.upd.kaspersky.com of resolver40
  resolver40 answers 198.51.100.7
expect no alert
