# The path (whatever its query) corroborates an incident that is open: counted and dated, and told no further.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers nxdomain
passes 11s
expect alert opened device desk service update evidence asked count 1
passes 1h
desk opens http to 198.51.100.80 name mirror.reseller.example path /index/u1313g.xml?x=1
passes 1min
expect no alert
expect device desk service update state calling evidence asked after.count 2 marks~ u1313g.xml
