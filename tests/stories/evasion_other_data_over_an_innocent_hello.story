# The other way round: a device asks an innocent server, and somebody puts a hello with the vendor's name over it that never
# arrives. Where the device was answered another name for that address it is a possible decoy, and no contact.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 203.0.113.80 ttl 300
passes 20s
expect alert opened device desk evidence resolved
desk opens tls to 198.51.100.7 name www.example.org
desk decoys s07.upd.kaspersky.com
server sends 40KiB
expect alert decoy device desk
passes 20s
expect no alert
