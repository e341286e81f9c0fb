# First somebody behind the NAT calls, later the NAT machine itself (fresh TTL): the later telling names the machine itself.
at 2024-10-02T08:00:00Z
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 64
device inner 10.20.30.9 02:5a:17:00:00:09 ttl 63
nat arps
inner opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends hello
passes 11s
expect alert opened device.mac 02:5a:17:00:00:09 behind 10.20.30.9
passes 1h
nat opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert escalated device.mac 02:5a:17:00:00:09 behind none evidence transferred
