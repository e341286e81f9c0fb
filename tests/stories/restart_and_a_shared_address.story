# The address was answered for a name of somebody else too, before the sensor was killed: it is still a network's for
# many customers, and a connection without a name proves no more than the answer did.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
other asks www.example.org of resolver
resolver answers 198.51.100.7 ttl 300
killed
desk opens tcp to 198.51.100.7:443
desk sends 2KiB
server sends 40KiB
passes 20s
expect alert opened device desk evidence resolved
