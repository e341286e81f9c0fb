# A privacy VPN names an update server to its own server, whose address the device was answered for the
# VPN's name a moment before. Told once, as a possible decoy; it is no contact and opens nothing.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks node7.vpn.example.org of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
expect alert decoy device desk service update server.ip 198.51.100.7 message~ "possibly a decoy"
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 20s
expect no alert
expect device desk service update evidence asked
