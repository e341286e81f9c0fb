# The resolver, which answered before, does not answer any more; the fallback follows, through to its second resolver.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 60
passes 11s
expect alert opened device desk service update evidence resolved
passes 10min
desk asks s08.upd.kaspersky.com of resolver
passes 4s
desk asks s08.upd.kaspersky.com of 8.8.8.8
expect alert evasion device desk message~ "10.20.30.1 did not answer"
desk asks s08.upd.kaspersky.com of 1.1.1.1
passes 1min
expect no alert
