# Clients of an administration server inside are visible as managed behind it once it calls the vendor itself; it is the one that calls.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device lamp 10.20.30.41 02:5a:17:00:00:41
device box 10.20.30.5 02:5a:17:00:00:05
device resolver 10.20.30.1 02:5a:17:00:00:01

desk opens tcp to 10.20.30.5:13000
desk sends 100B
passes 1min
expect no alert
box asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
box opens tls to 198.51.100.7 name s07.upd.kaspersky.com
expect alert suspected device desk vendor kaspersky service console relay 10.20.30.5 severity notice message~ "managed behind 10.20.30.5"
passes 11s
expect alert opened device box service update relay none message~ "vendor's server on the inside"
lamp opens tcp to 10.20.30.5:13111
lamp sends 100B
expect alert suspected device lamp relay 10.20.30.5
expect device desk service console state suspected relay 10.20.30.5
lamp opens tcp to 10.20.30.5:13000
lamp sends 100B
restart
desk opens tcp to 10.20.30.5:14000
desk sends 100B
passes 1min
expect no alert
