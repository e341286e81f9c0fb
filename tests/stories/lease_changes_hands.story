# The lease of an address goes to another machine: the former holder keeps its incident, the new one has none until it calls itself.
at 2024-10-02T08:00:00Z
device old 10.20.30.40 02:5a:17:00:00:17
device new 10.20.31.1 02:5a:17:00:00:18

old leases name desk-17
old opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device old device.name desk-17
at +2h
new takes 10.20.30.40 instead
new leases name desk-18
new opens tls to 203.0.113.5 name www.example.org
passes 11s
expect no alert
expect device old device.mac 02:5a:17:00:00:17 device.name desk-17 after.count 1
new opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device.mac 02:5a:17:00:00:18 device.name desk-18 count 1
expect device old device.mac 02:5a:17:00:00:17 after.count 1
