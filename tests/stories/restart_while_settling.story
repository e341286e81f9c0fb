# Killed while an incident settles: it is told once, when it would have been.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 5s
killed
passes 6s
expect alert opened device desk service update count 1
killed
passes 1h
expect no alert
