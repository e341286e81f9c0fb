# Names in upper case, mixed case (as resolvers do it against forgery) and with a trailing dot are the same names, over
# DNS, TLS, QUIC, HTTP and a proxy.
at 2024-10-02T08:00:00Z
device tls 10.20.30.41 02:5a:17:00:00:41
device quic 10.20.30.42 02:5a:17:00:00:42
device http 10.20.30.43 02:5a:17:00:00:43
device dns 10.20.30.44 02:5a:17:00:00:44
device proxied 10.20.30.45 02:5a:17:00:00:45
device proxy 10.20.30.9 02:5a:17:00:00:09
device resolver 10.20.30.1 02:5a:17:00:00:01

tls opens tls to 198.51.100.7 name S07.UPD.KASPERSKY.COM.
server sends 40KiB
passes 11s
expect alert opened device tls service update name s07.upd.kaspersky.com evidence transferred
quic opens quic to 198.51.100.8 name S07.upd.Kaspersky.COM
server sends 40KiB
passes 11s
expect alert opened device quic service update name s07.upd.kaspersky.com
http opens http to 198.51.100.9 name DNL-03.Geo.kaspersky.com. path /index/u1313g.xml
server sends 40KiB
passes 11s
expect alert opened device http service update name dnl-03.geo.kaspersky.com evidence transferred
dns asks s07.uPD.kASPERSKy.CoM of resolver
passes 11s
expect alert opened device dns service update name s07.upd.kaspersky.com evidence asked
proxied opens proxy to 10.20.30.9 name S07.Upd.Kaspersky.Com.
server sends 40KiB
passes 11s
expect alert opened device proxied service update name s07.upd.kaspersky.com
