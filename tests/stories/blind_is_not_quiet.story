# The sensor was down for days of the silence: it is blind, and the days that nobody saw do not count.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update
passes 1d
desk arps
sensor down 2d
desk arps
passes 60h
desk arps
passes 42h
expect no alert
expect device desk service update state blind
desk arps
passes 44h
expect alert quiet device desk service update
