# A device that was quiet calls again: the same incident, with its first contact, and what is reached now.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert opened device desk service update evidence transferred
passes 2d
desk arps
passes 2d
desk arps
passes 2d
desk arps
passes 18h
desk arps
passes 7h
expect alert quiet device desk service update
restart
desk asks s07.upd.kaspersky.com of resolver
resolver answers sinkhole
passes 11s
expect alert returned device desk service update evidence asked blocked sinkhole count 2 severity notice
expect device desk service update state calling
