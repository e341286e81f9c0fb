# A router says by ICMP that the address is administratively prohibited, and quotes the SYN.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
device gate 10.20.30.254 02:5a:17:00:00:fe

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tcp to 198.51.100.7:443 unanswered
gate rejects
passes 20s
expect alert opened device desk evidence contacted blocked unreachable
