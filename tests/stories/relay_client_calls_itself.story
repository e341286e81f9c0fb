# A managed client that also calls the vendor by itself has its own incident, which bears the relay.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device box 10.20.30.5 02:5a:17:00:00:05
device resolver 10.20.30.1 02:5a:17:00:00:01

box asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device box service update
desk opens tcp to 10.20.30.5:13000
desk sends 100B
expect alert suspected device desk relay 10.20.30.5
desk asks s08.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update relay 10.20.30.5 message~ "managed behind 10.20.30.5"
