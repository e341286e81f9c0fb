# The device asks by IPv4, is given an IPv6 address, and connects from its own IPv6 address. It is one
# device: its MAC is proved for both.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 2001:db8:30::40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk arps

desk asks s07.upd.kaspersky.com of resolver type AAAA
resolver answers 2001:db8:77::7 ttl 300
desk opens tcp to [2001:db8:77::7]:443
desk sends 2KiB
server sends 40KiB
passes 20s
expect alert opened device desk evidence transferred
