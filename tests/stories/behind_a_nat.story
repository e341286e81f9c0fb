# Packets leave the router's own card and yet had been on their way before (TTL 63): somebody behind it called, who is not visible from here.
at 2024-10-02T08:00:00Z
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 63

nat arps
nat opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends hello
passes 11s
expect alert opened device nat behind 10.20.30.9 message~ "the client is not visible from here"
