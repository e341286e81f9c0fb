# A router passes a connection on before its MAC is proved, and another after: its questions may be others' from then on.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

device inside 10.20.30.9 02:5a:17:00:00:09 ttl 63
device itself 10.20.30.9 02:5a:17:00:00:09 ttl 64
inside opens tls to 198.51.100.20 name www.example.org
passes 2s
inside arps
passes 1s
inside opens tls to 198.51.100.21 name www.example.net
passes 1min
itself asks s07.upd.kaspersky.com of resolver
resolver answers nxdomain
passes 11s
expect alert opened behind 10.20.30.9 evidence asked
