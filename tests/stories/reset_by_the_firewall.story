# The firewall resets the connection to the answered address before the server says anything.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tcp to 198.51.100.7:443 unanswered
server resets
passes 20s
expect alert opened device desk evidence contacted blocked reset
