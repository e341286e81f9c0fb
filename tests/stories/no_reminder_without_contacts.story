# Nothing came since the last telling: there is nothing to remind of, until it calls again.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert opened device desk service update
passes 5d
expect no alert
desk asks s07.upd.kaspersky.com of resolver
passes 11s
expect alert continuing device desk service update count 2
