# The sensor is killed amid a transfer from an address that is also answered for another name. The rest is counted.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk asks www.example.org of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 1KiB
passes 20s
expect alert opened device desk evidence answered count 1
killed
server sends 40KiB
desk sends 1KiB
server sends 40KiB
passes 20s
expect alert escalated device desk evidence transferred count 1
