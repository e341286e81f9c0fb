# The vendor's web site is exempt: reading it past a block is nobody's business here.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks www.kaspersky.com of resolver
resolver answers nxdomain
desk asks www.kaspersky.com of 8.8.8.8
8.8.8.8 answers 198.51.100.9
passes 1h
expect no alert
