# The resolver blocks the name; the device asks the vendor's documented public resolvers for it, in their order: told once as evasion.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers nxdomain
passes 2s
desk asks s07.upd.kaspersky.com of 8.8.8.8
8.8.8.8 answers 198.51.100.7
passes 11s
expect alert opened device desk service update evidence resolved
expect alert evasion device desk service update evidence asked severity warning name s07.upd.kaspersky.com server.ip 8.8.8.8 message~ "10.20.30.1 blocked it (nxdomain)"
passes 1h
desk asks s08.upd.kaspersky.com of resolver
resolver answers sinkhole
desk asks s08.upd.kaspersky.com of 8.8.8.8
desk asks s08.upd.kaspersky.com of 1.1.1.1
passes 1min
expect no alert evasion
ignore continuing
