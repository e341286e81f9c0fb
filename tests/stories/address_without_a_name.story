# A device asks for an update server and opens a connection to the address that it was given. What it
# speaks there names nobody. The address stands for the name, and the alert says so.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
passes 100s
expect alert opened device desk service update evidence resolved
desk opens tcp to 198.51.100.7:443
desk sends 2KiB
server sends 40KiB
passes 20s
expect alert escalated device desk service update evidence transferred name s07.upd.kaspersky.com server.ip 198.51.100.7 count 1 message~ "an address that was answered for s07.upd.kaspersky.com"
