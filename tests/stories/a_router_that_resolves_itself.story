# A home router with a resolver of its own, seen from outside and named in no configuration: what it passes on bears a
# TTL of 63, what it asks itself one of 64. Who stands behind it is not visible, and it is not told as the caller.
at 2024-10-02T08:00:00Z
device inside 10.20.30.9 02:5a:17:00:00:09 ttl 63
device itself 10.20.30.9 02:5a:17:00:00:09 ttl 64
device resolver 10.20.30.1 02:5a:17:00:00:01
inside arps
inside opens tls to 198.51.100.20 name www.example.org
passes 1min
itself asks s07.upd.kaspersky.com of resolver
resolver answers nxdomain
passes 11s
expect alert opened behind 10.20.30.9 evidence asked
itself asks s08.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
inside opens tls to 198.51.100.7 name s08.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert escalated behind 10.20.30.9 evidence transferred
# What begins its way there is its own.
itself opens tls to 198.51.100.7 name s08.upd.kaspersky.com
passes 11s
expect no alert
expect device itself service update state calling
