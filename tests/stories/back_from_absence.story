# A device comes back from weeks away: its silence counts from then.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update
passes 30d
desk arps
expect device desk service update state calling
passes 60h
desk arps
passes 60h
desk arps
passes 36h
desk arps
expect no alert
passes 18h
expect alert quiet device desk service update
