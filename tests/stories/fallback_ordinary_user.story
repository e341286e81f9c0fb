# A device that uses a public resolver for everything evades nothing, even where another resolver blocked the name.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device lamp 10.20.30.41 02:5a:17:00:00:41
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks www.example.org of 8.8.8.8
desk asks s07.upd.kaspersky.com of resolver
resolver answers nxdomain
desk asks s07.upd.kaspersky.com of 8.8.8.8
lamp asks s07.upd.kaspersky.com of 8.8.8.8
8.8.8.8 answers 198.51.100.7
passes 11s
expect alert opened device desk service update
expect alert opened device lamp service update
passes 1h
expect no alert
