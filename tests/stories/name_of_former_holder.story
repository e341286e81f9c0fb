# The lease's former holder is called desk-17. Another card appears at its address, proved by nothing yet: it must not be called desk-17.
at 2024-10-02T08:00:00Z
device old 10.20.30.40 02:5a:17:00:00:17
device new 10.20.31.1 02:5a:17:00:00:18
old leases name desk-17
passes 72h
new takes 10.20.30.40 instead
new opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device.mac 02:5a:17:00:00:18 device.name none
