# No answer of the resolver was ever seen, perhaps because the mirror does not show them: silence proves nothing, and nobody is accused of evasion.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
passes 4s
desk asks s07.upd.kaspersky.com of 8.8.8.8
passes 11s
expect alert opened device desk service update
expect no alert
