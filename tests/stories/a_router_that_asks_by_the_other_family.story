# A router passes connections on by IPv4, and asks by IPv6. One MAC holds both addresses: who asks may stand behind it.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

device inside 10.20.30.9 02:5a:17:00:00:09 ttl 63
device six 2001:db8:aa::9 02:5a:17:00:00:09 ttl 64
device res6 2001:db8:aa::1 02:5a:17:00:00:01
inside arps
six arps
inside opens tls to 198.51.100.20 name www.example.org
passes 1min
six asks s07.upd.kaspersky.com of res6
res6 answers nxdomain
passes 11s
expect alert opened behind 2001:db8:aa::9 evidence asked
