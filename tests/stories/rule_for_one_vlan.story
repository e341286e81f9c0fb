# Two rules, each for a VLAN of its own: each contact falls under its own rule, and under no other.
at 2024-10-02T08:00:00Z
config:
  rules:
    - {name: offices, determination: us-icts-2021-002, scope: {vlans: [30]}}
    - {name: machines, determination: us-icts-2021-002, scope: {vlans: [40]}}
device desk 10.20.30.40 02:5a:17:00:00:17 vlan 30
device press 10.20.40.40 02:5a:17:00:00:40 vlan 40
device guest 10.20.50.40 02:5a:17:00:00:50 vlan 50

desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk rule offices
press opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device press rule machines
guest opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect no alert
