# Where the system's resolver gave an address, a question to a public resolver goes around nothing.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 2s
desk asks s07.upd.kaspersky.com of 8.8.8.8
passes 11s
expect alert opened device desk service update
passes 1h
expect no alert
