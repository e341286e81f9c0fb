# Two VLANs use the same addresses: each contact is its own device's.
at 2024-10-02T08:00:00Z
device a 10.20.30.40 02:5a:17:00:00:17 vlan 10
device b 10.20.30.40 02:5a:17:00:00:18 vlan 20
device r10 10.20.30.1 02:5a:17:00:00:01 vlan 10
a arps
b arps
a asks s07.upd.kaspersky.com of r10
r10 answers 198.51.100.7
a opens tls to 198.51.100.7 name s07.upd.kaspersky.com
b opens tls to 198.51.100.20 name www.example.org
passes 20s
expect alert opened device.mac 02:5a:17:00:00:17 evidence contacted
b arps
a opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 20s
b opens tls to 198.51.100.7:443
b sends 100B
server sends 40KiB
passes 20s
expect no alert
