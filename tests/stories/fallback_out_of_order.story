# A public resolver that is not the first of the vendor's order, or is not in it: somebody's own second resolver.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device lamp 10.20.30.41 02:5a:17:00:00:41
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers nxdomain
desk asks s07.upd.kaspersky.com of 9.9.9.9
lamp asks s07.upd.kaspersky.com of resolver
resolver answers refused
lamp asks s07.upd.kaspersky.com of 8.8.4.4
passes 11s
expect alert opened device desk
expect alert opened device lamp
passes 1h
expect no alert
