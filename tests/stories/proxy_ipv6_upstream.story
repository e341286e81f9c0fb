# desk tells the proxy over IPv4; the proxy goes out over IPv6 (one MAC, both proved).
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device proxy 10.20.30.8 2001:db8:30::8 02:5a:17:00:00:08
proxy arps
proxy arps for 2001:db8:30::8
desk opens proxy to 10.20.30.8 name s07.upd.kaspersky.com as in
proxy opens tls to 2001:db8:77::7 name s07.upd.kaspersky.com as out
server sends hello on out
proxy sends 40KiB on in
passes 11s
expect alert opened device desk via 10.20.30.8 behind none count 1
expect no alert
