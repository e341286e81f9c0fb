# A request by way of a proxy (absolute URI): the mark in it is the client's, never the proxy's.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01
device proxy 10.20.30.8 02:5a:17:00:00:08
desk opens http to 10.20.30.8:3128 name p07.upd.kaspersky.com path http://p07.upd.kaspersky.com/index/u1313g.xml as in
proxy asks p07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
proxy opens http to 198.51.100.7 name p07.upd.kaspersky.com path /index/u1313g.xml as out
server sends 40KiB on out
proxy sends 40KiB on in
passes 11s
expect alert opened device desk via 10.20.30.8 count 1
expect no alert
expect no device proxy
