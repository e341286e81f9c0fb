# The program is restarted, and killed, while a device calls on: one incident, told once, counted on.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 11s
expect alert opened device desk service update evidence resolved count 1
restart
passes 1h
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
killed
passes 1h
desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 1min
expect no alert
expect device desk service update state calling after.count 3
