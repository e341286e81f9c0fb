# The sensor is killed between the answer and a connection that names nobody. The address still stands for the name.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
passes 100s
expect alert opened device desk service update evidence resolved
killed
desk opens tcp to 198.51.100.7:443
desk sends 2KiB
server sends 40KiB
passes 20s
expect alert escalated device desk service update evidence transferred name s07.upd.kaspersky.com server.ip 198.51.100.7 count 1
