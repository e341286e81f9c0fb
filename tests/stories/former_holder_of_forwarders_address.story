# desk once held the address that a forwarder has now. Its own questions must not be told as "behind" that forwarder, and its evasion is told.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device forwarder 10.20.31.53 02:5a:17:00:00:53
device client 10.20.30.77 02:5a:17:00:00:77
device resolver 10.20.30.1 02:5a:17:00:00:01
desk leases name desk-17
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 11s
expect alert opened device.mac 02:5a:17:00:00:17 behind none
at +2h
desk takes 10.20.30.90 instead
desk leases name desk-17
forwarder takes 10.20.30.40 instead
forwarder arps
client arps
client asks s08.upd.kaspersky.com of 10.20.30.40
forwarder asks s08.upd.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.8
10.20.30.40 answers 198.51.100.8 to client
passes 11s
expect alert opened device.mac 02:5a:17:00:00:77 via 10.20.30.40
desk asks ds.kaspersky.com of resolver
resolver answers nxdomain
passes 2s
desk asks ds.kaspersky.com of 8.8.8.8
8.8.8.8 answers 198.51.100.9
passes 11s
expect alert opened device.mac 02:5a:17:00:00:17 service telemetry behind none
expect alert evasion device.mac 02:5a:17:00:00:17
expect no alert
