# Killed and restarted while an incident is quiet: it is not told again, and its return is.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update
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
killed
passes 1min
restart
passes 1h
expect no alert
desk asks s07.upd.kaspersky.com of resolver
killed
passes 11s
expect alert returned device desk service update count 2
