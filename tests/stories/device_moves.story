# The device comes to another network and has other addresses: it is the same device, and its incident is the same incident.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
ignore continuing

desk leases name desk-17
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk
at +2h
desk takes 10.20.77.9 instead
desk leases name desk-17 of 10.20.77.1
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect no alert opened
expect device desk device.ip [10.20.30.40,10.20.77.9] after.count 2
