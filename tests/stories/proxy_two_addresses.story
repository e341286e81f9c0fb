# The proxy takes connections at its inner address and connects from its outer one (one MAC, both proved).
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device inner 10.20.30.8 02:5a:17:00:00:08
device outer 192.0.2.8 02:5a:17:00:00:08
inner arps
outer arps
desk opens proxy to 10.20.30.8 name s07.upd.kaspersky.com as in
outer opens tls to 198.51.100.7 name s07.upd.kaspersky.com as out
server sends hello on out
inner sends 40KiB on in
passes 11s
expect alert opened device desk via 10.20.30.8 behind none count 1
expect no alert
