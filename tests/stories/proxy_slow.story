# The proxy waits for DNS 6 s and then connects: the client's
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01
device proxy 10.20.30.8 02:5a:17:00:00:08
desk opens proxy to 10.20.30.8 name s07.upd.kaspersky.com as in
proxy asks s07.upd.kaspersky.com of resolver
passes 4s
proxy asks s07.upd.kaspersky.com of resolver
passes 3s
resolver answers 198.51.100.7
proxy opens tls to 198.51.100.7 name s07.upd.kaspersky.com as out
server sends 40KiB on out
proxy sends 40KiB on in
passes 11s
expect alert opened device desk via 10.20.30.8 count 1
expect no alert
expect no device proxy
