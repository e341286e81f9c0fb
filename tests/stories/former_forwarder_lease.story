# An address was a forwarder's, and is leased to a workstation: what that asks is its own, nobody is behind it.
at 2024-10-02T08:00:00Z
device forwarder 10.20.30.53 02:5a:17:00:00:53
device client 10.20.30.77 02:5a:17:00:00:77
device new 10.20.31.5 02:5a:17:00:00:99
forwarder leases name fw
client leases name client-77
client asks s08.upd.kaspersky.com of 10.20.30.53
forwarder asks s08.upd.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.8
10.20.30.53 answers 198.51.100.8 to client
passes 11s
expect alert opened device.mac 02:5a:17:00:00:77 via 10.20.30.53
at +48h
forwarder takes 10.20.30.54 instead
forwarder leases name fw
new takes 10.20.30.53 instead
new leases name desk-99
new asks s07.upd.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.7
passes 11s
expect alert opened device.mac 02:5a:17:00:00:99 behind none
expect no alert
