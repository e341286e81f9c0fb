# The watched name was answered to this device, and the hello that names it goes to another address.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 203.0.113.80 ttl 300
passes 20s
expect alert opened device desk evidence resolved
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
expect alert decoy device desk
passes 20s
expect no alert
