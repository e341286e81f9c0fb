# EDE 15 with a block page's address; the device then connects there without a name: not contact.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device box 10.20.30.5 02:5a:17:00:00:05
device fw 10.20.30.53 02:5a:17:00:00:53
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks s07.upd.kaspersky.com of resolver
resolver answers 203.0.113.99 ede 15
desk opens tcp to 203.0.113.99:443
desk sends 2KiB
server sends 40KiB
passes 11s
expect alert opened device desk blocked filtered evidence asked
